"""The record of who did what: append-only, each row chained to the one before by its hash."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel, col, select

from consultation import clock
from consultation.columns import document, key

_LOCK = 0x70726163  # advisory lock on PostgreSQL: the chain has one end


class AuditEntry(SQLModel, table=True):
    """One act: actor, action, what it was done to, before and after."""

    __tablename__ = "audit_entry"

    id: int | None = key()
    at: datetime = Field(index=True)
    actor: str = Field(index=True)
    action: str
    subject: str = Field(index=True)  # such as "consultation:12"
    before: dict[str, Any] | None = document(nullable=True)
    after: dict[str, Any] | None = document(nullable=True)
    previous: str
    hash: str


class BrokenChain(Exception):
    """The audit record was changed; the message names the first entry that does not fit."""


def record(
    session: Session,
    actor: str,
    action: str,
    subject: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one act in the caller's transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = session.exec(select(AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)).first() or ""
    entry = AuditEntry(
        at=clock.now(), actor=actor, action=action, subject=subject, before=before, after=after, previous=last, hash=""
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()


def verify(session: Session) -> int:
    """Check the whole chain and return its length. Raises BrokenChain."""
    previous, count = "", 0
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id))):
        if entry.previous != previous or entry.hash != _hash(entry):
            raise BrokenChain(f"audit entry {entry.id} does not follow from the one before it")
        previous, count = entry.hash, count + 1
    return count


def _hash(entry: AuditEntry) -> str:
    content = [
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
