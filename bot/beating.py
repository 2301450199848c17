"""Every process that takes requests writes down that it does, and after a pause, from when to when it did not.

Telegram keeps a message for a day and a button that was pressed for 150 seconds: bot/outage.py looks after those whose
buttons were lost. Imports little, for the process that must start quickly.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import suppress
from functools import partial

import structlog

from bot.dialects import Dialect
from bot.receiver import Receives
from bot.storing import Steps
from consultation import clock

EVERY = 20.0  # seconds
WRITE_SECONDS = 10.0
PAUSE = 60.0  # seconds without a line written: the database was away, which is the same to whoever pressed a button

Run = Callable[[Callable[[Dialect], Steps[None]]], Awaitable[None]]

log = structlog.get_logger(__name__)


def lives(dialect: Dialect, channel: str, account: str, returns: bool) -> Steps[None]:
    """Write down that requests are taken now. returns: they were not until now."""
    yield dialect.returns if returns else dialect.lives, (channel, account, dialect.moment(clock.now()))


async def beat(run: Run, accounts: Collection[Receives]) -> None:
    """Write it down for every account until cancelled. run: runs steps in a transaction."""
    written: dict[tuple[str, str], float] = {}
    while True:
        for one in accounts:
            name = (one.name, one.account)
            returns = time.monotonic() - written.get(name, -PAUSE) > PAUSE
            try:
                async with asyncio.timeout(WRITE_SECONDS):  # else a connection cut in silence is held for ever
                    await run(partial(lives, channel=one.name, account=one.account, returns=returns))
                written[name] = time.monotonic()
            except Exception as error:  # tried again in a while, and then it is known how long it lasted
                log.error("beating.not_written", channel=one.name, error=type(error).__name__)
        await asyncio.sleep(EVERY)


def taking(run: Run, accounts: Collection[Receives]) -> Callable[[object], AsyncIterator[None]]:
    """For an application's `cleanup_ctx`: beats as long as the application runs."""

    async def running(_: object) -> AsyncIterator[None]:
        task = asyncio.create_task(beat(run, accounts))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return running
