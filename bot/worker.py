"""The worker: hears the events of the inbox, one conversation at a time and in order.

The transaction is the lease. A worker locks the rows of some conversations, hears their oldest events, each in a
savepoint of its own, marks them done and commits: answers, the talk's new state, what is to be said and the event's end
are one. Killed, it leaves nothing behind; stalled on PostgreSQL, its transaction is ended by the server and it cannot
write afterwards; on SQLite there is one writer. A failing event rolls back alone, is tried again a while later, and is
set aside after its last try, so that the conversation goes on.
"""

import asyncio
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from bot.beside import beside
from bot.channel import Channel
from bot.inbox import opened
from bot.models import Conversation, InboxEvent
from consultation import clock
from consultation.db import Database
from consultation.talk.model import Incoming
from consultation.talk.service import Who
from consultation.vault import Vault

# Gives back the consultation that the event was about, if any.
Hear = Callable[[Session, Vault, Who, Incoming, dict[str, Any] | None], int | None]
Channels = Mapping[tuple[str, str], Channel]  # (name, account) to channel

MOST_TRIES = 3
FIRST_RETRY = timedelta(seconds=2)
# One transaction: enough that the commit is a small part of it, and short enough that webhooks on SQLite, which wait
# for the same writer, are answered well within a platform's two seconds, on a slow machine too.
CONVERSATIONS_AT_ONCE = 32
EVENTS_AT_ONCE = 64
TRANSACTION_SECONDS = 0.15  # after these no further event is begun
# Without a call from the webhook of this process (another process stored it, or a retry is due), look this often.
LOOK_EVERY = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Worked:
    """What one transaction did: conversations taken, events heard or ignored, events that failed."""

    conversations: int
    events: int
    failed: int


def account_map(channels: Collection[Channel]) -> Channels:
    """The channels by name and account."""
    return {(channel.name, channel.account): channel for channel in channels}


def work(session: Session, vault: Vault, channels: Channels, hear: Hear, limit: int = CONVERSATIONS_AT_ONCE) -> Worked:
    """Work on the oldest events of up to `limit` conversations that nobody else is working on."""
    conversations = {one.id: one for one in _take(session, list(channels), limit)}
    rows = _unworked(session, [id for id in conversations if id is not None])
    until = time.monotonic() + TRANSACTION_SECONDS
    heard: dict[int | None, list[InboxEvent]] = {}  # by the consultation that they were about
    done = 0
    failed: list[InboxEvent] = []
    waiting: set[int | None] = set()  # conversations whose event is to be tried again: what comes after it waits
    for row in rows:
        if done and time.monotonic() > until:
            break
        if row.conversation_id in waiting:
            continue
        of = conversations[row.conversation_id]
        if row.state != "new":
            continue  # taken back by an event of this round
        if _work_one(session, vault, channels[row.channel, row.account], hear, of, row, heard):
            done += 1
            continue
        failed.append(row)
        if row.state == "new":
            waiting.add(row.conversation_id)
            conversations[row.conversation_id].wait_until = clock.now() + FIRST_RETRY * 4 ** (row.attempts - 1)
    for consultation_id, those in heard.items():
        _mark_done(session, those, consultation_id)
    return Worked(len(conversations), done, len(failed))


def charge(session: Session, channels: Channels, error: str) -> None:
    """Count a try for the event whose transaction could not even commit: the first that `work` would take."""
    for conversation in _take(session, list(channels), 1):
        for row in _unworked(session, [conversation.id or 0])[:1]:
            _fail(row, error)
            conversation.wait_until = clock.now() + FIRST_RETRY


async def run(
    db: Database, vault: Vault, channels: Channels, hear: Hear, *, wake: asyncio.Event, worked: Callable[[], None]
) -> None:
    """Work until cancelled. wake: set when something was stored. worked: called when there may be rows to send."""
    limit = CONVERSATIONS_AT_ONCE
    while True:
        wake.clear()
        try:
            done = await db.write(work, vault, channels, hear, limit)
            limit = CONVERSATIONS_AT_ONCE
        except Exception as error:
            log.error("worker.failed", error=_what_failed(error), conversations=limit)
            done = await _recover(db, channels, limit, error)
            limit = 1  # the next transaction takes one conversation, so that only the one at fault fails
        if done.events:
            worked()
        if not done.conversations:
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), LOOK_EVERY)


async def _recover(db: Database, channels: Channels, limit: int, error: Exception) -> Worked:
    """After a transaction that failed as a whole: charge the event if it was alone, and wait if that fails too."""
    if limit > 1:
        return Worked(1, 0, 0)
    with suppress(Exception):
        await db.write(charge, channels, _what_failed(error))
    return Worked(0, 0, 1)


def _take(session: Session, accounts: Sequence[tuple[str, str]], limit: int) -> Sequence[Conversation]:
    """Lock conversations that have something to be heard now, the longest waiting first.

    The lock leaves key references alone (NO KEY UPDATE), so that the webhook can store events of a locked conversation.
    """
    waiting = (
        select(col(InboxEvent.conversation_id).label("id"), func.min(col(InboxEvent.id)).label("first"))
        .where(InboxEvent.state == "new")
        .group_by(col(InboxEvent.conversation_id))
        .subquery()
    )
    channel, account, wait = col(Conversation.channel), col(Conversation.account), col(Conversation.wait_until)
    ours = or_(*[and_(channel == name, account == of) for name, of in accounts])
    query = (
        select(Conversation)
        .join(waiting, col(Conversation.id) == waiting.c.id)
        .where(ours, or_(wait.is_(None), wait <= clock.now()))
        .order_by(waiting.c.first)
        .limit(limit)
        .with_for_update(of=Conversation, key_share=True, skip_locked=True)
    )
    return session.exec(query).all()


def _unworked(session: Session, conversations: Collection[int]) -> Sequence[InboxEvent]:
    """The oldest events of each conversation, in order: the first of each, then the second, so that all get a turn."""
    order = (col(InboxEvent.occurred_at), col(InboxEvent.id))
    place = func.row_number().over(partition_by=col(InboxEvent.conversation_id), order_by=order)
    of_these = (col(InboxEvent.conversation_id).in_(conversations), col(InboxEvent.state) == "new")
    numbered = select(col(InboxEvent.id).label("id"), place.label("place")).where(*of_these).subquery()
    query = (
        select(InboxEvent)
        .join(numbered, col(InboxEvent.id) == numbered.c.id)
        .order_by(numbered.c.place, col(InboxEvent.id))
        .limit(EVENTS_AT_ONCE)
    )
    return session.exec(query).all() if conversations else []


def _work_one(
    session: Session,
    vault: Vault,
    channel: Channel,
    hear: Hear,
    of: Conversation,
    row: InboxEvent,
    heard: dict[int | None, list[InboxEvent]],
) -> bool:
    """Hear one event in its own savepoint and add it to those heard; False when it failed, which the row then tells."""
    about: int | None = None
    try:
        with session.begin_nested():
            event = beside(session, vault, of, row, channel.parse(opened(vault, row)))
            if event.incoming is not None:
                who = Who(channel.name, channel.account, event.address, channel.carrier)
                about = hear(session, vault, who, event.incoming, event.reply)
            else:
                row.state, row.why, row.done_at = "ignored", event.why, clock.now()
    except Exception as error:
        _fail(row, _what_failed(error))
        log.warning("worker.event_failed", inbox_event=row.id, tries=row.attempts, error=row.why)
        return False
    if row.state == "new":
        heard.setdefault(about, []).append(row)
    return True


def _mark_done(session: Session, rows: Sequence[InboxEvent], consultation_id: int | None) -> None:
    """One statement for all events heard about one consultation, in the transaction that heard them."""
    those = update(InboxEvent).where(col(InboxEvent.id).in_([row.id for row in rows]))
    done = those.values(state="done", why="", done_at=clock.now(), consultation_id=consultation_id)
    session.connection().execute(done)


def _fail(row: InboxEvent, error: str) -> None:
    row.attempts += 1
    row.why = error
    if row.attempts >= MOST_TRIES:
        row.state, row.done_at = "set_aside", clock.now()


def _what_failed(error: BaseException) -> str:
    """The kind of error and where it was raised; not its message, which may quote what a citizen wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    place = f" at {'/'.join(Path(ours[-1].filename).parts[-3:])}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"
