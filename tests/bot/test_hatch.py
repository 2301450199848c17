"""Turns pass from the worker to the sender of one process once they are committed, or go back."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.hatch import Hatch, handed
from consultation.db import Database
from consultation.outbox.pace import Pace, Room
from consultation.outbox.service import LEASE, Claimed, Hand
from consultation.vault import Vault
from tests.consultation.outbox.contacts import contact
from tests.consultation.outbox.test_handing import answered, states, texts


class Taker:
    """A sender that only remembers what it was given."""

    owner: str = "me"
    lease: timedelta = LEASE

    def __init__(self, room: int = 4) -> None:
        self.taken: list[Claimed] = []
        self._room = Room(Pace("plain", "one"), room, room)

    def rooms(self) -> Sequence[Room]:
        return [self._room]

    def take(self, turns: Sequence[Claimed], more: Collection[int]) -> None:
        self.taken += turns


def at(taker: Taker | None) -> Hatch:
    hatch = Hatch()
    hatch.sender = taker
    return hatch


async def test_nothing_is_claimed_for_a_sender_that_is_away_or_full() -> None:
    assert at(None).hand() is None and at(Taker(room=0)).hand() is None


async def test_turns_are_given_once_they_are_committed(db: Database, vault: Vault) -> None:
    person, taker = await db.write(contact, vault, "somchai"), Taker()
    await handed(at(taker), db, lambda hand: db.write(_answered, hand, person))
    assert texts(taker.taken) == ["a"]


async def test_a_transaction_that_fails_gives_nothing(db: Database, vault: Vault) -> None:
    person, taker = await db.write(contact, vault, "somchai"), Taker()

    def broken(session: Session, hand: Hand | None) -> None:
        _answered(session, hand, person)
        raise ValueError

    with pytest.raises(ValueError):
        await handed(at(taker), db, lambda hand: db.write(broken, hand))
    assert not taker.taken and await db.read(states) == []


async def test_a_sender_that_has_gone_meanwhile_leaves_it_to_others(db: Database, vault: Vault) -> None:
    person, hatch = await db.write(contact, vault, "somchai"), at(Taker())

    async def write(hand: Hand | None) -> None:
        await db.write(_answered, hand, person)
        hatch.sender = None

    await handed(hatch, db, write)
    assert await db.read(states) == [("queued", 0, None)]


async def test_whoever_is_stopped_while_it_writes_gives_back_what_it_claimed(db: Database, vault: Vault) -> None:
    person, taker, begun = await db.write(contact, vault, "somchai"), Taker(), asyncio.Event()

    async def write(hand: Hand | None) -> None:
        begun.set()
        await asyncio.sleep(0)
        await db.write(_answered, hand, person)

    task = asyncio.create_task(handed(at(taker), db, write))
    await begun.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert task.cancelled() and not taker.taken
    assert await db.read(states) == [("queued", 0, None)]


async def test_what_was_committed_though_nobody_heard_of_it_is_given_back(db: Database, vault: Vault) -> None:
    person, taker = await db.write(contact, vault, "somchai"), Taker()

    async def write(hand: Hand | None) -> None:
        await db.write(_answered, hand, person)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await handed(at(taker), db, write)
    assert not taker.taken and await db.read(states) == [("queued", 0, None)]


def _answered(session: Session, hand: Hand | None, person: int) -> None:
    assert hand is not None
    answered(session, hand, [(person, "a")])
