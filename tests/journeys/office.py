"""An office on one machine: the real application, both platforms behind it, and its people at their own browsers."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from admin.accounts import service as accounts
from admin.app import build_app
from admin.process import listening
from admin.site import Site
from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation import clock
from consultation.db import Database, open_database
from consultation.settings import settings
from consultation.vault import Vault
from tests.admin.application import PASSWORD
from tests.doubles import Clock, LineDouble, TelegramDouble
from tests.pages.conftest import DESK

SECRET = "s3cret_-A"
MORNING = 10  # o'clock where the installation is: people are written to by day


class Ahead:
    """A clock that runs as the machine's does, ahead of it by so much."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Office:
    """What runs. line, telegram: with the citizens' telephones; windows: of its people."""

    url: str
    db: Database
    line: LineDouble
    telegram: TelegramDouble
    browser: Browser
    ahead: Ahead = field(default_factory=Ahead)
    windows: list[BrowserContext] = field(default_factory=list)

    async def sits_down(self, name: str, roles: str) -> Page:
        """Somebody of the office, with these roles, who has signed in at a browser of their own."""
        await self.db.write(accounts.add, name, PASSWORD, roles)
        window = await self.browser.new_context(
            base_url=self.url,
            viewport=DESK,  # type: ignore[arg-type]
            locale="th-TH",
            timezone_id="Asia/Bangkok",
        )
        self.windows.append(window)
        page = await window.new_page()
        await page.goto("/sign-in")
        await page.get_by_label("ชื่อบัญชี").fill(name)
        await page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        await page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    def passes(self, time: timedelta) -> None:
        """Let time pass, here and on both platforms."""
        self.ahead.by += time
        for double in (self.line, self.telegram):
            double.clock.advance(time.total_seconds())


@asynccontextmanager
async def opened(url: str, vault: Vault, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """An office with its loops for as long as the block lasts; neither platform may have had anything to object to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("PRACHAKHOM_PORT", str(port))
    monkeypatch.setenv("PRACHAKHOM_BASE_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", url)
    settings.cache_clear()
    db = open_database(url)
    async with (
        LineDouble(clock=Clock()) as line,
        TelegramDouble(secret=SECRET, time_scale=0.01, clock=Clock()) as telegram,
    ):
        channels: list[Channel] = [
            LineChannel("line", [line.secret], line.token, line.url),
            TelegramChannel("telegram", [SECRET], telegram.token, telegram.base_url),
        ]
        app = build_app(settings(), db, vault, [WebChannel(vault), *channels], site=Site())
        async with listening(app, settings()) as base:
            line.webhook, telegram.webhook = f"{base}/webhook/line", f"{base}/webhook/telegram"
            office = Office(base, db, line, telegram, browser)
            monkeypatch.setattr(clock, "now", office.ahead.now)
            office.passes((MORNING - datetime.now(settings().zone).hour) % 24 * timedelta(hours=1))
            yield office
            for window in office.windows:
                await window.close()
        for channel in channels:
            await channel.close()
        assert line.violations == telegram.violations == []
    await db.close()
