"""The record of what was destroyed (PDPA ม.๓๗(๓)), read out of the audit record, and what is due next.

Nothing is written down twice: cuts, sweeps and forgetting write their audit entries in the transactions that destroy,
and this reads them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, func, select

from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult.models import Consultation
from consultation.jobs import Job
from consultation.privacy.forget import FORGET_JOB
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.sweeping import SWEEP_JOB
from consultation.settings import settings

RULES = ("privacy.unlink", "privacy.sweep", "privacy.forget")
A_PAGE = 50
_NO_NUMBER = ("complete", "erased")


class Destroyed(BaseModel):
    """One act of destruction. rule: the act's name; by: who or what did it; amounts: what, and how many of it."""

    model_config = ConfigDict(frozen=True)

    id: int
    at: datetime
    rule: str
    by: str
    consultation: int | None
    title: str
    amounts: tuple[tuple[str, int], ...]
    erased: bool
    complete: bool

    @property
    def total(self) -> int:
        """How many rows in all."""
        return sum(n for _, n in self.amounts)


class Due(BaseModel):
    """What is to be destroyed next. failed: the job gave up, and somebody has to look."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    rule: str
    consultation: int | None
    title: str
    failed: bool


def page(session: Session, rule: str = "", before: int | None = None) -> list[Destroyed]:
    """The newest acts; before: only those older than this entry."""
    query = _entries(rule).order_by(col(AuditEntry.id).desc()).limit(A_PAGE)
    if before is not None:
        query = query.where(col(AuditEntry.id) < before)
    titles = _titles(session)
    return [_destroyed(row, titles) for row in session.exec(query)]


def every(session: Session, rule: str = "") -> Iterator[Destroyed]:
    """All acts, the oldest first."""
    titles = _titles(session)
    for row in session.exec(_entries(rule).order_by(col(AuditEntry.id)).execution_options(yield_per=500)):
        yield _destroyed(row, titles)


def count(session: Session, rule: str = "") -> int:
    """How many acts there are."""
    return session.exec(select(func.count()).select_from(_entries(rule).subquery())).one()


def next_due(session: Session) -> list[Due]:
    """What is to be destroyed next, the soonest first: waiting cuts, accounts whose owners asked for it, the nightly
    sweep, cuts of what is still open."""
    titles = _titles(session)
    waiting = (col(Job.kind).in_((UNLINK_JOB, SWEEP_JOB, FORGET_JOB)), col(Job.done_at).is_(None))
    found = []
    for job in session.exec(select(Job).where(*waiting)):
        id = job.payload.get("consultation")
        title, failed = titles.get(id or 0, ""), job.failed_at is not None
        found.append(Due(at=job.run_at, rule=job.kind, consultation=id, title=title, failed=failed))
    planned = {due.consultation for due in found}
    after = timedelta(days=settings().retention_link_days)
    running = select(Consultation).where(col(Consultation.state) == "open", col(Consultation.closes_at).is_not(None))
    for row in session.exec(running):
        if row.closes_at is not None and row.id not in planned:
            found.append(
                Due(at=row.closes_at + after, rule=UNLINK_JOB, consultation=row.id, title=row.title, failed=False)
            )
    return sorted(found, key=lambda due: due.at)


def late(session: Session) -> list[Due]:
    """What should have been destroyed more than a day ago, or gave up."""
    over = clock.now() - timedelta(days=1)
    return [due for due in next_due(session) if due.failed or due.at < over]


def _entries(rule: str) -> Any:
    return select(AuditEntry).where(col(AuditEntry.action).in_((rule,) if rule in RULES else RULES))


def _titles(session: Session) -> dict[int, str]:
    return {id or 0: title for id, title in session.exec(select(Consultation.id, Consultation.title))}


def _destroyed(row: AuditEntry, titles: dict[int, str]) -> Destroyed:
    kind, _, number = row.subject.partition(":")
    id = int(number) if kind == "consultation" and number.isdecimal() else None
    after = row.after or {}
    amounts = tuple((name, n) for name, n in after.items() if name not in _NO_NUMBER and isinstance(n, int) and n)
    return Destroyed(
        id=row.id or 0, at=row.at, rule=row.action, by=row.actor, consultation=id, title=titles.get(id or 0, ""),
        amounts=amounts, erased=bool(after.get("erased")), complete=bool(after.get("complete", True)),
    )  # fmt: skip
