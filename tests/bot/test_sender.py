"""What is in the outbox reaches the channel once and in order, and its outcome is recorded."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import sender
from bot.channel import Failed, Letter, Outcome, Retry, Sent, Unknown
from bot.worker import account_map
from consultation import clock
from consultation.db import Database
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.vault import Vault
from tests.bot.events import PlainChannel
from tests.conftest import NOON
from tests.consultation.outbox import taking
from tests.consultation.outbox.contacts import contact, say


@asynccontextmanager
async def sending(
    db: Database, vault: Vault, channel: PlainChannel, lease: timedelta = outbox.LEASE
) -> AsyncIterator[asyncio.Event]:
    wake = asyncio.Event()
    task = asyncio.create_task(sender.run(db, vault, account_map([channel]), wake=wake, at_once=4, lease=lease))
    try:
        yield wake
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def rows(db: Database) -> list[OutboxMessage]:
    return await db.read(lambda session: list(session.exec(select(OutboxMessage).order_by("id"))))  # type: ignore[arg-type]


async def until(db: Database, true: Callable[[list[OutboxMessage]], bool]) -> list[OutboxMessage]:
    async with asyncio.timeout(60):
        while not true(found := await rows(db)):
            await asyncio.sleep(0.02)
    return found


def all_over(found: list[OutboxMessage]) -> bool:
    return all(row.state not in ("queued", "sending") for row in found)


async def test_turns_are_sent_in_order_to_the_address_behind_the_contact(db: Database, vault: Vault) -> None:
    channel = PlainChannel()
    people = {name: await db.write(contact, vault, name) for name in ("somchai", "malee", "anan")}
    ids = [await db.write(outbox.put, people[name], say(f"{name}{n}")) for n in range(4) for name in people]
    async with sending(db, vault, channel):
        found = await until(db, all_over)
    assert [row.state for row in found] == ["sent"] * 12
    for name in people:
        assert [one.turn[0].text for one in channel.letters if one.address == name] == [f"{name}{n}" for n in range(4)]
    put_in = {row.id: row.created_at.isoformat() for row in found}
    assert {one.key for one in channel.letters} == {f"outbox:{id}:{put_in[id]}" for id in ids}


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent(("r9",)), "sent"),
        (Failed("no such user"), "failed"),
        (Failed("403", blocked=True), "failed"),
        (Unknown("timed out"), "unknown"),
        (Retry("429", timedelta(minutes=1), parts=2), "queued"),
    ],
)
async def test_every_outcome_is_recorded(db: Database, vault: Vault, outcome: Outcome, state: str) -> None:
    channel = PlainChannel()
    channel.outcomes = [outcome]
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    async with sending(db, vault, channel):
        [row] = await until(db, lambda found: found[0].attempts == 1 and found[0].state != "sending")
    assert row.state == state
    assert row.error == getattr(outcome, "why", "")
    assert row.parts_sent == getattr(outcome, "parts", 0)


class Raising(PlainChannel):
    async def send(self, letter: Letter) -> Outcome:
        raise OSError("a channel that breaks its promise")


async def test_a_channel_that_raises_leaves_an_unknown_outcome_and_a_running_sender(db: Database, vault: Vault) -> None:
    for name in ("somchai", "malee"):
        await db.write(outbox.put, await db.write(contact, vault, name), say("one"))
    async with sending(db, vault, Raising()):
        found = await until(db, all_over)
    assert [(row.state, row.error) for row in found] == [("unknown", "OSError")] * 2


class Slow(PlainChannel):
    """Takes its time, and notes how many letters it has in hand."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.now = self.most = 0

    async def send(self, letter: Letter) -> Outcome:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1
        return await super().send(letter)


async def test_several_are_sent_at_once_and_not_too_many(db: Database, vault: Vault) -> None:
    channel = Slow(0.1)
    for n in range(9):
        await db.write(outbox.put, await db.write(contact, vault, f"p{n}"), say("one"))
    async with sending(db, vault, channel):
        await until(db, all_over)
    assert 2 <= channel.most <= 4


async def test_a_send_that_lasts_longer_than_a_lease_keeps_it(db: Database, vault: Vault) -> None:
    lease, channel = timedelta(seconds=3), Slow(4)  # a renewal may take a second on a busy disk
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    async with sending(db, vault, channel, lease), sending(db, vault, channel, lease):
        [row] = await until(db, all_over)
    assert (row.state, row.attempts, len(channel.letters)) == ("sent", 1, 1)


async def test_a_sender_that_is_stopped_lets_what_has_begun_end(db: Database, vault: Vault) -> None:
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    slow = Slow(0.5)
    async with sending(db, vault, slow):
        await until(db, lambda _: slow.now == 1)
    assert [row.state for row in await rows(db)] == ["sent"]


async def test_a_sender_that_dies_leaves_a_turn_that_is_known_to_be_cut_off(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "DRAIN_SECONDS", 0)
    lease = timedelta(seconds=0.5)
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    dying = Slow(60)
    async with sending(db, vault, dying, lease):
        await until(db, lambda found: found[0].state == "sending" and dying.now == 1)
    living = PlainChannel()
    async with sending(db, vault, living, lease):
        await until(db, all_over)
    assert [letter.interrupted for letter in living.letters] == [True]


async def test_a_turn_cut_off_a_day_ago_is_not_repeated(db: Database, vault: Vault) -> None:
    with clock.fixed(NOON):
        id = await db.write(outbox.put, await db.write(contact, vault, "anan"), say("เมื่อวาน"))
        await db.write(taking.claim, "died", [("plain", "one")], 1)
    channel = PlainChannel()
    with clock.fixed(NOON + timedelta(hours=24)):
        async with sending(db, vault, channel):
            found = await until(db, all_over)
    assert [(row.id, row.state) for row in found] == [(id, "unknown")]
    assert not channel.letters


async def test_the_sender_wakes_up_when_called(db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "LOOK_EVERY", 600)  # it would never look by itself while this test lasts
    channel, somchai = PlainChannel(), await db.write(contact, vault, "somchai")
    async with sending(db, vault, channel) as wake:
        await asyncio.sleep(0.2)
        await db.write(outbox.put, somchai, say("one"))
        wake.set()
        async with asyncio.timeout(60):
            while not channel.letters:
                await asyncio.sleep(0.01)
    assert [one.turn[0].text for one in channel.letters] == ["one"]


async def test_an_address_sealed_with_another_key_fails_with_the_reason(db: Database, vault: Vault) -> None:
    await db.write(outbox.put, await db.write(contact, Vault(b"another key entirely"), "somchai"), say("one"))
    async with sending(db, vault, PlainChannel()):
        [row] = await until(db, all_over)
    assert row.state == "failed"
    assert "PRACHAKHOM_SECRET_KEY" in row.error
