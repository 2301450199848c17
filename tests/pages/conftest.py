"""A whole application on a free port, and a real Chromium to look at it with."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from admin.app import build_app
from admin.process import listening
from admin.site import Site
from bot.channel import Channel
from bot.web import WebChannel
from consultation.db import Database, open_database
from consultation.settings import Settings, settings
from consultation.vault import Vault

expect.set_options(timeout=20_000)  # a machine may be busy with other tests

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder run in the event loop of the one browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass(frozen=True)
class Served:
    """A running application with its loops, and its database."""

    url: str
    db: Database
    vault: Vault


@dataclass
class Screen:
    """A page of a browser; `complaints` is what its console said."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    async def sideways(self) -> int:
        """How many pixels the page is wider than the window: 0 when nothing has to be scrolled sideways."""
        return max(0, int(await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")))

    async def violations(self) -> list[str]:
        """What axe-core finds wrong for people who read with the ears or the keyboard, all of it and nothing else."""
        await self.page.evaluate(AXE.read_text(encoding="utf8"))
        found: dict[str, Any] = await self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


Look = Callable[..., Awaitable[Screen]]


@pytest.fixture
def more_channels() -> list[Channel]:
    """Channels beside the web chat; a module that needs some has a fixture of this name."""
    return []


@pytest_asyncio.fixture(loop_scope="session")
async def served(
    sqlite_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch, more_channels: list[Channel]
) -> AsyncIterator[Served]:
    """The demonstration's pages on an SQLite file, worker and sender included."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("PRACHAKHOM_PORT", str(port))
    monkeypatch.setenv("PRACHAKHOM_BASE_URL", f"http://127.0.0.1:{port}")
    settings.cache_clear()
    of: Settings = settings()
    db = open_database(sqlite_url)
    async with listening(
        build_app(of, db, vault, [WebChannel(vault), *more_channels], site=Site(demo=True)), of
    ) as url:
        yield Served(url, db, vault)
    await db.close()


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser, served: Served) -> AsyncIterator[Look]:
    """Open a window on the application: `await look(PHONE, "dark")`."""
    opened: list[Any] = []

    @asynccontextmanager
    async def window(size: dict[str, int], scheme: str) -> AsyncIterator[Screen]:
        context = await browser.new_context(
            base_url=served.url,
            viewport=size,  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="th-TH",
            timezone_id="Asia/Bangkok",
        )
        page = await context.new_page()
        screen = Screen(page)
        page.on("console", lambda said: screen.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: screen.complaints.append(str(error)))
        yield screen
        await context.close()

    async def new(size: dict[str, int] = DESK, scheme: str = "light") -> Screen:
        opening = window(size, scheme)
        opened.append(opening)
        return await opening.__aenter__()

    yield new
    for opening in reversed(opened):
        await opening.__aexit__(None, None, None)
