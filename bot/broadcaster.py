"""The broadcaster: fixes the recipients of a broadcast that begins, and sends it in slices until all is over.

Where a channel takes many addresses at once, a slice is claimed in a committed transaction, sent in one request and its
outcome recorded; elsewhere its recipients go through the outbox, some at a time. Several processes share the work; what
one leaves unfinished another takes up when the lease is over. At night nothing is sent.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlmodel import Session

from bot import calls
from bot.channel import Channel, Failed, Multicasting, Outcome, Retry, Sent, Unknown, WrongAddress
from bot.sender import Channels
from consultation import clock, ids
from consultation.broadcast import fanout, filling, slices, together
from consultation.broadcast.reach import Way
from consultation.broadcast.slices import Claimed, LeaseLost, Result
from consultation.daylight import is_daylight
from consultation.db import Database
from consultation.outbox.recording import Call, keep_calls
from consultation.vault import Vault, WrongKey

LOOK_EVERY = 1.0  # seconds between two looks when there is nothing to do
FOLLOW_EVERY = 0.25  # while a broadcast is on its way
AT_ONCE = 4  # requests under way
EACH_PER_SECOND = 25.0  # messages one by one: below Telegram's 30, which replies need too
DRAIN_SECONDS = 5.0  # how long a request that has begun may take to end when the loop is stopped
NOTHING = timedelta(0)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Desk:
    """What the loop works with. owner: unique to this process."""

    db: Database
    vault: Vault
    channels: Channels
    ways: Sequence[Way]
    owner: str
    lease: timedelta


def ways(channels: Iterable[Channel]) -> tuple[Way, ...]:
    """How these channels write to many; our own pages cannot write to anybody of their own accord."""
    return tuple(_way(channel) for channel in channels if channel.carrier)


def _way(channel: Channel) -> Way:
    name = (channel.name, channel.account, channel.carrier)
    if isinstance(channel, Multicasting):
        return Way(*name, channel.together, channel.requests_per_second, paid=True)
    return Way(*name, per_second=EACH_PER_SECOND)


async def run(
    db: Database,
    vault: Vault,
    channels: Channels,
    *,
    put: Callable[[], None] = lambda: None,
    at_once: int = AT_ONCE,
    lease: timedelta = slices.LEASE,
    every: float = LOOK_EVERY,
) -> None:
    """Broadcast until cancelled. put: called when something was put in the outbox."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{ids.code()}"
    desk = Desk(db, vault, channels, ways(channels.values()), owner, lease)
    while True:
        busy = await db.read(filling.something_to_do) and await round(desk, put, at_once)
        await asyncio.sleep(min(FOLLOW_EVERY, every) if busy else every)


async def round(desk: Desk, put: Callable[[], None], at_once: int = AT_ONCE) -> bool:
    """Do all that can be done now; False at night."""
    await desk.db.write(fanout.collect)
    day = is_daylight(clock.now())
    if day:
        await desk.db.write(filling.begin_due)
        async with asyncio.TaskGroup() as group:
            filled = group.create_task(_fill(desk))
            for _ in range(at_once):
                group.create_task(_send(desk, filled))
        if await desk.db.write(fanout.put, desk.ways) + await desk.db.write(together.put, desk.ways):
            put()
    await desk.db.write(fanout.finish)
    return day


async def _fill(desk: Desk) -> None:
    """Fix the recipients of every broadcast that is being sent."""
    for broadcast in await desk.db.read(filling.unfilled):
        while not await desk.db.write(filling.fill, broadcast, desk.ways):
            pass


async def _send(desk: Desk, filled: "asyncio.Task[None]") -> None:
    """Claim and send slices while there are any, or will be."""
    while is_daylight(clock.now()):
        claimed = await desk.db.write(slices.claim, desk.owner, desk.ways, desk.lease)
        if claimed is not None:
            await _to_its_end(_one(desk, claimed))
        elif filled.done():
            return
        else:
            await asyncio.wait({filled}, timeout=0.05)


async def _to_its_end(work: Coroutine[None, None, None]) -> None:
    """Let a request that has begun be recorded when the loop is stopped: else it would be repeated when it need not."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=DRAIN_SECONDS)
        raise


async def _one(desk: Desk, claimed: Claimed) -> None:
    with calls.noted() as made:
        result, why, wait = _meaning(await _sent(desk, claimed))
    if result != "sent":
        log.warning("broadcaster.not_sent", slice=claimed.id, result=result, why=why)
    try:
        await desk.db.write(_record, claimed, result, why, wait, made.calls)
    except LeaseLost:
        log.warning("broadcaster.lease_lost", slice=claimed.id)


def _record(
    session: Session, claimed: Claimed, result: Result, why: str, wait: timedelta, made: Sequence[Call]
) -> None:
    slices.record(session, claimed, result, why, wait)
    keep_calls(session, [(claimed.channel, claimed.account, None, call) for call in made])


async def _sent(desk: Desk, claimed: Claimed) -> Outcome:
    channel = desk.channels[claimed.channel, claimed.account]
    assert isinstance(channel, Multicasting)
    try:
        addresses = [desk.vault.open(sealed).decode() for _, sealed in claimed.addresses]
        return await channel.multicast(claimed.key, addresses, claimed.turn)
    except WrongKey as error:
        return Retry(str(error), timedelta(minutes=5))
    except Exception as error:  # a channel does not raise; if it does, nobody knows whether it was sent
        log.error("broadcaster.channel_raised", slice=claimed.id, error=type(error).__name__)
        return Unknown(type(error).__name__)


def _meaning(outcome: Outcome) -> tuple[Result, str, timedelta]:
    match outcome:
        case Sent():
            return "sent", "", NOTHING
        case WrongAddress(why):
            return "wrong_address", why, NOTHING
        case Failed(why, spent=True):
            return "spent", why, NOTHING
        case Retry(why, after, doubtful=True):
            return "again", why, after
        case Retry(why, after):
            return "untouched", why, after
        case Unknown(why):
            return "unknown", why, NOTHING
    return "stop", outcome.why, NOTHING
