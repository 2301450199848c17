"""Other people's servers, started and stopped: Prism before LINE's description, and npm's telegram-test-api."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from tests.conformance import sources
from tests.journeys.installation import free_port

START_SECONDS = 60.0
_TELEGRAM = (
    "const TelegramServer = require('telegram-test-api');"
    "new TelegramServer({ port: Number(process.argv[1]), host: '127.0.0.1', storeTimeout: 3600 }).start();"
)


@asynccontextmanager
async def prism(description: Path, before: str = "") -> AsyncIterator[str]:
    """Prism that answers from a description, or stands before a server and checks both sides; yields its address."""
    port = free_port()
    kind = ["proxy"] if before else ["mock"]
    options = ["--errors", "-h", "127.0.0.1", "-p", str(port)]
    program = str(sources.PRISM / "node_modules/@stoplight/prism-cli/dist/index.js")
    command = [program, *kind, *options, str(description), *([before] if before else [])]
    async with _serving(sources.PRISM, command, port) as address:
        yield address


@asynccontextmanager
async def telegram_test_api() -> AsyncIterator[str]:
    """telegram-test-api as it is; yields its address."""
    port = free_port()
    # It does not wait for its own posts to a webhook: one that fails would end it.
    command = ["--unhandled-rejections=warn", "-e", _TELEGRAM, str(port)]
    async with _serving(sources.TELEGRAM, command, port) as address:
        yield address


@asynccontextmanager
async def _serving(folder: Path, arguments: Sequence[str], port: int) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sources.node(),
        *arguments,
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        await _answers(address, process)
        yield address
    finally:
        with suppress(ProcessLookupError):  # Prism serves from a child of its own
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _answers(address: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as http:
        while True:
            assert process.returncode is None, f"the server ended with status {process.returncode}"
            try:
                async with http.get(address):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
