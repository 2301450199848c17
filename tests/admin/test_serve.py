"""Starting and stopping as a process: in order, at once, and not at all on a schema that is behind."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

from admin import migrate
from tests.journeys.nursery import Born, Nursery

ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+")


async def start(environment: dict[str, str], role: str) -> Process:
    command = (sys.executable, "-m", "admin.cli", "serve", "--role", role, "--port", "0")
    return await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=PIPE, stderr=asyncio.subprocess.STDOUT
    )


async def said(process: Process, what: re.Pattern[bytes]) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if found := what.search(line):
            return found[0].decode()
    raise AssertionError("it ended without saying so")


@pytest.fixture
def fresh(tmp_path: Path) -> dict[str, str]:
    secret = "a secret for tests only"
    return {**os.environ, "PRACHAKHOM_DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "PRACHAKHOM_SECRET_KEY": secret}


async def test_an_empty_folder_is_enough_and_stopping_is_orderly(fresh: dict[str, str]) -> None:
    process = await start(fresh, "all")
    async with asyncio.timeout(60):
        url = await said(process, ADDRESS)
        async with aiohttp.ClientSession(url) as session, session.get("/readyz") as answer:
            assert await answer.json() == {"status": "ok", "database": "ok"}
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


@pytest.fixture
async def forked(nursery: Nursery, tmp_path: Path) -> AsyncIterator[Callable[[dict[str, str], str], Born]]:
    """Start a role from the nursery; what it prints is in the file `said`."""
    born: list[Born] = []

    def started(environment: dict[str, str], role: str) -> Born:
        arguments = ["serve", "--role", role, "--port", "0"]
        born.append(nursery.start(arguments, environment, tmp_path, tmp_path / "said"))
        return born[-1]

    yield started
    for one in born:
        one.kill()
        one.wait(60)


async def test_work_alone_listens_nowhere_and_stops_when_told(
    fresh: dict[str, str], forked: Callable[[dict[str, str], str], Born], tmp_path: Path
) -> None:
    await migrate.upgrade(fresh["PRACHAKHOM_DATABASE_URL"])
    process, output = forked(fresh, "work"), tmp_path / "said"
    async with asyncio.timeout(60):
        while not (output.exists() and b"working" in output.read_bytes()):
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert await asyncio.to_thread(process.wait, 60) == 0
    assert ADDRESS.search(output.read_bytes()) is None


async def test_a_schema_that_is_behind_is_left_alone_on_postgresql(
    postgresql_url: str, fresh: dict[str, str], forked: Callable[[dict[str, str], str], Born], tmp_path: Path
) -> None:
    process = forked(fresh | {"PRACHAKHOM_DATABASE_URL": postgresql_url}, "all")
    assert await asyncio.to_thread(process.wait, 60) == 2
    assert "prachakhom migrate" in (tmp_path / "said").read_text(encoding="utf8")
