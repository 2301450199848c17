"""Open data made when a result is published: rows without anybody in them, counts without small numbers, themes.

It is made once for a version and stays as it is, so that nobody can watch it change and subtract. Where it would tell
of one to four people beside any version before (`consultation.opendata.beside`), or the result itself kept a table of
before, everything of the version before is given again.
"""

import random
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from sqlmodel import Session, col, select

from consultation import clock
from consultation.forms.form import Form, Question, in_language
from consultation.forms.service import current
from consultation.lifecycle.differences import few
from consultation.opendata import numbered, votes
from consultation.opendata.anonymous import UNTOLD, Facts, anonymous
from consultation.opendata.beside import Version, tells
from consultation.opendata.models import OpenDataVersion
from consultation.opendata.quotable import agreed
from consultation.opendata.values import Choice, Column
from consultation.responses import service as responses
from consultation.responses.models import Answer, Response
from consultation.responses.service import SUBMITTED, QuestionFigures
from consultation.responses.small import all_hidden, hidden

FACTS = ("province", "sector", "age")
PERSONAL = (*FACTS, "district", "sex")  # roles of questions that tell who somebody is
Made = tuple[dict[str, Any], dict[str, Any], int]  # rows, what a page shows of them, people


def keep(session: Session, consultation_id: int, version: int, figures: Mapping[str, Any]) -> None:
    """Make the open data of a version that is being published. figures: what the version tells of people."""
    sent, told = _sent(session, consultation_id), _tables(session, consultation_id, figures)
    kept = select(OpenDataVersion).where(OpenDataVersion.consultation_id == consultation_id)
    before = session.exec(kept.order_by(col(OpenDataVersion.version).desc())).all()
    made = None if before and None in told.values() else _made(session, consultation_id, sent, told, figures)
    told_before = [each.themes for each in before]
    signed = numbered.themes(session, consultation_id, told_before)
    if made is None or any(_tells(each, made) for each in _different(before)):
        rows, about, people = before[0].rows, before[0].about, before[0].people
        signed = numbered.held(signed, told_before)
    else:
        rows, about, people = made
    voted = votes.kept(session, consultation_id, [each.votes for each in before])
    about = {**about, "statements": {question: of["statements"] for question, of in voted.items()}}
    row = OpenDataVersion(
        consultation_id=consultation_id, version=version, people=people, rows=rows, about=about,
        themes=signed, votes=voted, made_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()


def _different(before: Sequence[OpenDataVersion]) -> list[OpenDataVersion]:
    """The versions without those that gave the same rows again: to compare forty thousand takes a second."""
    found: list[OpenDataVersion] = []
    for each in before:
        if all(each.rows != other.rows for other in found):
            found.append(each)
    return found


def _tells(before: OpenDataVersion, made: Made) -> bool:
    rows, about, people = made
    if few(people - before.people):
        return True
    return tells(Version.of(before.rows, before.about, FACTS), Version.of(rows, about, FACTS))


def _tables(session: Session, consultation_id: int, figures: Mapping[str, Any]) -> dict[str, set[str] | None]:
    """The provinces and sectors of which the result tells how many they are; None where its table is one of before."""
    now = responses.figures(session, consultation_id)
    found: dict[str, set[str] | None] = {}
    for fact, table, counts in (("province", "provinces", now.provinces), ("sector", "sectors", now.sectors)):
        shown = {name: n for name, n in figures.get(table, ()) if n is not None}
        numbers = {each.name: each.n for each in counts}
        same = all(numbers.get(name) == n for name, n in shown.items())
        found[fact] = {each.key for each in counts if each.name in shown} if same else None
    return found


def _sent(session: Session, consultation_id: int) -> list[tuple[int, Facts]]:
    """Every sent response with the facts by which somebody might be known."""
    of = (Response.consultation_id == consultation_id, Response.state == SUBMITTED)
    columns = select(Response.id, Response.province, Response.sector, Response.age)
    rows = session.exec(columns.where(*of).order_by(col(Response.id)))
    return [(id or 0, (province or "", sector or "", age or "")) for id, province, sector, age in rows]


def _made(
    session: Session,
    consultation_id: int,
    sent: Sequence[tuple[int, Facts]],
    tables: Mapping[str, set[str] | None],
    figures: Mapping[str, Any],
) -> Made:
    """The rows of this moment, what a page shows of them, and of how many people they are."""
    form = current(session, consultation_id)
    counted = [
        each for each in responses.stances(session, consultation_id) if _told(form, form.question(each.question))
    ]
    shown = {each.question: _shown(each) for each in counted}
    asked = [name for name in shown if _in_rows(form.question(name))]
    answers = _answers(session, consultation_id, asked)
    told = []
    for (id, _), facts in zip(sent, anonymous([_only_told(facts, tables) for _, facts in sent]), strict=True):
        if facts is not None:
            mine = answers.get(id, {})
            told.append([*facts, *(_kept(mine.get(name, ""), shown[name]) for name in asked)])
    random.shuffle(told)  # the order of answering tells nothing
    rows: dict[str, Any] = {
        "responses": told,
        "comments": _comments(session, consultation_id, tables),
        "counts": _counts(form, counted, shown, figures),
    }
    about = {
        "columns": [each.model_dump() for each in _columns(form, asked)],
        "sizes": {name: len(table) for name, table in rows.items()},
        "left_out": len(sent) - len(told),
    }
    return rows, about, len(sent)


def _only_told(facts: Facts, tables: Mapping[str, set[str] | None]) -> Facts:
    """Facts without the province or sector that the result hides: rows can be counted, and would give it back."""
    return tuple(
        fact if name not in tables or fact in (tables[name] or ()) else UNTOLD
        for name, fact in zip(FACTS, facts, strict=True)
    )


def _told(form: Form, question: Question | None) -> bool:
    """Whether the answers of a closed question are given: not by whom somebody is known, and once for each person."""
    if question is None or question.role in PERSONAL or question.role.startswith("consent"):
        return False
    return not any(group is not None and group.repeat for group in map(form.group, question.groups))


def _in_rows(question: Question | None) -> bool:
    return question is not None and question.type in ("select_one", "select_multiple")


def _shown(of: QuestionFigures) -> set[str]:
    """The choices that may be told: none of few people, and none by which these could be worked out."""
    numbers = [each.n for each in of.counts]
    if all_hidden(numbers):
        return set()
    gone = hidden(numbers)
    return {each.key for at, each in enumerate(of.counts) if at not in gone}


def _kept(value: str, shown: set[str]) -> str:
    return " ".join(name for name in value.split() if name in shown)


def _answers(session: Session, consultation_id: int, asked: Sequence[str]) -> dict[int, dict[str, str]]:
    of = (Response.consultation_id == consultation_id, Response.state == SUBMITTED, col(Answer.late).is_(False))
    query = (
        select(Answer.response_id, Answer.question, Answer.value)
        .join(Response, col(Response.id) == col(Answer.response_id))
        .where(*of, col(Answer.question).in_(asked), col(Answer.value).is_not(None))
    )
    found: dict[int, dict[str, str]] = {}
    for response, question, value in session.exec(query):
        found.setdefault(response, {})[question] = value or ""
    return found


def _counts(
    form: Form, counted: Sequence[QuestionFigures], shown: Mapping[str, set[str]], figures: Mapping[str, Any]
) -> list[list[str]]:
    told = []
    for of, table in (("province", "provinces"), ("sector", "sectors")):
        question = form.by_role(of)
        codes = {in_language(each.label, "th"): each.name for each in question.choices} if question else {}
        told += [[of, codes.get(name, name), name, "" if n is None else str(n)] for name, n in figures.get(table, ())]
    for each in counted:
        told += [
            [each.question, one.key, one.name, str(one.n) if one.key in shown[each.question] else ""]
            for one in each.counts
        ]
    return told


def _comments(session: Session, consultation_id: int, tables: Mapping[str, set[str] | None]) -> list[list[Any]]:
    """Number, question and theme of each comment that may be given, with the facts that may stand beside it."""
    rows = agreed(session, consultation_id)
    told = anonymous([_only_told(each.facts, tables) for each in rows], [each.owner for each in rows])
    themed = numbered.themed(session, consultation_id)
    found = [
        [each.id, each.question, themed.get(each.id, ""), *facts]
        for each, facts in zip(rows, told, strict=True)
        if facts is not None
    ]
    random.shuffle(found)
    return found


def _columns(form: Form, asked: Sequence[str]) -> list[Column]:
    words = _words()
    found = [_column(form, "responses", name) for name in FACTS]
    for name in asked:
        question = form.question(name)
        assert question is not None, "it was chosen from the form"
        th, en = words["responses"]["answer"]
        label = in_language(question.short or question.label, "th")
        english = in_language(question.short or question.label, "en")
        about = {"th": th.format(label=label), "en": en.format(label=english)}
        found.append(Column(table="responses", name=name, **about, choices=_choices(question)))
    found += [_column(form, "comments", name) for name in words["comments"]]
    return found + [_column(form, "counts", name) for name in words["counts"]]


def _column(form: Form, table: str, name: str) -> Column:
    th, en = _words()[table][name]
    question = form.by_role(name) if name in FACTS else None
    return Column(table=table, name=name, th=th, en=en, choices=_choices(question) if question else ())


def _choices(question: Question) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=each.name, th=in_language(each.label, "th"), en=each.label.get("en", ""))
        for each in question.choices
    )


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    text = resources.files("consultation.opendata").joinpath("words.toml").read_text(encoding="utf8")
    return tomllib.loads(text)
