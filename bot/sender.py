"""The sender: takes what is to be said from the outbox, sends it by its channel and records what became of it.

A turn is claimed in a committed transaction before it is sent, so that a crash in between is known afterwards: whoever
claims it next is told that a try was cut off, and the channel decides whether to repeat it (LINE's retry key makes that
harmless) or to call it unknown. While a send lasts, its lease is renewed.
"""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog

from bot.batch import Batch
from bot.channel import Channel, Failed, Letter, Outcome, Retry, Sent, Unknown
from consultation import clock, ids
from consultation.db import Database
from consultation.outbox import service as outbox
from consultation.outbox.service import Claimed
from consultation.vault import Vault, WrongKey

Channels = Mapping[tuple[str, str], Channel]  # (name, account) to channel

SENDS_AT_ONCE = 16
DRAIN_SECONDS = 5.0  # how long sends that have begun may take to end when the sender is stopped
REPEATABLE_FOR = timedelta(hours=23)  # LINE forgets a retry key after 24
LOOK_EVERY = 1.0  # seconds; rows put in by another process, and retries that have become due

log = structlog.get_logger(__name__)


async def run(
    db: Database,
    vault: Vault,
    channels: Channels,
    *,
    wake: asyncio.Event,
    at_once: int = SENDS_AT_ONCE,
    lease: timedelta = outbox.LEASE,
) -> None:
    """Send until cancelled; then let what has begun end. wake: set when something was put in the outbox."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{ids.code()}"
    sending: dict[asyncio.Task[None], int] = {}
    records: Batch[tuple[int, Outcome]] = Batch(lambda done: _record(db, owner, done))
    renewing = asyncio.create_task(_renew(db, owner, sending, lease))
    try:
        while True:
            wake.clear()
            for claimed in await _claim(db, owner, channels, at_once - len(sending), lease):
                sending[asyncio.create_task(_send(vault, channels, records, claimed))] = claimed.id
            await _wait(wake, sending, full=len(sending) >= at_once)
    finally:
        if sending:  # a send cut off here may have arrived; let it end and be recorded
            await asyncio.wait(sending, timeout=DRAIN_SECONDS)
        renewing.cancel()
        for task in sending:
            task.cancel()
        await asyncio.gather(renewing, *sending, return_exceptions=True)


async def _claim(db: Database, owner: str, channels: Channels, limit: int, lease: timedelta) -> list[Claimed]:
    try:
        return await db.write(outbox.claim, owner, list(channels), limit, lease)
    except Exception as error:
        log.error("sender.claim_failed", error=type(error).__name__)
        return []


async def _wait(wake: asyncio.Event, sending: dict[asyncio.Task[None], int], *, full: bool) -> None:
    """Until a send has ended (its contact may have more to hear), or, unless full, until something was put in."""
    waking = asyncio.create_task(wake.wait())
    watched: list[asyncio.Task[Any]] = list(sending) if full else [*sending, waking]
    try:
        done, _ = await asyncio.wait(watched, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waking.cancel()
    for task in [task for task in sending if task in done]:
        del sending[task]


async def _send(vault: Vault, channels: Channels, records: Batch[tuple[int, Outcome]], claimed: Claimed) -> None:
    outcome = await deliver(vault, channels[claimed.channel, claimed.account], claimed)
    if not isinstance(outcome, Sent):
        log.warning("sender.not_sent", outbox=claimed.id, outcome=type(outcome).__name__, why=outcome.why)
    try:
        await records.add((claimed.id, outcome))
    except Exception as error:  # it stays `sending`, and is claimed as cut off when its lease is over
        log.error("sender.not_recorded", outbox=claimed.id, error=type(error).__name__)


async def _record(db: Database, owner: str, done: list[tuple[int, Outcome]]) -> None:
    outcomes = {id: _recorded(outcome) for id, outcome in done}
    if lost := await db.write(outbox.record_all, owner, outcomes):
        log.warning("sender.lease_lost", outbox=sorted(lost))


async def deliver(vault: Vault, channel: Channel, claimed: Claimed) -> Outcome:
    """Send one claimed turn by its channel; every way out is an outcome."""
    try:
        address = vault.open(claimed.address).decode()
    except WrongKey as error:
        return Failed(str(error))
    if claimed.interrupted and clock.now() - claimed.put_at > REPEATABLE_FOR:
        return Unknown("cut off too long ago to be repeated without the risk of a second copy")
    # The time is part of the key: a database begun anew counts from 1 again, and a platform remembers keys for a day.
    key = f"outbox:{claimed.id}:{claimed.put_at.isoformat()}"
    letter = Letter(key, address, claimed.turn, claimed.reply, claimed.parts, interrupted=claimed.interrupted)
    try:
        return await channel.send(letter)
    except Exception as error:  # a channel does not raise; if it does, nobody knows whether it was sent
        log.exception("sender.channel_raised", outbox=claimed.id, channel=channel.name)
        return Unknown(type(error).__name__)


async def _renew(db: Database, owner: str, sending: dict[asyncio.Task[None], int], lease: timedelta) -> None:
    while True:
        await asyncio.sleep(lease.total_seconds() / 3)
        if sending:
            with suppress(Exception):  # tried again in a while; should it never work, the lease ends, as it must
                await db.write(outbox.renew, owner, list(sending.values()), lease)


def _recorded(outcome: Outcome) -> outbox.Outcome:
    match outcome:
        case Sent(receipts):
            return outbox.Outcome("sent", receipts=receipts)
        case Retry(why, after, parts):
            return outbox.Outcome("retry", why, after=after, parts=parts)
        case Failed(why, blocked):
            return outbox.Outcome("failed", why, blocked=blocked)
        case Unknown(why):
            return outbox.Outcome("unknown", why)
