"""What is to be said to whom: put in by the talk's own transaction, claimed under a lease, its outcome recorded.

A contact hears one turn at a time and in order: replies before reminders before broadcasts, and within a lane as they
were put in. A row is `sending` from a commit before the send until its outcome is recorded; one that is found `sending`
with its lease over was cut off, and whoever claims it is told so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, exists, not_, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consultation import clock
from consultation.daylight import is_daylight
from consultation.outbox.models import LANES, OutboxMessage
from consultation.people.models import Contact
from consultation.talk.model import Outgoing
from consultation.vault import Vault

Lane = Literal["reply", "reminder", "broadcast"]

LEASE = timedelta(seconds=15)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
MOST_TRIES = 8  # with the waits above: about 12 minutes
BLOCKED = "blocked"


@dataclass(frozen=True)
class Claimed:
    """A turn that its owner may send until the lease ends.

    address: sealed by the vault. put_at: when it was put in. parts: how many parts of it arrived in earlier tries.
    interrupted: an earlier try was cut off before its outcome was recorded.
    """

    id: int
    contact: int
    channel: str
    account: str
    address: bytes
    turn: tuple[Outgoing, ...]
    reply: dict[str, Any] | None
    parts: int
    interrupted: bool
    put_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of a try. after: the least time before the next; parts: how many parts of the turn have arrived."""

    state: Literal["sent", "retry", "failed", "unknown"]
    why: str = ""
    receipts: tuple[str, ...] = ()
    after: timedelta = timedelta(0)
    parts: int = 0
    blocked: bool = False


@dataclass(frozen=True)
class Told:
    """A turn as a transcript shows it; at: when it was due."""

    id: int
    at: datetime
    turn: tuple[Outgoing, ...]


class LeaseLost(Exception):
    """The row is no longer this owner's: its lease ended and another took it, or its outcome is recorded."""


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
    if not messages:
        raise ValueError("a turn has at least one message")
    now = clock.now()
    row = OutboxMessage(
        contact_id=contact_id,
        consultation_id=consultation_id,
        lane=lane,
        messages=[message.model_dump(mode="json") for message in messages],
        reply=reply,
        not_before=not_before or now,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _id(row)


def claim(
    session: Session, owner: str, accounts: Collection[tuple[str, str]], limit: int = 16, lease: timedelta = LEASE
) -> list[Claimed]:
    """Take up to `limit` turns due on these accounts (channel, account), at most one a contact, for a lease.

    The caller's transaction must be committed before anything is sent. Rows of blocked contacts fail here.
    """
    claimed: list[Claimed] = []
    while not claimed and (found := _next(session, accounts, limit)):
        for row, contact in found:
            if contact.blocked_at is not None:
                _close(row, "failed" if row.state == "queued" else "unknown", BLOCKED)
            else:
                claimed.append(_taken(row, contact, owner, lease))
        session.flush()
    return claimed


def renew(session: Session, owner: str, ids: Collection[int], lease: timedelta = LEASE) -> int:
    """Hold on to turns that are still being sent; how many are still this owner's."""
    mine = and_(
        col(OutboxMessage.id).in_(ids), col(OutboxMessage.owner) == owner, col(OutboxMessage.state) == "sending"
    )
    longer = update(OutboxMessage).where(mine).values(lease_until=clock.now() + lease)
    return int(session.connection().execute(longer).rowcount)


def record(session: Session, id: int, owner: str, outcome: Outcome) -> None:
    """Write down what became of a turn this owner has claimed. Raises LeaseLost."""
    if record_all(session, owner, {id: outcome}):
        raise LeaseLost(f"outbox message {id} is not {owner}'s")


def record_all(session: Session, owner: str, outcomes: Mapping[int, Outcome]) -> set[int]:
    """Write down what became of several turns; gives back the ids of those that are no longer this owner's."""
    mine = and_(col(OutboxMessage.id).in_(outcomes), col(OutboxMessage.owner) == owner)
    still = mine & (col(OutboxMessage.state) == "sending")
    rows = session.exec(select(OutboxMessage).where(still).order_by(col(OutboxMessage.id)).with_for_update()).all()
    for row in rows:
        _record(session, row, outcomes[_id(row)])
    return set(outcomes) - {_id(row) for row in rows}


def _record(session: Session, row: OutboxMessage, outcome: Outcome) -> None:
    row.parts_sent = max(row.parts_sent, outcome.parts)
    if outcome.receipts:
        row.receipts = [*(row.receipts or []), *outcome.receipts]
    if outcome.state != "retry":
        _close(row, outcome.state, outcome.why)
    elif row.attempts >= MOST_TRIES:
        _close(row, "failed", outcome.why)
    else:
        _again(row, outcome)
    if outcome.blocked and row.contact_id is not None:
        _stop_writing_to(session, row.contact_id)


def release_orphans(session: Session) -> int:
    """End the lease of every turn being sent; how many. Only for SQLite at start, where no other process can send."""
    orphans = update(OutboxMessage).where(col(OutboxMessage.state) == "sending").values(lease_until=None)
    return int(session.connection().execute(orphans).rowcount)


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
    return [Told(_id(row), max(row.created_at, row.not_before), _turn(row)) for row in session.exec(query)]


def _turn(row: OutboxMessage) -> tuple[Outgoing, ...]:
    return tuple(Outgoing.model_validate(message) for message in row.messages)


def _next(session: Session, accounts: Collection[tuple[str, str]], limit: int) -> list[tuple[OutboxMessage, Contact]]:
    """The first turn of each contact that is due, replies before reminders before broadcasts; at night replies only."""
    now = clock.now()
    lanes = LANES if is_daylight(now) else LANES[:1]
    earlier = aliased(OutboxMessage)
    channel, account = col(Contact.channel), col(Contact.account)
    query = (
        select(OutboxMessage, Contact)
        .join(Contact, col(Contact.id) == col(OutboxMessage.contact_id))
        .where(or_(*[and_(channel == name, account == of) for name, of in accounts]))
        .where(_waiting(OutboxMessage, now), col(OutboxMessage.not_before) <= now, col(OutboxMessage.lane).in_(lanes))
        .where(not_(exists().where(_of_one_contact(earlier), _goes_first(earlier, now))))
        .order_by(_rank(OutboxMessage), col(OutboxMessage.id))
        .limit(limit)
        .with_for_update(of=OutboxMessage, skip_locked=True)
    )
    return [(row, contact) for row, contact in session.exec(query)]


def _waiting(table: type[OutboxMessage], now: datetime) -> ColumnElement[bool]:
    cut_off = and_(col(table.state) == "sending", not_(_being_sent(table, now)))
    return or_(col(table.state) == "queued", cut_off)


def _being_sent(table: type[OutboxMessage], now: datetime) -> ColumnElement[bool]:
    until = col(table.lease_until)
    return and_(col(table.state) == "sending", until.is_not(None), until >= now)


def _goes_first(other: type[OutboxMessage], now: datetime) -> ColumnElement[bool]:
    """Whether another turn of the contact is on its way, or comes before: due, or waiting to be tried again."""
    due = or_(col(other.not_before) <= now, col(other.attempts) > 0)
    before = or_(
        _rank(other) < _rank(OutboxMessage),
        and_(_rank(other) == _rank(OutboxMessage), col(other.id) < col(OutboxMessage.id)),
    )
    return or_(_being_sent(other, now), and_(_waiting(other, now), due, before))


def _of_one_contact(other: type[OutboxMessage]) -> ColumnElement[bool]:
    return col(other.contact_id) == col(OutboxMessage.contact_id)


def _rank(table: type[OutboxMessage]) -> ColumnElement[int]:
    return case({lane: rank for rank, lane in enumerate(LANES)}, value=col(table.lane))


def _taken(row: OutboxMessage, contact: Contact, owner: str, lease: timedelta) -> Claimed:
    assert contact.id is not None
    interrupted = row.state == "sending"
    row.state, row.owner, row.lease_until = "sending", owner, clock.now() + lease
    row.attempts += 1
    return Claimed(
        id=_id(row),
        contact=contact.id,
        channel=contact.channel,
        account=contact.account,
        address=contact.address_sealed,
        turn=_turn(row),
        reply=row.reply,
        parts=row.parts_sent,
        interrupted=interrupted,
        put_at=row.created_at,
    )


def _close(row: OutboxMessage, state: str, why: str) -> None:
    row.state, row.error = state, why[:2000]
    row.owner = row.lease_until = None
    row.sent_at = clock.now() if state == "sent" else None


def _again(row: OutboxMessage, outcome: Outcome) -> None:
    wait = min(FIRST_RETRY * 2 ** (row.attempts - 1), LONGEST_RETRY)
    row.state, row.error = "queued", outcome.why[:2000]
    row.owner = row.lease_until = None
    row.not_before = clock.now() + max(wait, outcome.after)


def _stop_writing_to(session: Session, contact_id: int) -> None:
    blocked = update(Contact).where(col(Contact.id) == contact_id, col(Contact.blocked_at).is_(None))
    session.connection().execute(blocked.values(blocked_at=clock.now()))
    mine = and_(col(OutboxMessage.contact_id) == contact_id, col(OutboxMessage.state) == "queued")
    session.connection().execute(update(OutboxMessage).where(mine).values(state="failed", error=BLOCKED))


def _id(row: OutboxMessage) -> int:
    assert row.id is not None
    return row.id
