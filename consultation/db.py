"""The database: plain units of work on SQLite or PostgreSQL, the same code on both.

A unit of work is `def f(session, …) -> value`. `write` runs it in one transaction and commits; `read` runs it without
one. The session never leaves the function, so what comes back must be a value. See docs/decisions/0002-database.md.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, SQLModel

from consultation import postgres, sqlite
from consultation.group_commit import GroupCommit
from consultation.waits import Limits

P = ParamSpec("P")
T = TypeVar("T")

# Named constraints from the first migration on: SQLite cannot alter an unnamed one.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata

SQLITE_READERS = 4


class Database(Protocol):
    """What the rest of the program knows of the database."""

    async def write(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `f` in one transaction; return its value after the commit is durable, or raise what it raised."""
        ...

    async def read(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `f` on a reading session and return its value."""
        ...

    async def close(self) -> None:
        """Finish what has begun and let go of every connection."""
        ...


def open_database(url: str, limits: Limits | None = None) -> Database:
    """The database behind `url`: `sqlite:///file` or `postgresql://…`. Raises ValueError for any other.

    limits: how long is waited for PostgreSQL; SQLite is on the same machine.
    """
    if url.startswith("sqlite"):
        return Sqlite(url)
    if url.startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
        return Postgres(postgres_address(url), limits or Limits())
    raise ValueError(f"PRACHAKHOM_DATABASE_URL {url!r}: begin it with sqlite:/// or postgresql://")


def postgres_address(url: str) -> str:
    """The address with the driver that we use."""
    return "postgresql+asyncpg://" + url.split("://", 1)[1]


class Sqlite:
    """One writer thread with group commit, a small pool of readers, WAL with full synchronisation."""

    def __init__(self, url: str) -> None:
        self._writing = _sqlite_engine(url, writer=True)
        self._reading = _sqlite_engine(url, writer=False)
        self._readers = ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="read")
        self._writer = GroupCommit(self._writing)

    async def write(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self._writer.submit(lambda session: f(session, *args, **kwargs)))

    async def read(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        def work() -> T:
            with Session(self._reading, expire_on_commit=False) as session:
                return f(session, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def close(self) -> None:
        await asyncio.to_thread(self._writer.close)
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()


class Postgres:
    """asyncpg, with the same synchronous units of work run through `run_sync`."""

    def __init__(self, url: str, limits: Limits) -> None:
        self._engine = postgres.engine(url, limits)

    def _session(self) -> AsyncSession:
        return AsyncSession(self._engine, expire_on_commit=False, sync_session_class=Session)

    async def write(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._session() as session, session.begin():
            return await session.run_sync(_as_sqlmodel(f), *args, **kwargs)

    async def read(self, f: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._session() as session:
            return await session.run_sync(_as_sqlmodel(f), *args, **kwargs)

    async def close(self) -> None:
        await self._engine.dispose()


def _as_sqlmodel(f: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[OrmSession, P], T]:
    return f  # type: ignore[return-value]  # run_sync is typed for SQLAlchemy's Session; it hands over ours


def _sqlite_engine(url: str, *, writer: bool) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30}, hide_parameters=True)
    whereabouts = sqlite.Whereabouts(sqlite.path_of(url))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        sqlite.prepare(connection)
        if writer:
            whereabouts.remember()
        else:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if writer:
            _still_there(connection, whereabouts)
        # Only the writer takes the write lock; a reader that took it would wait for the writer.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _still_there(connection: Any, whereabouts: sqlite.Whereabouts) -> None:
    """Raises when what is written would go into a file that was taken away; one put in its place is opened next."""
    try:
        whereabouts.check()
    except sqlite.Gone:
        if whereabouts.replaced:
            connection.invalidate()
        raise
