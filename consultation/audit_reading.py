"""Reading the audit record: by person, act, object and time; and its chain checked as far as was read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, func, select

from consultation.audit import AuditEntry

A_PAGE = 50
A_QUERY = 500  # objects that one query names


class Sought(BaseModel):
    """What is looked for; what is empty leaves all. act: one act, or all that begin with it and a dot."""

    model_config = ConfigDict(frozen=True)

    actor: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Entry(BaseModel):
    """One act of the record."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    hash: str


def page(session: Session, sought: Sought, before: int | None = None) -> list[Entry]:
    """The newest entries that fit; before: only those older than this one."""
    query = _fitting(sought).order_by(col(AuditEntry.id).desc()).limit(A_PAGE)
    if before is not None:
        query = query.where(col(AuditEntry.id) < before)
    return [Entry.model_validate(row) for row in session.exec(query)]


def count(session: Session, sought: Sought) -> int:
    """How many entries fit."""
    return session.exec(select(func.count()).select_from(_fitting(sought).subquery())).one()


def every(session: Session, sought: Sought) -> Iterator[Entry]:
    """All entries that fit, the oldest first."""
    for row in session.exec(_fitting(sought).order_by(col(AuditEntry.id)).execution_options(yield_per=500)):
        yield Entry.model_validate(row)


def of(session: Session, subjects: Iterable[str]) -> list[Entry]:
    """All entries on these objects, the oldest first."""
    wanted, found = sorted(set(subjects)), list[AuditEntry]()
    for first in range(0, len(wanted), A_QUERY):
        some = col(AuditEntry.subject).in_(wanted[first : first + A_QUERY])
        found += session.exec(select(AuditEntry).where(some))
    return [Entry.model_validate(row) for row in sorted(found, key=lambda row: row.id or 0)]


def acts(session: Session) -> list[str]:
    """Every act that is in the record."""
    return list(session.exec(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def _fitting(sought: Sought) -> Any:
    query = select(AuditEntry)
    if sought.actor:
        query = query.where(AuditEntry.actor == sought.actor)
    if sought.act:
        exact, below = (
            col(AuditEntry.action) == sought.act,
            col(AuditEntry.action).startswith(f"{sought.act}.", autoescape=True),
        )
        query = query.where(exact | below)
    if sought.subject:
        query = query.where(AuditEntry.subject == sought.subject)
    if sought.since is not None:
        query = query.where(col(AuditEntry.at) >= sought.since)
    if sought.until is not None:
        query = query.where(col(AuditEntry.at) < sought.until)
    return query
