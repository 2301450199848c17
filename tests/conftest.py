"""What all tests share: both databases with every table made, a vault, a fixed clock, a clean environment."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from sqlalchemy import create_engine

from admin.accounts import passwords
from admin.tables import load
from consultation import clock
from consultation.db import Database, open_database
from consultation.settings import settings
from consultation.vault import Vault
from tests import durations, examples, statements
from tests.journeys.nursery import Nursery
from tests.postgres import Given, Pool, Server, database, execute, run

if TYPE_CHECKING:
    from playwright.async_api import Browser

SECRET = "a secret for tests only"
NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # 12:00 in Bangkok, 2 November 2569

MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # bytes that must be free there; containers often have 64 MB


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: no test pulls the plug, and a slow disk proves nothing."""
    examples.load()
    statements.share()
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # hundreds of tests sign in
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and _free(MEMORY) > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)  # for the processes that tests start, too
        tempfile.tempdir = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first, in whatever order the rest is: one that begins last would be waited for alone."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell where a long run's time went."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    if told := durations.account(reports):
        terminalreporter.section("seconds of tests, all workers together")
        terminalreporter.write("\n".join(told) + "\n")


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test sees the settings of whoever runs it, and none finds or leaves files in the project's folder."""
    for name in [name for name in os.environ if name.startswith("PRACHAKHOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PRACHAKHOM_KEY_FILE", str(tmp_path / "prachakhom.key"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(tmp_path)))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take long to store: within this process no webhook gives up, unless its test wants it to."""
    if (webhook := sys.modules.get("bot.webhook")) is not None:
        monkeypatch.setattr(webhook, "STORE_SECONDS", 60.0)


@pytest.fixture
def vault() -> Vault:
    return Vault(SECRET.encode())


@pytest.fixture
def fixed_clock() -> Iterator[datetime]:
    with clock.fixed(NOON):
        yield NOON


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with all tables made; other processes can be started on it."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a single table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = str(request.getfixturevalue("postgres"))
    name = f"empty_{uuid4().hex}"
    run(lambda: execute(server, f'CREATE DATABASE "{name}"'))
    yield database(server, name)
    run(lambda: execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def environment(url: str) -> dict[str, str]:
    """What a process of ours needs in its environment to work on this test's database with this test's vault."""
    return {**os.environ, "PRACHAKHOM_DATABASE_URL": url, "PRACHAKHOM_SECRET_KEY": SECRET}


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What all processes of `prachakhom`, and victims of the tests, are forked from."""
    made = Nursery()
    yield made
    made.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator["Browser"]:
    """One Chromium for all tests that look with it: they run in its event loop, each in windows of its own."""
    from tests.pages import chromium

    async with chromium.launched() as made:
        yield made


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "all.db"
    engine = create_engine(f"sqlite:///{file}")
    load().create_all(engine)
    engine.dispose()
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL: TEST_DATABASE_URL, or one brought up for this run; yields the server's address."""
    given = os.environ.get("TEST_DATABASE_URL")
    with Server() if given is None else Given(given) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_pool(postgres: str) -> Iterator[Pool]:
    with Pool(postgres) as pool:
        yield pool


@pytest.fixture
def postgresql_url(postgres_pool: Pool) -> Iterator[str]:
    address = postgres_pool.take()
    yield address
    postgres_pool.give_back(address)
