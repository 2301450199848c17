"""What the public may see of opinion groups: when officers have published the votes, and never a number from 1 to 4."""

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation.opinion import result, service, views
from consultation.opinion.figures import Figures, StatementFigures
from consultation.opinion.models import Statement, StatementBoard
from consultation.opinion.views import FEWEST_SHOWN

MOST = 10  # statements of a list


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PublicLine(_Value):
    """A statement with each group's share that agrees; None where that would tell a number from 1 to 4."""

    text: str
    agreed: tuple[float | None, ...]


class PublicGroups(_Value):
    """Opinion groups of a question. sizes: people of each group, all five or more. common: what every group agrees
    with; against: what none does; divides: where groups lie apart."""

    question: str
    label: str
    sizes: tuple[int, ...]
    common: tuple[PublicLine, ...]
    against: tuple[PublicLine, ...]
    divides: tuple[PublicLine, ...]


def published(session: Session, consultation_id: int) -> list[PublicGroups]:
    """For each question whose votes officers have published and whose groups may be told.

    Nothing where a group is smaller than five, because its votes could be worked out from all and the rest.
    """
    shown = (StatementBoard.consultation_id == consultation_id, col(StatementBoard.published_at).is_not(None))
    boards = set(session.exec(select(StatementBoard.question).where(*shown)).all())
    found = []
    for question, label in views.labels(session, consultation_id).items():
        run = result.newest(session, consultation_id, question) if question in boards else None
        if run is None:
            continue
        accepted = (service.of(consultation_id, question), Statement.state == "accepted")
        texts = dict(session.exec(select(Statement.id, Statement.text).where(*accepted)).all())
        figures = result.without(Figures.model_validate(run.figures), set(texts))
        if min((group.size for group in figures.groups), default=0) >= FEWEST_SHOWN:
            found.append(_groups(question, label, figures, texts))
    return found


def _groups(question: str, label: str, figures: Figures, texts: dict[int | None, str]) -> PublicGroups:
    told = {one.id: one for one in figures.statements}

    def lines(ids: tuple[int, ...]) -> tuple[PublicLine, ...]:
        return tuple(PublicLine(text=texts[id], agreed=agreed(told[id])) for id in ids[:MOST])

    return PublicGroups(
        question=question,
        label=label,
        sizes=tuple(group.size for group in figures.groups),
        common=lines(figures.common),
        against=lines(figures.common_against),
        divides=lines(figures.dividing),
    )


def agreed(one: StatementFigures) -> tuple[float | None, ...]:
    """Each group's share that agrees, where neither those who do nor those who do not are from 1 to 4.

    Where one group alone would be left out, all votes less the others' would give it: the smallest other goes too.
    """
    seen = [sum(three) for three in one.groups]
    shares = [_share(agree, all_) for (agree, _, _), all_ in zip(one.groups, seen, strict=True)]
    if shares.count(None) == 1 and len(shares) > 1:
        told = [number for number, share in enumerate(shares) if share is not None]
        shares[min(told, key=lambda number: seen[number])] = None
    return tuple(shares)


def _share(agree: int, seen: int) -> float | None:
    small = any(0 < part < FEWEST_SHOWN for part in (agree, seen - agree))
    return None if small or not seen else agree / seen
