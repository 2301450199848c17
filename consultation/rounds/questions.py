"""Closed questions of several rounds: matched by name, compared where wording, type and choices are the same.

A choice is one and the same where its key and its words are; a choice that is worded otherwise has a row of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from consultation.forms import service as forms
from consultation.forms.form import Question, in_language
from consultation.population.weighted import FACTS
from consultation.responses.models import Answer, Response
from consultation.responses.service import closed
from consultation.rounds.saying import say
from consultation.rounds.values import Block, Cell, Round, Row

Counts = dict[str, list[tuple[str, str, int]]]  # by question: value as stored, province, people
Choice = tuple[str, str]  # key, words


def blocks(session: Session, rounds: Sequence[Round]) -> tuple[list[Block], list[tuple[str, str]]]:
    """The questions that two rounds or more asked, in the order of the first that did; and what only one asked."""
    asked = [_asked(session, one.id) for one in rounds]
    names = list(dict.fromkeys(name for questions in asked for name in questions))
    shared = [name for name in names if sum(name in questions for questions in asked) > 1]
    counts = [
        _counts(session, one.id, [name for name in shared if name in of]) for one, of in zip(rounds, asked, strict=True)
    ]
    apart = [
        (one.title, _label(of[name]))
        for one, of in zip(rounds, asked, strict=True)
        for name in of
        if name not in shared
    ]
    return [_block(name, [of.get(name) for of in asked], rounds, counts) for name in shared], apart


def _asked(session: Session, consultation_id: int) -> dict[str, Question]:
    form = forms.current(session, consultation_id)
    return {
        one.name: one
        for one in closed(form)
        if one.role not in FACTS and not one.role.startswith("consent") and not one.groups
    }


def _label(question: Question) -> str:
    return " ".join(in_language(question.label, "th").split())


def _choices(question: Question) -> list[Choice]:
    return [(choice.name, " ".join(in_language(choice.label, "th").split())) for choice in question.choices]


def _block(
    name: str, asked: Sequence[Question | None], rounds: Sequence[Round], counts: Sequence[Counts]
) -> Block:  # fmt: skip
    there = [one for one in asked if one is not None]
    differences = _differences(asked, rounds)
    alike = not any(differences[key] for key in ("wording", "type", "choices"))
    tallies = [_tally(one, of.get(name, [])) if one else None for one, of in zip(asked, counts, strict=True)]
    rows = []
    for choice in dict.fromkeys(choice for one in there for choice in _choices(one)):
        has = [one is not None and choice in _choices(one) for one in asked]
        rows.append(_row(choice, has, tallies))
    return Block(
        key=name,
        label=in_language(there[0].short or there[0].label, "th"),
        kind="question",
        asked=tuple(_label(one) if one else None for one in asked),
        alike=alike,
        differences=tuple(text for text in differences.values() if text),
        rows=tuple(rows),
    )


def _differences(asked: Sequence[Question | None], rounds: Sequence[Round]) -> dict[str, str]:
    there = [one for one in asked if one is not None]
    missing = [of.title for one, of in zip(asked, rounds, strict=True) if one is None]
    return {
        "missing": say("difference", "missing", which=", ".join(missing)) if missing else "",
        "wording": say("difference", "wording") if len({_label(one) for one in there}) > 1 else "",
        "type": say("difference", "type") if len({one.type for one in there}) > 1 else "",
        "choices": say("difference", "choices") if len({frozenset(_choices(one)) for one in there}) > 1 else "",
    }


class _Tally:
    """How one round answered a question: people by choice and in all, everywhere ("") and by province."""

    def __init__(self) -> None:
        self.base: dict[str, int] = defaultdict(int)
        self.by: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def cell(self, key: str, province: str) -> Cell:
        return Cell(n=self.by[key][province], base=self.base[province])


def _tally(question: Question, said: Sequence[tuple[str, str, int]]) -> _Tally:
    found = _Tally()
    for value, province, n in said:
        chosen = value.split()[:1] if question.type == "rank" else value.split()
        for place in {"", province}:
            found.base[place] += n
            for key in chosen:
                found.by[key][place] += n
    return found


def _row(choice: Choice, has: Sequence[bool], tallies: Sequence[_Tally | None]) -> Row:
    key, name = choice

    def cells(province: str) -> tuple[Cell | None, ...]:
        return tuple(
            of.cell(key, province) if of is not None and there else None for of, there in zip(tallies, has, strict=True)
        )

    places = sorted({place for of in tallies if of is not None for place in of.base} - {""})
    return Row(key=f"{key}|{name}", name=name, cells=cells(""), provinces={place: cells(place) for place in places})


def _counts(session: Session, consultation_id: int, names: Sequence[str]) -> Counts:
    of: Mapping[str, Any] = {"question": col(Answer.question), "value": col(Answer.value), "at": col(Response.province)}
    query = (
        sql_select(*of.values(), func.count())
        .join(Response, col(Response.id) == col(Answer.response_id))
        .where(col(Response.consultation_id) == consultation_id, col(Response.state) == "submitted")
        .where(col(Answer.question).in_(list(names)), col(Answer.late).is_(False), col(Answer.value).is_not(None))
        .group_by(*of.values())
    )
    found: Counts = defaultdict(list)
    for question, value, province, n in session.execute(query) if names else ():
        found[question].append((value, province or "", n))
    return found
