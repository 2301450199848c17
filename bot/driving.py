"""A database for the process that only receives: the driver alone, without the session that takes a second to import.

One transaction at a time, durable when it returns. Nothing is opened before it is needed, and what is broken is opened
anew at the next try, so that a database that comes back is found again.
"""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from bot.dialects import POSTGRES, SQLITE, Dialect
from bot.storing import Steps, walk
from consultation import sqlite

T = TypeVar("T")

CONNECT_SECONDS = 1.5
# How long another process may hold the file before the platform is told to deliver again; the worker holds it briefly.
BUSY_MILLISECONDS = 1500
IDLE_IN_TRANSACTION = "30s"


class Driver(Protocol):
    """A database that runs steps (bot/storing.py) in one transaction each."""

    async def run(self, steps: Callable[[Dialect], Steps[T]]) -> T:
        """Run the steps to their end and commit; raises what the driver raises, and then nothing is stored."""
        ...

    async def close(self) -> None:
        """Finish what has begun and let go of the connection."""
        ...


def open_driver(url: str) -> Driver:
    """The database behind `url`, as `consultation.db.open_database` understands it."""
    return SqliteDriver(url) if url.startswith("sqlite") else PostgresDriver(url)


class SqliteDriver:
    """One thread, one connection. A file that is not there is not made: that is for the process with the schema."""

    def __init__(self, url: str) -> None:
        self._path = sqlite.path_of(url)
        self._whereabouts = sqlite.Whereabouts(self._path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: sqlite3.Connection | None = None

    async def run(self, steps: Callable[[Dialect], Steps[T]]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, steps)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _run(self, steps: Callable[[Dialect], Steps[T]]) -> T:
        try:
            connection = self._connection or self._open()
            self._whereabouts.check()
            connection.execute("BEGIN IMMEDIATE")
            value = walk(steps(SQLITE), lambda text, values: connection.execute(text, values).fetchall())
            connection.execute("COMMIT")
            return value
        except sqlite.Gone:
            if self._whereabouts.replaced:
                self._close()
            raise
        except BaseException:
            self._close()  # rolls back
            raise

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=rw", uri=True, check_same_thread=False)
        sqlite.prepare(connection)
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        self._whereabouts.remember()
        self._connection = connection
        return connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class PostgresDriver:
    """One connection, taken up again when it was lost."""

    def __init__(self, url: str) -> None:
        # SQLAlchemy's name for the driver and for its TLS option; the driver's own address has neither.
        self._address = re.sub(r"([?&])ssl=", r"\1sslmode=", "postgresql://" + url.split("://", 1)[1])
        self._connection: Any = None
        self._turn = asyncio.Lock()

    async def run(self, steps: Callable[[Dialect], Steps[T]]) -> T:
        async with self._turn:
            connection = await self._open()
            try:
                await connection.execute("BEGIN")
                value = await _walk(steps(POSTGRES), connection.fetch)
                await connection.execute("COMMIT")
                return value
            except BaseException:
                connection.terminate()  # rolls back, and waits for nobody who may not answer
                raise

    async def close(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
            await self._connection.close(timeout=CONNECT_SECONDS)

    async def _open(self) -> Any:
        import asyncpg

        if self._connection is None or self._connection.is_closed():
            settings = {"idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION}
            self._connection = await asyncpg.connect(self._address, timeout=CONNECT_SECONDS, server_settings=settings)
        return self._connection


async def _walk(steps: Steps[T], fetch: Callable[..., Any]) -> T:
    try:
        text, values = next(steps)
        while True:
            text, values = steps.send(await fetch(text, *values))
    except StopIteration as end:
        value: T = end.value
        return value
