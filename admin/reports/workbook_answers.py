"""Answers one row a response, for the workbook: what was chosen, counted or dated; free text has a sheet of its own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from consultation.entry.wording import say
from consultation.forms import service as forms
from consultation.forms.form import MEDIA, SELECTS, Question, in_language
from consultation.forms.logic import parse_key
from consultation.responses.models import Answer, Response
from consultation.responses.service import SUBMITTED
from consultation.settings import settings

LEFT_OUT = (*MEDIA, "text", "geopoint", "statements")  # words, files, exact places; votes are with their statements


@dataclass(frozen=True)
class Asked:
    """A column of answers. choices: names to labels."""

    key: str
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)


def asked(session: Session, consultation_id: int) -> list[Asked]:
    """The questions whose answers can be told as values, each instance of a repeat by itself, in the form's order."""
    form = forms.current(session, consultation_id)
    shown = [one for one in form.questions if one.asked and one.type not in LEFT_OUT and not one.role.startswith("con")]
    given = select(Answer.question).join(Response, col(Response.id) == col(Answer.response_id)).distinct()
    keys = set(session.exec(given.where(Response.consultation_id == consultation_id, Response.state == SUBMITTED)))
    found = []
    for question in shown:
        instances = [key for key in keys if parse_key(key)[0] == question.name] or [question.name]
        found += [_asked(question, key) for key in sorted(instances, key=lambda key: parse_key(key)[1])]
    return found


def answers(session: Session, consultation_id: int, of: list[Asked]) -> Iterator[dict[str, Any]]:
    """Every sent response with its answers, oldest first."""
    mine = (Response.consultation_id == consultation_id, Response.state == SUBMITTED)
    query = select(Answer.response_id, Answer.question, Answer.value).join(
        Response, col(Response.id) == col(Answer.response_id)
    )
    wanted = {one.key: one for one in of}
    values: dict[int, dict[str, str]] = defaultdict(dict)
    for id, key, value in session.exec(query.where(*mine, col(Answer.late).is_(False), col(Answer.value).is_not(None))):
        if key in wanted:
            values[id][key] = _told(wanted[key], value or "")
    for row in session.exec(select(Response).where(*mine).order_by(col(Response.id))):
        day = row.submitted_at.astimezone(settings().zone).date() if row.submitted_at else None
        facts = {"response": row.id, "day": day.isoformat() if day else None, "source": say("source", row.source)}
        yield facts | {"represents": row.represents} | values[row.id or 0]


def _asked(question: Question, key: str) -> Asked:
    label = " ".join(in_language(question.short or question.label, "th").split()) or question.name
    choices = {one.name: in_language(one.label, "th") for one in question.choices}
    return Asked(key, label, choices if question.type in SELECTS else {})


def _told(of: Asked, value: str) -> str:
    return " ; ".join(of.choices.get(name, name) for name in value.split()) if of.choices else value
