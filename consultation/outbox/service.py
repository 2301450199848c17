"""What is to be said to whom: put in by the talk's own transaction, claimed under a lease, its outcome recorded.

A contact hears one turn at a time and in order: replies before reminders before broadcasts, and within a lane as they
were put in. A row is `sending` from a commit before the send until its outcome is recorded; one that is found `sending`
with its lease over was cut off, and whoever claims it is told so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation import clock
from consultation.outbox import handing
from consultation.outbox.claiming import BLOCKED, LATE, LEASE, TRIED_FOR, Claimed, Claims, claim_within
from consultation.outbox.handing import Hand, give_back, handing_to, heard_from
from consultation.outbox.models import OutboxMessage
from consultation.outbox.recording import (
    FIRST_RETRY,
    LONGEST_RETRY,
    MOST_TRIES,
    Call,
    Hold,
    LeaseLost,
    Outcome,
    arrived,
    record_all,
    renew,
)
from consultation.people.models import Contact
from consultation.talk.model import Outgoing
from consultation.vault import Vault

__all__ = [
    "BLOCKED",
    "FIRST_RETRY",
    "LATE",
    "LEASE",
    "LONGEST_RETRY",
    "MOST_TRIES",
    "TRIED_FOR",
    "Call",
    "Claimed",
    "Claims",
    "Hand",
    "Hold",
    "Lane",
    "LeaseLost",
    "Outcome",
    "Told",
    "answer",
    "arrived",
    "claim_within",
    "give_back",
    "handing_to",
    "heard_from",
    "lateness",
    "put",
    "record_all",
    "release_orphans",
    "renew",
    "told",
]

Lane = Literal["reply", "reminder", "broadcast"]


@dataclass(frozen=True)
class Told:
    """A turn as a transcript shows it; at: when it was due."""

    id: int
    at: datetime
    turn: tuple[Outgoing, ...]


def put(
    session: Session,
    contact_id: int,
    messages: Sequence[Outgoing],
    *,
    lane: Lane = "reply",
    reply: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    consultation_id: int | None = None,
) -> int:
    """Put one turn in, in the caller's transaction; its id. messages: at least one. consultation_id: of its talk."""
    values = _values(session.get_one(Contact, contact_id), messages, consultation_id, reply)
    due = not_before or clock.now()
    row = OutboxMessage(**{**values, "lane": lane, "not_before": due, "due_at": due})
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def answer(
    session: Session,
    contact_id: int,
    messages: Sequence[Outgoing],
    *,
    reply: dict[str, Any] | None,
    consultation_id: int | None = None,
) -> None:
    """Put in what answers an event, due now; of many events that are heard together it is written with the others."""
    contact = session.get_one(Contact, contact_id)
    values = _values(contact, messages, consultation_id, reply)
    if not handing.put_later(session, (values, tuple(messages), contact)):
        session.add(OutboxMessage(**values))


def _values(
    contact: Contact, messages: Sequence[Outgoing], consultation_id: int | None, reply: dict[str, Any] | None
) -> dict[str, Any]:
    if not messages:
        raise ValueError("a turn has at least one message")
    now = clock.now()
    return {
        "contact_id": contact.id,
        "consultation_id": consultation_id,
        "channel": contact.channel,
        "account": contact.account,
        "messages": [message.model_dump(mode="json") for message in messages],
        "reply": reply,
        "answers": reply is not None,
        "not_before": now,
        "due_at": now,
        "receipts": None,
        "created_at": now,
    }


def release_orphans(session: Session) -> int:
    """End the lease of every turn being sent; how many. Only for SQLite at start, where no other process can send."""
    orphans = update(OutboxMessage).where(col(OutboxMessage.state) == "sending").values(lease_until=None)
    return int(session.connection().execute(orphans).rowcount)


def lateness(session: Session, contact_id: int, consultation_id: int) -> timedelta | None:
    """By how much the last answer about a consultation was sent later than it was put in; None when it still waits.

    A time that was counted from an answer begins when the answer was sent.
    """
    of = (col(OutboxMessage.contact_id) == contact_id, col(OutboxMessage.consultation_id) == consultation_id)
    query = select(OutboxMessage).where(*of, col(OutboxMessage.lane) == "reply")
    last = session.exec(query.order_by(col(OutboxMessage.id).desc()).limit(1)).first()
    if last is not None and last.sent_at is not None:
        return last.sent_at - last.created_at
    waits = last is not None and last.state in ("queued", "sending") and clock.now() - last.created_at < TRIED_FOR
    return None if waits else timedelta(0)


def told(session: Session, vault: Vault, channel: str, account: str, address: str) -> list[Told]:
    """What this address was told and is due to be told now, oldest first; for a page that is itself the channel."""
    hashed = vault.lookup(channel, account, address)
    query = (
        select(OutboxMessage)
        .join(Contact, col(Contact.id) == col(OutboxMessage.contact_id))
        .where(Contact.channel == channel, Contact.account == account, Contact.address_hash == hashed)
        .where(col(OutboxMessage.state) != "failed", col(OutboxMessage.not_before) <= clock.now())
        .order_by(col(OutboxMessage.id))
    )
    return [Told(row.id or 0, max(row.created_at, row.not_before), _turn(row)) for row in session.exec(query)]


def _turn(row: OutboxMessage) -> tuple[Outgoing, ...]:
    return tuple(Outgoing.model_validate(message) for message in row.messages)
