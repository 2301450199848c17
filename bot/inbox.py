"""The inbox: every platform event is stored once, durably, before the platform is told so.

`store` is the unit of work; `Inbox.put` lets requests that wait together share one transaction, on both databases.
Neither ever waits for a worker: events already stored are looked up without locks and left out of the INSERT, because
PostgreSQL would make a second copy wait for the transaction that is working on the first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, col, select

from bot.arrival_time import believed
from bot.batch import Batch
from bot.message import RawEvent
from bot.models import Conversation, InboxEvent
from consultation import clock
from consultation.db import Database
from consultation.vault import Vault

Name = tuple[str, str, str]  # channel, account, and the event's id or the conversation's key


@dataclass(frozen=True)
class Delivery:
    """The events of one request of one channel's account."""

    channel: str
    account: str
    events: tuple[RawEvent, ...]


@dataclass(frozen=True)
class SetAside:
    """An event that could not be worked on after its last try, for a person to look at."""

    id: int
    channel: str
    account: str
    event_id: str
    conversation: int | None  # None when it was scrubbed
    attempts: int
    why: str


def store(session: Session, vault: Vault, channel: str, account: str, events: Sequence[RawEvent]) -> int:
    """Store each event of one request once; how many were new. Storing the same events again changes nothing."""
    return store_all(session, vault, [Delivery(channel, account, tuple(events))])


def store_all(session: Session, vault: Vault, deliveries: Sequence[Delivery]) -> int:
    """Store each event of several requests once; how many were new."""
    events = {(d.channel, d.account, event.id): event for d in deliveries for event in d.events}
    known = _known(session, events)
    fresh = {name: event for name, event in events.items() if name not in known}
    if not fresh:
        return 0
    keys = {name: _name(vault, *name[:2], event.conversation) for name, event in fresh.items()}
    conversations = _conversations(session, set(keys.values()))
    now = clock.now()
    rows = [
        {
            "channel": name[0],
            "account": name[1],
            "event_id": event.id,
            "conversation_id": conversations[keys[name]],
            "occurred_at": believed(event.at, now),
            "received_at": now,
            "raw": vault.seal(json.dumps(event.raw).encode()),
            "state": "new",
            "attempts": 0,
            "why": "",
        }
        for name, event in fresh.items()
    ]
    return _insert_missing(session, InboxEvent, rows)


def set_aside(session: Session, limit: int = 100) -> list[SetAside]:
    """Events that failed for good, newest first."""
    query = select(InboxEvent).where(InboxEvent.state == "set_aside").order_by(col(InboxEvent.id).desc()).limit(limit)
    return [
        SetAside(row.id or 0, row.channel, row.account, row.event_id, row.conversation_id, row.attempts, row.why)
        for row in session.exec(query)
    ]


def of_conversation(session: Session, vault: Vault, channel: str, account: str, conversation: str) -> list[InboxEvent]:
    """All events of one conversation, in the order in which they came in."""
    name = _name(vault, channel, account, conversation)
    row = (Conversation.channel == channel, Conversation.account == account, Conversation.key == name[2])
    query = select(InboxEvent).join(Conversation).where(*row).order_by(col(InboxEvent.id))
    return list(session.exec(query))


def state_of(session: Session, channel: str, account: str, event_id: str) -> str | None:
    """How far an event is: new, done, ignored or set_aside; None when it is not stored."""
    same = (InboxEvent.channel == channel, InboxEvent.account == account, InboxEvent.event_id == event_id)
    return session.exec(select(InboxEvent.state).where(*same)).first()


def opened(vault: Vault, row: InboxEvent) -> dict[str, Any]:
    """The platform's event as it was received; empty when it was scrubbed. Raises vault.WrongKey."""
    if not row.raw:
        return {}
    raw: dict[str, Any] = json.loads(vault.open(row.raw))
    return raw


def conversation_key(vault: Vault, channel: str, account: str, conversation: str) -> str:
    """The keyed hash by which a chat or user of a channel's account is known."""
    return vault.lookup("conversation", channel, account, conversation)


class Inbox:
    """Where requests put their events: those that wait at the same time share one transaction."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._batch: Batch[Delivery] = Batch(lambda deliveries: db.write(store_all, vault, deliveries), _may_be_one)

    async def put(self, channel: str, account: str, events: Sequence[RawEvent]) -> None:
        """Store the events of one request; returns once they are durable. Raises what the database raises."""
        if events:
            await self._batch.add(Delivery(channel, account, tuple(events)))


def _may_be_one(error: Exception) -> bool:
    """Whether one delivery may be what the database did not take, rather than the database being gone or full."""
    if isinstance(error, DBAPIError):
        return isinstance(error, DataError | IntegrityError)
    return not isinstance(error, OSError)  # a TimeoutError is one


def _name(vault: Vault, channel: str, account: str, conversation: str) -> Name:
    return channel, account, conversation_key(vault, channel, account, conversation)


def _known(session: Session, names: Iterable[Name]) -> set[Name]:
    """Which of these events (channel, account, event id) are stored and committed already."""
    columns = (col(InboxEvent.channel), col(InboxEvent.account), col(InboxEvent.event_id))
    found = session.exec(select(*columns).where(_among(*columns, names)))
    return {(row[0], row[1], row[2]) for row in found}


def _conversations(session: Session, names: set[Name]) -> dict[Name, int]:
    """The ids of these conversations (channel, account, key), made where there are none yet."""
    found = _conversation_ids(session, names)
    if missing := sorted(names - set(found)):  # in one order everywhere, so that two processes cannot block each other
        rows = [{"channel": channel, "account": account, "key": key} for channel, account, key in missing]
        _insert_missing(session, Conversation, rows)
        found |= _conversation_ids(session, set(missing))
    return found


def _conversation_ids(session: Session, names: set[Name]) -> dict[Name, int]:
    columns = (col(Conversation.channel), col(Conversation.account), col(Conversation.key))
    query = select(col(Conversation.id), *columns).where(_among(*columns, names))
    return {(row[1], row[2], row[3]): row[0] or 0 for row in session.exec(query)}


def _among(
    channel: Mapped[str], account: Mapped[str], value: Mapped[str], names: Iterable[Name]
) -> ColumnElement[bool]:
    """Rows of these names, asked for by account, so that the unique index serves on both databases."""
    accounts: dict[tuple[str, str], list[str]] = {}
    for name in names:
        accounts.setdefault(name[:2], []).append(name[2])
    return or_(*[and_(channel == key[0], account == key[1], value.in_(values)) for key, values in accounts.items()])


def _insert_missing(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> int:
    """Insert rows, leaving out those that another process has put in meanwhile; how many were inserted."""
    on_postgres = session.get_bind().dialect.name == "postgresql"
    insert: Insert = (postgresql.insert if on_postgres else sqlite.insert)(table).on_conflict_do_nothing()
    done = session.connection().execute(insert.returning(table.__table__.c.id), rows)  # type: ignore[attr-defined]
    return len(done.all())
