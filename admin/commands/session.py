"""How a command reaches the database: opened for one unit of work after another, migrated first on SQLite."""

import getpass
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from admin import event_loop, migrate
from consultation.db import Database, open_database
from consultation.settings import settings

T = TypeVar("T")

Work = Callable[[Database], Awaitable[T]]


def with_database(work: Work[T]) -> T:
    """Open the installation's database, run `work` on it, close it, and return the value."""
    return run(_with_database(work))


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end."""
    return event_loop.run(coroutine)


def actor() -> str:
    """Who gives the command, for the audit record."""
    return f"command line: {getpass.getuser()}"


async def _with_database(work: Work[T]) -> T:
    of = settings()
    if of.on_sqlite:
        await migrate.upgrade(of.database_url)
    db = open_database(of.database_url, of.database_limits)
    try:
        return await work(db)
    finally:
        await db.close()
