"""That requests are taken is written down whatever becomes of one try to write it."""

import asyncio
from typing import Any

import pytest

from bot import beating
from tests.bot.events import PlainChannel


async def test_a_try_that_never_ends_is_given_up_and_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that was cut in silence: whoever waits for it holds up all that come after."""
    monkeypatch.setattr(beating, "EVERY", 0.01)
    monkeypatch.setattr(beating, "WRITE_SECONDS", 0.05, raising=False)
    tries, ended, again = 0, 0, asyncio.Event()

    async def run(_: Any) -> None:
        nonlocal tries, ended
        tries += 1
        if tries > 1:
            again.set()
            return
        try:
            await asyncio.Event().wait()
        finally:
            ended += 1

    task = asyncio.create_task(beating.beat(run, [PlainChannel()]))
    try:
        await asyncio.wait_for(again.wait(), 60)
        assert ended == 1
    finally:
        task.cancel()
