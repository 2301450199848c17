"""The migrations make the tables that the code means, from nothing, on both databases."""

import sqlite3
from pathlib import Path

import pytest

from admin import migrate
from admin.commands.session import with_database
from consultation import jobs
from consultation.db import open_database


async def test_from_nothing_to_the_newest_schema_with_nothing_left_to_do(empty_url: str) -> None:
    assert await migrate.pending(empty_url)
    newest = await migrate.upgrade(empty_url)
    assert await migrate.pending(empty_url) == []
    assert await migrate.differences(empty_url) == []
    assert await migrate.upgrade(empty_url) == newest


async def test_units_of_work_run_on_what_the_migrations_made(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    db = open_database(empty_url)
    try:
        await db.write(jobs.enqueue, "a kind", {"ก": 1}, key="once")
        await db.write(jobs.enqueue, "a kind", {"ก": 2}, key="once")
        assert [job.payload for job in await db.write(jobs.claim, "me", ["a kind"], 5)] == [{"ก": 2}]
    finally:
        await db.close()


def test_a_command_brings_an_sqlite_file_to_the_newest_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")

    async def nothing(_: object) -> None:
        return None

    with_database(nothing)
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0003",)]
