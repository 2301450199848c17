"""Who answered, by the facts that population tables have: people, not comments, each for themselves.

Representatives of organisations answer for these and are counted apart; for how many people a paper speaks is a figure
of its own and counts nobody here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consultation.forms.form import Form, Question, in_language
from consultation.population.ages import Ages, of_choices
from consultation.population.listed import sex_of
from consultation.responses.models import Answer, Response

SUBMITTED = "submitted"
NAMED_SO = ("sex", "gender")  # of a question without the role


@dataclass(frozen=True)
class Fact:
    """What a form asks of a person. names: of its choices by key; sexes, ages: what they mean to a population table."""

    question: Question
    names: dict[str, str]
    sexes: dict[str, str]
    ages: dict[str, Ages]


@dataclass(frozen=True)
class Cell:
    """So many people of one province, sex (as a table knows it) and age (the form's key), by one channel."""

    province: str
    sex: str
    age: str
    channel: str
    people: int


def facts(form: Form) -> dict[str, Fact]:
    """Of province, sex and age those that a form asks for."""
    named = next((question for question in form.questions if question.name in NAMED_SO and question.choices), None)
    asked = {"province": form.by_role("province"), "sex": form.by_role("sex") or named, "age": form.by_role("age")}
    return {part: _fact(question) for part, question in asked.items() if question is not None}


def cells(session: Session, consultation_id: int, known: dict[str, Fact]) -> list[Cell]:
    """Everybody who sent, but for representatives."""
    sex, join = _sex(known)
    of = (col(Response.province), sex, col(Response.age), col(Response.channel))
    query: Any = sql_select(*of, func.count()).where(*_counted(consultation_id))
    rows = session.execute(join(query).group_by(*of))
    return [Cell(p or "", _meant(known, s), a or "", channel, n) for p, s, a, channel, n in rows]


def representatives(session: Session, consultation_id: int) -> int:
    """How many answered for an organisation."""
    query = select(func.count(col(Response.id))).where(
        Response.consultation_id == consultation_id,
        Response.state == SUBMITTED,
        col(Response.invitation_id).is_not(None),
    )
    return session.exec(query).one()


def choices(
    session: Session, consultation_id: int, known: dict[str, Fact], questions: Sequence[str]
) -> Iterable[tuple[str, str, tuple[str, str, str], int]]:
    """How they answered closed questions: question, value as stored, province, sex and age, people."""
    given = aliased(Answer)
    sex, join = _sex(known)
    of = (col(given.question), col(given.value), col(Response.province), sex, col(Response.age))
    query: Any = (
        sql_select(*of, func.count())
        .join(Response, col(Response.id) == col(given.response_id))
        .where(*_counted(consultation_id), col(given.question).in_(list(questions)))
        .where(col(given.late).is_(False), col(given.value).is_not(None))
    )
    for question, value, p, s, a, n in session.execute(join(query).group_by(*of)):
        yield question, value, (p or "", _meant(known, s), a or ""), n


def _counted(consultation_id: int) -> list[Any]:
    return [
        col(Response.consultation_id) == consultation_id,
        col(Response.state) == SUBMITTED,
        col(Response.invitation_id).is_(None),
    ]


def _sex(known: dict[str, Fact]) -> tuple[Any, Any]:
    """The column of what was answered to the question of sex, and the join that brings it."""
    said = aliased(Answer)
    name = known["sex"].question.name if "sex" in known else ""
    same = and_(col(said.response_id) == col(Response.id), col(said.question) == name, col(said.late).is_(False))
    return col(said.value), lambda query: query.outerjoin(said, same)


def _meant(known: dict[str, Fact], given: str | None) -> str:
    return known["sex"].sexes.get(given or "", "") if "sex" in known else ""


def _fact(question: Question) -> Fact:
    names = {choice.name: in_language(choice.label, "th") for choice in question.choices}
    sexes = {key: sex for key, name in names.items() if (sex := sex_of(name) or sex_of(key))}
    return Fact(question, names, sexes, of_choices(names))
