"""Impacts that proved larger than was made known: what is done about each, announced, and what came of it."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from consultation import clock
from consultation.law import due
from consultation.law.hearing import LONGEST, record
from consultation.law.models import LargerImpact
from consultation.law.wording import refused, said_date


def of_many(session: Session, consultations: Iterable[int]) -> list[LargerImpact]:
    """The larger impacts of consultations, oldest first."""
    ids = list(consultations)
    query = select(LargerImpact).where(col(LargerImpact.consultation_id).in_(ids)).order_by(col(LargerImpact.id))
    return list(session.exec(query)) if ids else []


def found(session: Session, consultation_id: int, on: date, what: str, measures: str, actor: str) -> int:
    """Record that an impact is larger than was made known; measures may be added later. Raises Refused."""
    _past(on)
    if not what.strip():
        raise refused("larger_what")
    row = LargerImpact(
        consultation_id=consultation_id, found_on=on, what=what.strip()[:LONGEST], measures=measures.strip()[:LONGEST],
        recorded_at=clock.now(), recorded_by=actor,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    after = {"found_on": on, "what": row.what, "measures": row.measures}
    record(session, actor, "law.impact.found", consultation_id, None, after)
    return row.id


def announced(session: Session, consultation_id: int, id: int, measures: str, on: date, actor: str) -> None:
    """Record the measures that were set, and the day on which they were announced. Raises Refused."""
    row = _get(session, consultation_id, id)
    _past(on)
    if not measures.strip():
        raise refused("larger_measures")
    _after(on, row.found_on)
    before = {"measures": row.measures, "announced_on": row.announced_on}
    row.measures, row.announced_on = measures.strip()[:LONGEST], on
    after = {"measures": row.measures, "announced_on": on}
    _store(session, row, actor, "law.impact.announced", before, after)


def followed(session: Session, consultation_id: int, id: int, outcome: str, on: date, actor: str) -> None:
    """Record what came of the measures. Raises Refused."""
    row = _get(session, consultation_id, id)
    _past(on)
    if row.announced_on is None:
        raise refused("larger_unannounced")
    if not outcome.strip():
        raise refused("larger_outcome")
    _after(on, row.announced_on)
    before = {"outcome": row.outcome, "followed_on": row.followed_on}
    row.outcome, row.followed_on = outcome.strip()[:LONGEST], on
    _store(session, row, actor, "law.impact.followed", before, {"outcome": row.outcome, "followed_on": on})


def _get(session: Session, consultation_id: int, id: int) -> LargerImpact:
    row = session.get(LargerImpact, id)
    if row is None or row.consultation_id != consultation_id:
        raise refused("larger_unknown")
    return row


def _store(
    session: Session, row: LargerImpact, actor: str, act: str, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    row.recorded_at, row.recorded_by = clock.now(), actor
    session.add(row)
    session.flush()
    record(session, actor, act, row.consultation_id, before, after)


def _past(on: date) -> None:
    if on > due.today():
        raise refused("larger_future", day=said_date(on))


def _after(later: date, earlier: date) -> None:
    if later < earlier:
        raise refused("larger_order", later=said_date(later), earlier=said_date(earlier))
