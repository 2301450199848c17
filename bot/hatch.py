"""The hatch between the worker and the sender of one process: turns pass through it without being claimed first.

The worker asks what the sender would take, claims that in the transaction that stores the turns, and passes them on
once it is committed. Whatever is not passed on (the sender has gone meanwhile) is queued again, so that nobody takes it
for a send that was cut off.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog

from consultation.db import Database
from consultation.outbox import service as outbox
from consultation.outbox.pace import Room
from consultation.outbox.service import Claimed, Hand

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Takes(Protocol):
    """A sender at the hatch. owner and lease: what it claims with."""

    owner: str
    lease: timedelta

    def rooms(self) -> Sequence[Room]:
        """How much it would take of each account."""
        ...

    def take(self, turns: Sequence[Claimed], more: Collection[int]) -> None:
        """Send these, which are its own from a commit on. more: contacts of which something else waits."""
        ...


class Hatch:
    """Open while a sender stands at it."""

    def __init__(self) -> None:
        self.sender: Takes | None = None

    def hand(self) -> Hand | None:
        """An empty hand of the sender's, None while there is none or it has no room."""
        if self.sender is None:
            return None
        rooms = self.sender.rooms()
        return Hand(self.sender.owner, rooms, self.sender.lease) if any(room.turns for room in rooms) else None

    def give(self, hand: Hand) -> bool:
        """Pass on what was claimed; False when its sender has gone."""
        if self.sender is None or self.sender.owner != hand.owner:
            return False
        self.sender.take(hand.claimed, hand.left)
        return True


async def handed(hatch: Hatch, db: Database, write: Callable[[Hand | None], Awaitable[T]]) -> T:
    """Write with a hand and pass it on. A write that has begun ends, lest turns be claimed that nobody knows of."""
    hand = hatch.hand()
    if hand is None:
        return await write(None)
    writing = asyncio.ensure_future(write(hand))
    try:
        value = await asyncio.shield(writing)
    except asyncio.CancelledError:
        with suppress(Exception):
            await writing
            await _give_back(db, hand)
        raise
    except Exception:  # a commit of which nobody heard may have been made all the same
        await _give_back(db, hand)
        raise
    if (hand.claimed or hand.left) and not hatch.give(hand):
        await _give_back(db, hand)
    return value


async def _give_back(db: Database, hand: Hand) -> None:
    if not hand.claimed:
        return
    try:
        await db.write(outbox.give_back, hand.owner, hand.claimed)
    except Exception as error:  # their lease ends, and whoever claims them then is told of a try that was cut off
        log.error("worker.not_given_back", turns=len(hand.claimed), error=type(error).__name__)
