"""Starting and stopping as a process: in order, at once, and not at all on a schema that is behind."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process

import aiohttp
import pytest

from admin import migrate

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
def fresh(tmp_path: object) -> dict[str, str]:
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


async def test_work_alone_listens_nowhere_and_stops_when_told(fresh: dict[str, str]) -> None:
    await migrate.upgrade(fresh["PRACHAKHOM_DATABASE_URL"])
    process = await start(fresh, "work")
    async with asyncio.timeout(60):
        await said(process, re.compile(b"working"))
        process.send_signal(signal.SIGINT)
        output, _ = await process.communicate()
    assert process.returncode == 0
    assert ADDRESS.search(output) is None


async def test_a_schema_that_is_behind_is_left_alone_on_postgresql(postgresql_url: str, fresh: dict[str, str]) -> None:
    process = await start(fresh | {"PRACHAKHOM_DATABASE_URL": postgresql_url}, "all")
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert "prachakhom migrate" in output.decode()
