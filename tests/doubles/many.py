"""A double that runs as a process of its own, for what is measured or killed; a crowd of people on it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp

SECRET, TOKEN = "8c570fa6dd201bb328f1c1eac23a96d8", "line-access-token"
STARTED_WITHIN = 30.0  # seconds


class Elsewhere:
    """A LINE double in another process."""

    def __init__(self, url: str) -> None:
        self.url, self.token, self.secret = url, TOKEN, SECRET

    async def do(self, act: str, **asked: Any) -> Any:
        """Use its control interface."""
        async with aiohttp.ClientSession() as http, http.post(f"{self.url}/__control/{act}", json=asked) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def heard(self) -> Any:
        """What its people have heard."""
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/__control/heard") as answer:
            return await answer.json()


@asynccontextmanager
async def elsewhere(port: int, *options: str) -> AsyncIterator[Elsewhere]:
    """Start a LINE double in a process of its own, without a transcript."""
    command = (sys.executable, "-m", "tests.doubles", "line", "--port", str(port), "--quiet", *options)
    keys = ("--secret", SECRET, "--token", TOKEN)
    process = await asyncio.create_subprocess_exec(*command, *keys, stdout=asyncio.subprocess.DEVNULL)
    try:
        await _listening(port)
        yield Elsewhere(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(STARTED_WITHIN):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def noon_zone() -> str:
    """A time zone in which it is about noon now: nothing is sent at night, and a bench may be run then."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def portions(count: int, size: int = 5_000) -> Iterator[range]:
    """Numbers from 0 in portions."""
    for begin in range(0, count, size):
        yield range(begin, min(begin + size, count))
