"""The sender: takes what is to be said from the outbox, sends it by its channel and records what became of it.

A turn is claimed in a committed transaction before it is sent, so that a crash in between is known afterwards: whoever
claims it next is told that a try was cut off, and the channel decides whether to repeat it (LINE's retry key makes that
harmless) or to call it unknown. While a send lasts, its lease is renewed; how many parts have arrived is written down
before each further one. Every account has room of its own, and half of it is for replies only, so that neither a slow
platform nor a broadcast of thousands holds up an answer. See docs/decisions/0018-sending.md.
"""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot import calls
from bot.batch import Batch
from bot.channel import Channel, Failed, Letter, Outcome, Retry, Sent, Unknown, pace_of
from bot.hatch import Hatch
from bot.hearing import what_failed
from bot.outcomes import recorded
from consultation import clock, ids, limits
from consultation.db import Database
from consultation.outbox import service as outbox
from consultation.outbox.pace import Pace, Room
from consultation.outbox.service import Claimed, Claims
from consultation.vault import Vault, WrongKey

Channels = Mapping[tuple[str, str], Channel]  # (name, account) to channel
Sending = dict[asyncio.Task[bool], Claimed]
Records = Batch[tuple[Claimed, outbox.Outcome]]

SENDS_AT_ONCE = 64  # of one account
DRAIN_SECONDS = 5.0  # how long sends that have begun may take to end when the sender is stopped
LOOK_EVERY = 1.0  # seconds; rows put in by another process, and retries that have become due
# Outcomes of so long a time are written down together: a transaction for each costs more than the sending.
GATHER_SECONDS = 0.03
# Seconds before each further try to write down an outcome. One that is never written down leaves the turn in doubt.
RECORD_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
NOT_LOOKED_UP = timedelta(seconds=5)

log = structlog.get_logger(__name__)


async def run(
    db: Database,
    vault: Vault,
    channels: Channels,
    *,
    wake: asyncio.Event,
    at_once: int = SENDS_AT_ONCE,
    lease: timedelta = outbox.LEASE,
    hatch: Hatch | None = None,
) -> None:
    """Send until cancelled; then let what has begun end. wake: set when something was put in the outbox.

    hatch: through which a worker of this process passes turns that it has claimed for us.
    """
    sender = _Sender(db, vault, channels, wake, at_once, lease)
    renewing = asyncio.create_task(_renew(db, sender.owner, sender.sending, lease))
    hatch = hatch or Hatch()
    hatch.sender = sender
    try:
        while True:
            wake.clear()
            again = await sender.claim()
            timeout = LOOK_EVERY if again is None else min(again.total_seconds(), LOOK_EVERY)
            with suppress(TimeoutError):  # not wait_for, which in Python 3.11 may swallow that it is to stop
                async with asyncio.timeout(timeout):
                    await wake.wait()
    finally:
        hatch.sender = None
        sending = list(sender.sending)
        if sending:  # a send cut off here may have arrived; let it end and be recorded
            await asyncio.wait(sending, timeout=DRAIN_SECONDS)
        renewing.cancel()
        for task in sending:
            task.cancel()
        await asyncio.gather(renewing, *sending, return_exceptions=True)


class _Sender:
    """What is being sent, and what there is room for; half of the room is for replies only.

    A claim looks for what waits when something was put in, when a turn that was claimed has ended (its contact may have
    more to hear), and now and then. What was handed over has been looked at already, so its end calls for none.
    """

    def __init__(
        self, db: Database, vault: Vault, channels: Channels, wake: asyncio.Event, at_once: int, lease: timedelta
    ) -> None:
        self.owner, self.lease = f"{socket.gethostname()}:{os.getpid()}:{ids.code()}", lease
        self.sending: Sending = {}
        self._db, self._vault, self._channels, self._wake, self._at_once = db, vault, channels, wake, at_once
        self._paces = [pace_of(channel) for channel in channels.values()]
        self._records: Records = Batch(lambda done: _record(db, self.owner, done), gather=GATHER_SECONDS)
        self._full = False
        self._more: set[int] = set()  # contacts of which something waits behind what was handed over

    def rooms(self) -> list[Room]:
        """How many more turns of each account may be sent now."""
        rooms = []
        for pace in self._paces:
            mine = [one for one in self.sending.values() if (one.channel, one.account) == (pace.channel, pace.account)]
            others = sum(1 for one in mine if one.lane != "reply")
            most = self._most(pace)
            rooms.append(Room(pace, max(most - len(mine), 0), max((most + 1) // 2 - others, 0)))
        return rooms

    def _most(self, pace: Pace) -> int:
        """Turns of an account on their way at once, no more than half of what may be sent in a second.

        What a network held up arrives all together, and two processes held up must still be within the rate.
        """
        return min([self._at_once, *(max(int(bucket.per_second / 2), 1) for bucket in pace.buckets)])

    def take(self, turns: Sequence[Claimed], more: Collection[int]) -> None:
        """Send turns that are ours."""
        self._more.update(more)
        for claimed in turns:
            task = asyncio.create_task(_send(self._db, self.owner, self._vault, self._channels, self._records, claimed))
            self.sending[task] = claimed
            task.add_done_callback(self._ended)

    async def claim(self) -> timedelta | None:
        """Take what is due, as far as there is room; when to look again because a limit left something."""
        rooms = self.rooms()
        claims = await _claim(self._db, self.owner, rooms, self.lease)
        taken = Counter((one.channel, one.account) for one in claims.turns)
        self._full = any(taken[room.pace.channel, room.pace.account] >= room.turns for room in rooms)
        self.take(claims.turns, ())
        return claims.again

    def _ended(self, task: asyncio.Task[bool]) -> None:
        claimed = self.sending.pop(task)
        sent = not task.cancelled() and task.exception() is None and task.result()
        if self._full or not (sent and claimed.handed) or claimed.contact in self._more:
            self._more.discard(claimed.contact)
            self._wake.set()


async def _claim(db: Database, owner: str, rooms: Sequence[Room], lease: timedelta) -> Claims:
    try:
        open_rooms = any(room.turns for room in rooms)
        return await db.write(outbox.claim_within, owner, rooms, lease) if open_rooms else Claims([])
    except Exception as error:
        log.error("sender.claim_failed", error=type(error).__name__)
        return Claims([])


async def _send(
    db: Database,
    owner: str,
    vault: Vault,
    channels: Channels,
    records: Records,
    claimed: Claimed,
) -> bool:
    """Send one turn and have it recorded; whether it was sent."""
    channel = channels[claimed.channel, claimed.account]
    with calls.noted() as made:
        outcome = await _in_a_group(db, vault, channel, claimed) or await deliver(
            vault, channel, claimed, partial(_arrived, db, owner, claimed)
        )
    if not isinstance(outcome, Sent):
        log.warning("sender.not_sent", outbox=claimed.id, outcome=type(outcome).__name__, why=outcome.why)
    await _written_down(records, claimed, recorded(outcome, claimed, pace_of(channel), vault, made))
    return isinstance(outcome, Sent)


async def _written_down(records: Records, claimed: Claimed, outcome: outbox.Outcome) -> None:
    """Record an outcome; where it cannot be, it stays `sending`, and is claimed as cut off when its lease is over."""
    for pause in (*RECORD_PAUSES, None):
        try:
            return await records.add((claimed, outcome))
        except Exception as error:
            log.error("sender.not_recorded", outbox=claimed.id, error=type(error).__name__)
        if pause is not None:
            await asyncio.sleep(pause)


async def _record(db: Database, owner: str, done: list[tuple[Claimed, outbox.Outcome]]) -> None:
    if lost := await db.write(outbox.record_all, owner, {claimed.id: outcome for claimed, outcome in done}):
        log.warning("sender.lease_lost", outbox=sorted(lost))
    if spent := {(one.channel, one.account) for one, outcome in done if outcome.spent and not one.answers_only}:
        log.error("sender.quota_spent", accounts=sorted(spent))


async def _arrived(db: Database, owner: str, claimed: Claimed, parts: int, receipts: Sequence[str]) -> bool:
    """Write down how far a turn has got; False when it is no longer ours, or nothing can be written."""
    try:
        await db.write(outbox.arrived, claimed.id, owner, parts, list(receipts), claimed.attempt)
    except Exception as error:
        log.error("sender.part_not_recorded", outbox=claimed.id, error=type(error).__name__)
        return False
    return True


async def _in_a_group(db: Database, vault: Vault, channel: Channel, claimed: Claimed) -> Outcome | None:
    """Wait when a group has been told enough for now. Only the channel can tell a group from a person."""
    of = getattr(channel, "group", None)
    if of is None:
        return None
    try:
        bucket = of(vault.open(claimed.address).decode(), claimed.contact)
        if bucket is not None and not await db.write(limits.take, bucket):
            after = await db.read(limits.wait, bucket)
            return Retry("a group may hear no more for now", after, claimed.parts, uncounted=True, exact=True)
    except WrongKey:  # which `deliver` says
        return None
    except Exception as error:  # nothing was sent
        return Retry(f"not looked up: {type(error).__name__}", NOT_LOOKED_UP, claimed.parts, uncounted=True)
    return None


async def deliver(vault: Vault, channel: Channel, claimed: Claimed, arrived: Any = None) -> Outcome:
    """Send one claimed turn by its channel; every way out is an outcome. arrived: as in `Letter`."""
    try:
        address = vault.open(claimed.address).decode()
    except WrongKey as error:
        return Failed(str(error))
    if clock.now() - (claimed.due_at or claimed.put_at) > outbox.TRIED_FOR and claimed.interrupted:
        return Unknown("cut off too long ago to be repeated without the risk of a second copy")
    # The time is part of the key: a database begun anew counts from 1 again, and a platform remembers keys for a day.
    key = f"outbox:{claimed.id}:{claimed.put_at.isoformat()}"
    letter = Letter(
        key,
        address,
        claimed.turn,
        claimed.reply,
        claimed.parts,
        interrupted=claimed.interrupted,
        lane=claimed.lane,
        most=claimed.most,
        answers_only=claimed.answers_only,
    )
    if arrived is not None:
        letter = replace(letter, arrived=arrived)
    try:
        return await channel.send(letter)
    except Exception as error:  # a channel does not raise; if it does, nobody knows whether it was sent
        log.error("sender.channel_raised", outbox=claimed.id, channel=channel.name, error=what_failed(error))
        return Unknown(type(error).__name__)


async def _renew(db: Database, owner: str, sending: Sending, lease: timedelta) -> None:
    while True:
        await asyncio.sleep(lease.total_seconds() / 3)
        if sending:
            with suppress(Exception):  # tried again in a while; should it never work, the lease ends, as it must
                await db.write(outbox.renew, owner, [one.id for one in sending.values()], lease)
