"""I12: a worker that stalls past its lease cannot write afterwards, and what it was at is heard once by another.

The lease is the transaction: on PostgreSQL the server ends it, on SQLite it is the only writer there is.
"""

import asyncio
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlmodel import Session, select

from bot import inbox, worker
from bot.models import Conversation
from consultation import clock
from consultation.db import Database, open_database
from consultation.vault import Vault
from tests.bot.events import PlainChannel, event
from tests.bot.heard import heard, write_down
from tests.journeys.nursery import Born, Nursery

CHANNELS = worker.account_map([PlainChannel()])
Stalled = Callable[..., AbstractContextManager[Born]]


@pytest.fixture
def stalled(nursery: Nursery) -> Stalled:
    """Start a worker that has halted in the middle of hearing a text, its transaction open."""

    @contextmanager
    def started(environment: dict[str, str], text: str, lease: str) -> Iterator[Born]:
        process = nursery.victim(
            "tests.bot.victim", ["work"], {**environment, "VICTIM_STOPS": text, "VICTIM_LEASE": lease}
        )
        try:
            until = time.monotonic() + 60
            while not process.halted():
                assert process.poll() is None and time.monotonic() < until, "it did not halt"
                time.sleep(0.01)
            yield process
        finally:
            process.kill()
            process.wait(60)

    return started


async def goes_on(process: Born) -> int:
    process.send_signal(signal.SIGCONT)
    return await asyncio.to_thread(process.wait, 60)


async def put(db: Database, vault: Vault, *ids: str) -> None:
    await db.write(inbox.store, vault, "plain", "one", [event(id, second=n) for n, id in enumerate(ids)])


async def work(db: Database, vault: Vault) -> None:
    while (await db.write(worker.work, vault, CHANNELS, write_down)).conversations:
        pass


async def test_i12_stalled_past_its_lease_on_postgresql_it_writes_nothing_more(
    postgresql_url: str, environment: dict[str, str], vault: Vault, stalled: Stalled
) -> None:
    db = open_database(postgresql_url)
    await put(db, vault, "e1", "e2", "e3")
    settings = environment | {"PRACHAKHOM_DATABASE_URL": postgresql_url}
    with stalled(settings, "e2", lease="700ms") as process:
        await work(db, vault)
        async with asyncio.timeout(30):
            while len(await db.read(heard)) < 3:
                await asyncio.sleep(0.05)
                await work(db, vault)
        assert await goes_on(process) != 0, "it was told that its transaction is over"
    assert [text for _, text in await db.read(heard)] == ["e1", "e2", "e3"]
    await db.close()


async def test_i12_stalled_within_its_lease_on_postgresql_it_is_waited_for(
    postgresql_url: str, environment: dict[str, str], vault: Vault, stalled: Stalled
) -> None:
    """Others pass by its conversation, and hear the rest."""
    db = open_database(postgresql_url)
    await put(db, vault, "e1", "e2")
    await db.write(inbox.store, vault, "plain", "one", [event("other", "malee", second=9)])
    settings = environment | {"PRACHAKHOM_DATABASE_URL": postgresql_url}
    with stalled(settings, "e1", lease="30s") as process:
        await db.write(inbox.store, vault, "plain", "one", [event("new", "nok", second=10)])
        await work(db, vault)
        assert ("nok", "new") in await db.read(heard)
        assert await goes_on(process) == 0
    said = await db.read(heard)
    assert [text for who, text in said if who == "somchai"] == ["e1", "e2"] and len(said) == 4
    await db.close()


async def test_i12_stalled_on_sqlite_nobody_else_writes_and_it_is_heard_once(
    sqlite_url: str, environment: dict[str, str], vault: Vault, stalled: Stalled
) -> None:
    db = open_database(sqlite_url)
    await put(db, vault, "e1", "e2")
    with stalled(environment | {"PRACHAKHOM_DATABASE_URL": sqlite_url}, "e1", lease="30s") as process:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        assert await goes_on(process) == 0
    await work(db, vault)
    assert [text for _, text in await db.read(heard)] == ["e1", "e2"]
    await db.close()


async def test_i12_a_stalled_worker_that_is_killed_leaves_nothing_behind(
    url: str, environment: dict[str, str], vault: Vault, stalled: Stalled
) -> None:
    db = open_database(url)
    await put(db, vault, "e1", "e2")
    with stalled(environment, "e1", lease="30s"):
        pass
    async with asyncio.timeout(30):
        while len(await db.read(heard)) < 2:
            await work(db, vault)
    assert [text for _, text in await db.read(heard)] == ["e1", "e2"]
    await db.close()


async def test_i12_a_transaction_may_not_last_for_ever_whatever_it_waits_for(postgresql_url: str, vault: Vault) -> None:
    """A client that stalls in the middle of a message is not idle; PostgreSQL 17 ends its transaction all the same."""
    asked = await asyncpg.connect(postgresql_url)
    version = asked.get_server_version().major
    await asked.close()
    db = open_database(postgresql_url)

    def look(session: Session) -> str:
        worker.work(session, vault, CHANNELS, write_down)
        row: Any = session.connection().exec_driver_sql("SELECT current_setting('transaction_timeout', true)").one()
        return str(row[0])

    bound = await db.write(look)
    await db.close()
    assert bound == ("1min" if version >= 17 else "None")


async def test_i15_a_clock_put_back_does_not_keep_a_conversation_waiting(db: Database, vault: Vault) -> None:
    await put(db, vault, "e1")

    def wait(session: Session) -> None:
        session.exec(select(Conversation)).one().wait_until = clock.now() + timedelta(days=400)

    await db.write(wait)
    await work(db, vault)
    assert [text for _, text in await db.read(heard)] == ["e1"]
