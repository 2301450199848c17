"""The inbox: every platform event is stored once, durably, before the platform is told so.

`store` is the unit of work (its statements: bot/storing.py); `Inbox.put` lets requests that wait together share one
transaction, on both databases.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from bot import storing
from bot.batch import Batch
from bot.dialects import POSTGRES, SQLITE, Dialect
from bot.message import RawEvent
from bot.models import Conversation, InboxEvent
from bot.storing import Delivery, Steps, conversation_key
from consultation.db import Database
from consultation.vault import Vault

T = TypeVar("T")


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
    received_at: datetime


def store(session: Session, vault: Vault, channel: str, account: str, events: Sequence[RawEvent]) -> int:
    """Store each event of one request once; how many were new. Storing the same events again changes nothing."""
    return store_all(session, vault, [Delivery(channel, account, tuple(events))])


def store_all(session: Session, vault: Vault, deliveries: Sequence[Delivery]) -> int:
    """Store each event of several requests once; how many were new."""
    return run_steps(session, lambda dialect: storing.store(dialect, vault, deliveries))


def probe(session: Session) -> None:
    """Store an event of nobody's and take it out again: fails when nothing can be stored."""
    run_steps(session, storing.probe)


def set_aside(session: Session, limit: int = 100) -> list[SetAside]:
    """Events that failed for good, newest first."""
    query = select(InboxEvent).where(InboxEvent.state == "set_aside").order_by(col(InboxEvent.id).desc()).limit(limit)
    return [as_set_aside(row) for row in session.exec(query)]


def as_set_aside(row: InboxEvent) -> SetAside:
    """What of a row may be shown: nothing that a citizen said."""
    return SetAside(
        row.id or 0, row.channel, row.account, row.event_id, row.conversation_id, row.attempts, row.why, row.received_at
    )


def of_conversation(session: Session, vault: Vault, channel: str, account: str, conversation: str) -> list[InboxEvent]:
    """All events of one conversation, in the order in which they came in."""
    key = conversation_key(vault, channel, account, conversation)
    row = (Conversation.channel == channel, Conversation.account == account, Conversation.key == key)
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


class Inbox:
    """Where requests put their events: those that wait at the same time share one transaction."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._batch: Batch[Delivery] = Batch(lambda deliveries: db.write(store_all, vault, deliveries), storing.of_one)

    async def put(self, channel: str, account: str, events: Sequence[RawEvent]) -> None:
        """Store the events of one request; returns once they are durable. Raises what the database raises."""
        if events:
            await self._batch.add(Delivery(channel, account, tuple(events)))


def run_steps(session: Session, steps: Callable[[Dialect], Steps[T]]) -> T:
    """Run steps (bot/storing.py) on the session's own connection, in its transaction."""
    connection = session.connection()
    dialect = POSTGRES if connection.dialect.name == "postgresql" else SQLITE

    def fetch(text: str, values: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        result = connection.exec_driver_sql(text, values)
        return result.all() if result.returns_rows else ()

    return storing.walk(steps(dialect), fetch)
