"""A broadcast to 100,000 people on LINE: from the officer's word to the last one sent, and the memory it takes.

The double runs in a process of its own. The floor is the same requests put straight to it, nothing stored.
"""

import asyncio
import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from bot import broadcaster
from bot.line import LineChannel
from bot.line.render import render
from bot.worker import account_map
from consultation.broadcast import content, figures
from consultation.db import Database
from consultation.settings import settings
from consultation.vault import Vault
from tests.consultation.broadcast.crowd import agreed
from tests.consultation.broadcast.people import draft, house, scheduled
from tests.doubles.control import crowd_id
from tests.doubles.many import Elsewhere, elsewhere, noon_zone, portions
from tests.journeys.installation import free_port

PEOPLE = 100_000
LONGEST = 60.0  # seconds
MOST_GROWTH = 64.0  # megabytes


@dataclass(frozen=True)
class Measured:
    """Seconds, and what this process's memory grew by at most meanwhile, in megabytes."""

    seconds: float
    growth: float


async def measure(db: Database, people: int = PEOPLE) -> Measured:
    """Prepare and send one; every citizen of the double must have heard exactly once."""
    os.environ["PRACHAKHOM_TIMEZONE"] = noon_zone()
    settings.cache_clear()
    vault = Vault(b"a secret for benches only")
    async with elsewhere(free_port(), "--rates") as line:
        await line.do("crowd", count=people)
        channel = _channel(line)
        await agreed(db, vault, await db.write(house), people)
        before, began = memory(), time.perf_counter()
        id = await db.write(_scheduled, channel)
        watching = asyncio.create_task(_most())
        task = asyncio.create_task(broadcaster.run(db, vault, account_map([channel]), every=0.1))
        try:
            while (await db.read(figures.view, id)).state != "done":
                assert not task.done(), task.exception()
                await asyncio.sleep(0.25)
            seconds = time.perf_counter() - began
        finally:
            for each in (task, watching):
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each
            await channel.close()
        heard = await line.heard()
    assert heard["screens"] == {"1": people} and not heard["violations"], heard
    return Measured(seconds, max(_seen) - before)


async def floor(people: int = PEOPLE) -> float:
    """Seconds for the same requests, four under way at a time, put to the double by the channel's own client."""
    async with elsewhere(free_port()) as line:
        await line.do("crowd", count=people)
        channel = _channel(line)
        messages = render(content.turn({"th": "\u0e02\u0e48\u0e32\u0e27"}, "", "", "th"))
        queue = [[crowd_id(n) for n in numbers] for numbers in portions(people, 500)]
        began = time.perf_counter()

        async def work() -> None:
            while queue:
                answer = await channel._api.multicast(queue.pop(), messages, uuid.uuid4())
                assert answer.known == "accepted"

        await asyncio.gather(*(work() for _ in range(broadcaster.AT_ONCE)))
        seconds = time.perf_counter() - began
        await channel.close()
        return seconds


def memory() -> float:
    """What this process holds in memory now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


_seen: list[float] = []


async def _most() -> None:
    _seen.clear()
    while True:
        _seen.append(memory())
        await asyncio.sleep(0.1)


def _channel(line: Elsewhere) -> LineChannel:
    return LineChannel("line", [line.secret], line.token, line.url)


def _scheduled(session: Session, channel: LineChannel) -> int:
    return scheduled(session, draft(), broadcaster.ways([channel]))
