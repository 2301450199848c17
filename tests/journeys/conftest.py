"""An installation on each database, migrated from empty as an operator does it."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.journeys.installation import Installation
from tests.journeys.nursery import Nursery


@pytest.fixture
async def installation(
    url: str, environment: dict[str, str], tmp_path: Path, nursery: Nursery
) -> AsyncIterator[Installation]:
    await emptied(url)
    made = Installation(environment, tmp_path, nursery=nursery)
    made.run("migrate")
    yield made
    await made.stop()


@pytest.fixture
async def small_installation(sqlite_url: str, tmp_path: Path, nursery: Nursery) -> AsyncIterator[Installation]:
    """On SQLite alone, for what does not depend on the database."""
    import os

    await emptied(sqlite_url)
    made = Installation({**os.environ, "PRACHAKHOM_DATABASE_URL": sqlite_url}, tmp_path, nursery=nursery)
    yield made
    await made.stop()


async def emptied(url: str) -> None:
    """Take away every table, so that the migrations begin from nothing."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).unlink()
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
