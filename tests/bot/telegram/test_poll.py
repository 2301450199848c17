import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.message import RawEvent
from bot.telegram import TelegramChannel
from bot.telegram import poll as polling
from bot.telegram.poll import poll
from tests.doubles import TelegramDouble


class Inbox:
    """Keeps events by id, as the real one; refuses as often as told."""

    def __init__(self, refusals: int = 0) -> None:
        self.kept: dict[str, RawEvent] = {}
        self.refusals = refusals
        self.changed = asyncio.Event()

    async def store(self, events: list[RawEvent]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("disk full")
        self.kept |= {event.id: event for event in events}
        self.changed.set()

    async def holds(self, count: int) -> list[str]:
        async with asyncio.timeout(30):
            while len(self.kept) < count:
                self.changed.clear()
                await self.changed.wait()
        return [str(event.raw["message"]["text"]) for event in self.kept.values()]


@pytest.fixture
async def double(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TelegramDouble]:
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.05)
    async with TelegramDouble(time_scale=0.01) as started:
        yield started


@asynccontextmanager
async def polled(double: TelegramDouble, inbox: Inbox) -> AsyncIterator[None]:
    channel = TelegramChannel("telegram", [], double.token, double.base_url)
    task = asyncio.create_task(poll(channel, inbox.store))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await channel.close()


async def test_updates_come_and_are_confirmed(double: TelegramDouble) -> None:
    inbox, citizen = Inbox(), double.citizen(77)
    await citizen.says("หนึ่ง")
    async with polled(double, inbox):
        assert await inbox.holds(1) == ["หนึ่ง"]
        await citizen.says("สอง")
        assert await inbox.holds(2) == ["หนึ่ง", "สอง"]
    assert not double.violations


async def test_what_could_not_be_stored_comes_again(double: TelegramDouble) -> None:
    inbox = Inbox(refusals=2)
    await double.citizen(77).says("หนึ่ง")
    async with polled(double, inbox):
        assert await inbox.holds(1) == ["หนึ่ง"]


async def test_a_poller_that_died_before_confirming_loses_nothing(double: TelegramDouble) -> None:
    await double.citizen(77).says("หนึ่ง")
    async with polled(double, dead := Inbox(refusals=1000)):
        await asyncio.sleep(0.2)
    assert not dead.kept
    async with polled(double, alive := Inbox()):
        assert await alive.holds(1) == ["หนึ่ง"]


async def test_failures_of_telegram_are_survived(double: TelegramDouble) -> None:
    inbox = Inbox()
    double.fail_next("getUpdates", status=500, accepted=False)
    double.fail_next("getUpdates", drop=True, accepted=False)
    await double.citizen(77).says("หนึ่ง")
    async with polled(double, inbox):
        assert await inbox.holds(1) == ["หนึ่ง"]


async def test_a_webhook_left_behind_is_taken_away_and_its_updates_kept(double: TelegramDouble) -> None:
    inbox = Inbox()
    double.webhook = "http://127.0.0.1:9/"
    await double.citizen(77).says("หนึ่ง")
    async with polled(double, inbox):
        assert await inbox.holds(1) == ["หนึ่ง"]
    assert [call.body.get("drop_pending_updates") for call in double.calls if call.operation == "deleteWebhook"] in (
        [None],
        [False],
        ["false"],
    )
