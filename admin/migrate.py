"""Brings a database to the newest schema, and says whether it is there.

SQLite is upgraded at start; PostgreSQL only by `prachakhom migrate`, with short lock and statement time-outs so that a
migration never holds up a hearing.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from admin.tables import load
from consultation.db import postgres_address

T = TypeVar("T")

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"


async def upgrade(url: str, to: str = "head") -> str:
    """Bring the database at `url` to the newest revision, or to an older one, and return the newest."""
    return await _connected(url, lambda connection: _upgrade(connection, to))


async def pending(url: str) -> list[str]:
    """The revisions that the database has not had yet, oldest first; empty when it is up to date."""
    return await _connected(url, _pending)


async def differences(url: str) -> list[Any]:
    """What the tables in code and in the database differ in; empty when migrations and models agree."""
    return await _connected(url, _differences)


async def make(url: str, message: str, revision: str) -> None:
    """Write a new migration from the difference between code and the database at `url`. For developers."""
    await _connected(
        url, lambda c: command.revision(_config(c), message=message, autogenerate=True, rev_id=revision) and None
    )


async def _connected(url: str, f: Callable[[Connection], T]) -> T:
    if url.startswith("sqlite"):
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                value = f(connection)
                connection.commit()
                return value
        finally:
            engine.dispose()
    server = {"lock_timeout": LOCK_TIMEOUT, "statement_timeout": STATEMENT_TIMEOUT}
    pool = create_async_engine(postgres_address(url), connect_args={"server_settings": server})
    try:
        async with pool.begin() as connection:
            return await connection.run_sync(f)
    finally:
        await pool.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "admin:migrations")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, to: str) -> str:
    if connection.dialect.name == "postgresql":
        # Two machines that migrate at once take turns.
        connection.execute(text("SELECT pg_advisory_xact_lock(1885565795)"))
    config = _config(connection)
    command.upgrade(config, to)
    return str(ScriptDirectory.from_config(config).get_current_head() or "")


def _pending(connection: Connection) -> list[str]:
    scripts = ScriptDirectory.from_config(_config(connection))
    current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return []
    return [script.revision for script in scripts.iterate_revisions("head", current or "base")][::-1]


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": compared})
    return [*compare_metadata(context, load()), *_missing_checks(connection)]


def compared(name: str | None, kind: str, _: Any = None) -> bool:
    """Whether something in a database is compared with the models: not the search index, which is made by hand."""
    return not (kind in ("table", "index") and (name or "").startswith("comment_words_"))


def _missing_checks(connection: Connection) -> list[Any]:
    """The CHECK constraints that code has and the database lacks, which Alembic does not compare."""
    look = inspect(connection)
    found = {(table, one["name"]) for table in look.get_table_names() for one in look.get_check_constraints(table)}
    meant = {
        (table.name, str(one.name))
        for table in load().sorted_tables
        for one in table.constraints
        if isinstance(one, CheckConstraint) and one.name
    }
    return [("add_check", *missing) for missing in sorted(meant - found)]


def _main() -> None:
    """Write the next migration: bring a fresh database to the newest revision, then compare it with the models."""
    import asyncio
    import re
    import sys
    import tempfile

    message = " ".join(sys.argv[1:]).strip()
    if not message:
        sys.exit('Say what the migration does: make migration M="…"')
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fresh.db"
        newest = asyncio.run(upgrade(url)) or "0"
        number = int(re.sub(r"\D", "", newest) or 0) + 1
        asyncio.run(make(url, message, f"{number:04}"))


if __name__ == "__main__":
    _main()
