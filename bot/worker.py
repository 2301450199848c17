"""The worker: hears the events of the inbox, one conversation at a time and in order.

The transaction is the lease. A worker locks the rows of some conversations, hears their oldest events, each in a
savepoint of its own, marks them done and commits: answers, the talk's new state, what is to be said and the event's end
are one. Killed, it leaves nothing behind; stalled on PostgreSQL, its transaction is ended by the server and it cannot
write afterwards; on SQLite there is one writer, and while it stalls nobody writes (docs/decisions/0014-ingress.md). A
failing event rolls back alone, is tried again a while later, and is set aside after its last try, so that the
conversation goes on.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from typing import Any

import structlog
from sqlalchemy import BigInteger, BindParameter, and_, bindparam, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.channel import Channel
from bot.hatch import Hatch, handed
from bot.hearing import MOST_TRIES, TRANSACTION_SECONDS, Channels, Hear, Hearing, fail, what_failed
from bot.models import Conversation, InboxEvent
from consultation import clock
from consultation.among import among
from consultation.columns import BIG
from consultation.db import Database
from consultation.outbox import service as outbox
from consultation.vault import Vault

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = FIRST_RETRY * 4 ** (MOST_TRIES - 1)
# One transaction: enough that the commit is a small part of it, and short enough that webhooks on SQLite, which wait
# for the same writer, are answered well within a platform's two seconds, on a slow machine too.
CONVERSATIONS_AT_ONCE = 32
EVENTS_AT_ONCE = 64
FEWEST_AT_ONCE = 4
# The oldest events are looked at first: after an outage hundreds of thousands may wait, and to go through them all for
# each transaction would take longer than to hear them.
AT_FRONT = 1024
LEASE = "60s"
_BOUND = """
    SELECT set_config('transaction_timeout', $1, true)
    WHERE current_setting('server_version_num')::int >= 170000
"""
# Without a call from the webhook of this process (another process stored it, or a retry is due), look this often.
LOOK_EVERY = 1.0

log = structlog.get_logger(__name__)


__all__ = ["MOST_TRIES", "TRANSACTION_SECONDS", "Channels", "Hear", "Worked", "account_map", "charge", "run", "work"]


@dataclass(frozen=True)
class Worked:
    """What one transaction did: conversations taken, events heard or ignored, events that failed.

    left: whether turns were put in that were not handed over.
    """

    conversations: int
    events: int
    failed: int
    left: bool = True


def account_map(channels: Collection[Channel]) -> Channels:
    """The channels by name and account."""
    return {(channel.name, channel.account): channel for channel in channels}


def work(
    session: Session,
    vault: Vault,
    channels: Channels,
    hear: Hear,
    limit: int = CONVERSATIONS_AT_ONCE,
    begun: list[int] | None = None,
    hand: outbox.Hand | None = None,
) -> Worked:
    """Work on the oldest events of up to `limit` conversations that nobody else is working on.

    begun: where to note the events that this transaction was to hear, for whoever must say which of them failed it.
    hand: to be filled with what may be sent at once, by a sender that is told after the commit.
    """
    _bound(session)
    conversations = {one.id: one for one in _take(session, list(channels), limit)}
    rows = _unworked(session, [id for id in conversations if id is not None], 2 * limit)
    if begun is not None:
        begun += [row.id or 0 for row in rows]
    work = Hearing(session, vault, channels, hear)
    outbox.handing_to(session, hand)
    try:
        with session.begin_nested():
            work.together(rows)
    except Exception:  # one of them is at fault: each is heard by itself, and answers for itself
        hand = None
        outbox.handing_to(session, None)
        work = Hearing(session, vault, channels, hear)
        for row in work.apart(rows):
            if row.state == "new":
                conversations[row.conversation_id].wait_until = clock.now() + FIRST_RETRY * 4 ** (row.attempts - 1)
    work.mark_done()
    left = _handed(session, hand) if hand is not None else True
    return Worked(len(conversations), work.done, len(work.failed), left)


def _handed(session: Session, hand: outbox.Hand) -> bool:
    """Fill the hand, or leave everything to be claimed; whether something is left."""
    try:
        with session.begin_nested():
            hand.fill(session)
    except Exception as error:
        log.error("worker.not_handed", error=what_failed(error))
        hand.claimed.clear()
        return True
    return bool(hand.left)


def next_limit(done: Worked) -> int:
    """How many conversations to take next: on a slow machine no more than there is time for, since all are read."""
    cut_short = done.events and done.events + done.failed < done.conversations
    return max(FEWEST_AT_ONCE, min(CONVERSATIONS_AT_ONCE, 2 * done.events)) if cut_short else CONVERSATIONS_AT_ONCE


def charge(session: Session, event: int, error: str) -> None:
    """Count a try for the event whose transaction could not even commit, unless it has been heard meanwhile."""
    row = session.get(InboxEvent, event, with_for_update=True)
    if row is None or row.state != "new" or row.conversation_id is None:
        return
    fail(row, error)
    session.get_one(Conversation, row.conversation_id).wait_until = clock.now() + FIRST_RETRY


async def run(
    db: Database,
    vault: Vault,
    channels: Channels,
    hear: Hear,
    *,
    wake: asyncio.Event,
    worked: Callable[[], None],
    hatch: Hatch | None = None,
) -> None:
    """Work until cancelled. wake: set when something was stored. worked: called when there may be rows to send.

    hatch: to a sender of this process, who takes what may be sent at once.
    """
    limit = CONVERSATIONS_AT_ONCE
    while True:
        wake.clear()
        begun: list[int] = []
        try:
            done = await handed(hatch or Hatch(), db, partial(db.write, work, vault, channels, hear, limit, begun))
            limit = next_limit(done)
        except Exception as error:
            log.error("worker.failed", error=what_failed(error), conversations=limit)
            done = await _recover(db, begun, limit, error)
            limit = 1  # the next transaction takes one conversation, so that only the one at fault fails
        if done.events and done.left:
            worked()
        if not done.conversations:
            with suppress(TimeoutError):  # not wait_for, which in Python 3.11 may swallow that it is to stop
                async with asyncio.timeout(LOOK_EVERY):
                    await wake.wait()


async def _recover(db: Database, begun: Sequence[int], limit: int, error: Exception) -> Worked:
    """After a transaction that failed as a whole: charge the event if it was alone, and wait if that fails too.

    begun: what it was to hear. Nothing is charged where it failed before it had anything, as without a database.
    """
    if limit > 1:
        return Worked(1, 0, 0)
    if begun:
        with suppress(Exception):
            await db.write(charge, begun[0], what_failed(error))
    return Worked(0, 0, 1)


def _bound(session: Session) -> None:
    """Let PostgreSQL, from 17 on, end this transaction whatever it waits for; before, only one that stands idle."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql(_BOUND, (LEASE,))


def _take(session: Session, accounts: Sequence[tuple[str, str]], limit: int) -> Sequence[Conversation]:
    """Lock conversations that have something to be heard now, the longest waiting first."""
    return _locked(session, accounts, limit, AT_FRONT) or _locked(session, accounts, limit, None)


def _locked(
    session: Session, accounts: Sequence[tuple[str, str]], limit: int, front: int | None
) -> Sequence[Conversation]:
    """Lock conversations of so many of the oldest events, or of all.

    The lock leaves key references alone (NO KEY UPDATE), so that the webhook can store events of a locked conversation.
    A wait longer than any that we give was given by a clock that has since been put back: it is over.
    """
    values = {"now": clock.now(), "longest": clock.now() + LONGEST_RETRY, "limit": limit}
    return session.exec(_waiting(tuple(accounts), front), params=values).all()


@lru_cache(maxsize=16)
def _waiting(accounts: tuple[tuple[str, str], ...], front: int | None) -> SelectOfScalar[Conversation]:
    """The statement of `_locked`. Putting it together takes longer than running it."""
    oldest: Any = select(col(InboxEvent.conversation_id).label("of"), col(InboxEvent.id).label("id"))
    oldest = oldest.where(col(InboxEvent.state) == "new")
    events = (oldest if front is None else oldest.order_by(col(InboxEvent.id)).limit(front)).subquery()
    waiting = select(events.c.of.label("id"), func.min(events.c.id).label("first")).group_by(events.c.of).subquery()
    channel, account, wait = col(Conversation.channel), col(Conversation.account), col(Conversation.wait_until)
    now: BindParameter[datetime] = bindparam("now")
    longest: BindParameter[datetime] = bindparam("longest")
    return (
        select(Conversation)
        .join(waiting, col(Conversation.id) == waiting.c.id)
        .where(or_(*[and_(channel == name, account == of) for name, of in accounts]))
        .where(or_(wait.is_(None), wait <= now, wait > longest))
        .order_by(waiting.c.first)
        .limit(bindparam("limit", type_=BigInteger))
        .with_for_update(of=Conversation, key_share=True, skip_locked=True)
    )


def _unworked(session: Session, conversations: Collection[int], limit: int = EVENTS_AT_ONCE) -> Sequence[InboxEvent]:
    """The oldest events of each conversation, in order: the first of each, then the second, so that all get a turn."""
    values = {"ids": list(conversations), "limit": min(limit, EVENTS_AT_ONCE)}
    return session.exec(_oldest(), params=values).all() if conversations else []


@cache
def _oldest() -> SelectOfScalar[InboxEvent]:
    """The statement of `_unworked`."""
    order = (col(InboxEvent.occurred_at), col(InboxEvent.id))
    place = func.row_number().over(partition_by=col(InboxEvent.conversation_id), order_by=order)
    of_these = (among(col(InboxEvent.conversation_id), "ids", BIG), col(InboxEvent.state) == "new")
    numbered = select(col(InboxEvent.id).label("id"), place.label("place")).where(*of_these).subquery()
    return (
        select(InboxEvent)
        .join(numbered, col(InboxEvent.id) == numbered.c.id)
        .order_by(numbered.c.place, col(InboxEvent.id))
        .limit(bindparam("limit", type_=BigInteger))
    )
