"""Opinion groups as pages read them: the last run of a question beside its statements, and who the groups are made of.

A group of fewer than five people is told of by its being small, and by nothing else.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.forms import service as forms
from consultation.forms.form import Form, in_language
from consultation.opinion import membership, service, views, work
from consultation.opinion.figures import Figures, SpeakingFigures, StatementFigures, letter
from consultation.opinion.models import OpinionMember, OpinionRun, Statement, Vote
from consultation.opinion.views import FEWEST_SHOWN
from consultation.responses.models import Response
from consultation.responses.service import place_name

SURE, FAIR = 0.75, 0.6  # Jaccard index under resampling: from .75 valid, under .6 not to be trusted (Hennig 2007)
FACTS = ("province", "sector", "age")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Share(_Value):
    """So many people of a group; key and name None: all others and who did not say. n None: fewer than five."""

    key: str | None
    name: str | None
    n: int | None


class GroupView(_Value):
    """A group as planners see it. people None: fewer than five, of whom nothing more is told.

    sure: `sure`, `fair` or `weak`. made_of: province, sector and age → shares, where the form asked.
    """

    number: int
    letter: str
    people: int | None
    stability: float
    sure: str
    speaking: tuple[SpeakingFigures, ...]
    made_of: dict[str, tuple[Share, ...]]


class Result(_Value):
    """The opinion groups of a question. figures None: not computed; missing: people still needed, 0 with enough.

    texts: statement id → what it says. underway: whether the groups are being computed at this moment.
    """

    question: str
    label: str
    voters: int
    asked: int
    missing: int
    missing_statements: int
    underway: bool
    at: datetime | None
    people: int
    votes: int
    figures: Figures | None
    groups: tuple[GroupView, ...]
    texts: dict[int, str]

    def statement(self, id: int) -> StatementFigures:
        """The figures of a statement."""
        assert self.figures is not None
        return next(one for one in self.figures.statements if one.id == id)

    @property
    def weak(self) -> tuple[str, ...]:
        """Letters of the groups that are not surely there."""
        return tuple(group.letter for group in self.groups if group.sure == "weak")


def results(session: Session, consultation_id: int) -> list[Result]:
    """One result for each question that has statements, in the form's order."""
    form, labels = forms.current(session, consultation_id), views.labels(session, consultation_id)
    return [_result(session, consultation_id, form, name, label) for name, label in labels.items()]


def newest(session: Session, consultation_id: int, question: str) -> OpinionRun | None:
    """The last run of a question."""
    same = (OpinionRun.consultation_id == consultation_id, OpinionRun.question == question)
    return session.exec(select(OpinionRun).where(*same)).first()


def _result(session: Session, consultation_id: int, form: Form, question: str, label: str) -> Result:
    run = newest(session, consultation_id, question)
    figures = Figures.model_validate(run.figures) if run else None
    accepted = (service.of(consultation_id, question), Statement.state == "accepted")
    rows = session.exec(select(Statement.id, Statement.text, Statement.meta).where(*accepted)).all()
    # To count a million votes for every look at the page takes seconds: the run has counted them.
    voters = run.voters if run else _voters(session, consultation_id, [id or 0 for id, _, _ in rows])
    asked = sum(not meta for _, _, meta in rows)
    made_of = _made_of(session, run.id, form) if run and run.id else {}
    # What was rejected since the run is said no more.
    kept = without(figures, {id for id, _, _ in rows}) if figures else None
    return Result(
        question=question,
        label=label,
        voters=voters,
        asked=asked,
        missing=max(0, work.FEWEST_PEOPLE - voters),
        missing_statements=max(0, work.FEWEST_STATEMENTS - asked),
        underway=membership.underway(session, consultation_id, question),
        at=run.at if run else None,
        people=run.people if run else 0,
        votes=run.votes if run else 0,
        figures=kept,
        groups=tuple(_group(kept, number, made_of) for number in range(len(kept.groups))) if kept else (),
        texts={id or 0: text for id, text, _ in rows},
    )


def without(figures: Figures, standing: set[int | None]) -> Figures:
    """The same without statements that are no longer open to votes."""
    lists = ("common", "common_against", "consensus", "consensus_against", "dividing", "uncertain")
    kept = {name: tuple(id for id in getattr(figures, name) if id in standing) for name in lists}
    groups = tuple(
        group.model_copy(update={"speaking": tuple(one for one in group.speaking if one.statement in standing)})
        for group in figures.groups
    )
    statements = tuple(one for one in figures.statements if one.id in standing)
    return figures.model_copy(update={**kept, "groups": groups, "statements": statements})


def _voters(session: Session, consultation_id: int, ids: list[int]) -> int:
    counted = (Response.consultation_id == consultation_id, col(Response.state).in_(service.COUNTED))
    voted = select(Vote.response_id).where(col(Vote.statement_id).in_(ids), col(Vote.late).is_(False))
    return session.exec(select(func.count()).select_from(Response).where(*counted, col(Response.id).in_(voted))).one()


def _group(figures: Figures, number: int, made_of: dict[int, dict[str, tuple[Share, ...]]]) -> GroupView:
    group = figures.groups[number]
    told = group.size >= FEWEST_SHOWN
    return GroupView(
        number=number,
        letter=letter(number),
        people=group.size if told else None,
        stability=group.stability,
        sure="sure" if group.stability >= SURE else "fair" if group.stability >= FAIR else "weak",
        speaking=group.speaking if told else (),
        made_of=made_of.get(number, {}) if told else {},
    )


def _made_of(session: Session, run_id: int, form: Form) -> dict[int, dict[str, tuple[Share, ...]]]:
    """Group → fact → shares."""
    found: dict[int, dict[str, tuple[Share, ...]]] = {}
    for fact in FACTS:
        question = form.by_role(fact)
        if question is None:
            continue
        names = {choice.name: in_language(choice.label, "th") for choice in question.choices}
        name = place_name if fact == "province" else _named(names)
        counted: dict[int, Counter[str | None]] = {}
        column = getattr(Response, fact)
        joined = select(OpinionMember.number, column, func.count()).join(
            Response, col(Response.id) == col(OpinionMember.response_id)
        )
        for number, key, n in session.exec(
            joined.where(OpinionMember.run_id == run_id).group_by(col(OpinionMember.number), column)
        ):
            counted.setdefault(number, Counter())[key] = n
        for number, counts in counted.items():
            found.setdefault(number, {})[fact] = shares(counts, name)
    return found


def _named(names: dict[str, str]) -> Callable[[str], str]:
    return lambda key: names.get(key, key)


def shares(counts: Counter[str | None], name: Callable[[str], str]) -> tuple[Share, ...]:
    """What a group is made of, largest first; what is smaller than five stands with all others in one share.

    The others are never so few that the group's size would give them away: then the smallest share told joins them.
    """
    told = sorted(((key, n) for key, n in counts.items() if key is not None and n >= FEWEST_SHOWN), key=_largest)
    others = counts.total() - sum(n for _, n in told)
    while 0 < others < FEWEST_SHOWN and told:
        others += told.pop()[1]
    rest = (Share(key=None, name=None, n=others if others >= FEWEST_SHOWN else None),) if others else ()
    return (*(Share(key=key, name=name(key), n=n) for key, n in told if key is not None), *rest)


def _largest(share: tuple[str | None, int]) -> tuple[int, str]:
    return -share[1], share[0] or ""
