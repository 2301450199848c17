"""A platform's double with our whole application behind it, in this process."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import pytest

from admin.app import build_app
from admin.process import listening
from admin.site import Site
from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation.db import Database
from consultation.settings import settings
from consultation.vault import Vault
from tests.doubles import Citizen, LineDouble, Shown, TelegramDouble

PATIENCE = 30.0
TELEGRAM_SECRET = "s3cret_-A"


@dataclass
class Chat:
    """A platform that our application serves."""

    double: LineDouble | TelegramDouble
    db: Database

    async def begins(self, number: int, code: str) -> Citizen:
        """A citizen who has typed the start code and said yes."""
        citizen = self.double.citizen(number)
        await citizen.says(code)
        await citizen.wait_for("พร้อมเริ่มตอบไหมคะ", PATIENCE)
        await citizen.says("เริ่ม")
        return citizen


@asynccontextmanager
async def chatting(
    platform: Literal["line", "telegram"], db: Database, url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Chat]:
    """The application with its loops, for as long as the block lasts; the double must have had nothing to object to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PRACHAKHOM_PORT", str(free.getsockname()[1]))
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", url)
    settings.cache_clear()
    double = LineDouble() if platform == "line" else TelegramDouble(secret=TELEGRAM_SECRET, time_scale=0.01)
    async with double:
        channel = _connected(double)
        app = build_app(settings(), db, vault, [WebChannel(vault), channel], site=Site())
        async with listening(app, settings()) as base:
            double.webhook = f"{base}/webhook/{platform}"
            yield Chat(double, db)
        await channel.close()
        assert not double.violations


def labelled(shown: Shown, label: str) -> str:
    """A button as the channel wrote it, with or without its number."""
    return next(one for one in shown.labels if one.rpartition(". ")[2] == label)


def _connected(double: LineDouble | TelegramDouble) -> Channel:
    if isinstance(double, LineDouble):
        return LineChannel("line", [double.secret], double.token, double.url)
    return TelegramChannel("telegram", [TELEGRAM_SECRET], double.token, double.base_url)
