"""Secrets are replaced without losing a delivery, and each account's webhook takes its own secret alone."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, select

from admin.channels import configured
from bot import webhook
from bot.line.receive import signature
from bot.models import InboxEvent
from bot.web import WebChannel
from consultation import clock
from consultation.db import Database
from consultation.settings import Settings
from consultation.vault import Vault
from tests.conftest import NOON

UNTIL = NOON + timedelta(hours=24)
FILE = f"""
[[line]]
name = "north"
channel_secret = "north-new"
access_token = "north-token"
previous_secret = "north-old"
previous_until = {UNTIL.isoformat()}

[[line]]
name = "south"
channel_secret = "south"
access_token = "south-token"

[[telegram]]
name = "bot1"
bot_token = "1:one"
secret_token = "bot1-new"
previous_secret = "bot1-old"
previous_until = {UNTIL.isoformat()}

[[telegram]]
name = "bot2"
bot_token = "2:two"
secret_token = "bot2"
"""
VARIABLES = {
    "line_channel_secret": "line-new",
    "line_channel_access_token": "line-token",
    "line_previous_secret": "line-old",
    "line_previous_until": UNTIL.isoformat(),
}
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(db: Database, vault: Vault, tmp_path: Path) -> AsyncIterator[Client]:
    (tmp_path / "accounts.toml").write_text(FILE)
    settings = Settings(accounts_file=str(tmp_path / "accounts.toml"), **VARIABLES)  # type: ignore[arg-type]
    channels = [each for each in configured(settings, vault) if not isinstance(each, WebChannel)]
    app = web.Application()
    app.add_routes(webhook.routes(channels, db, vault, lambda: None))
    async with TestClient(TestServer(app)) as client:
        yield client


async def line(client: Client, account: str, secret: str, event: str) -> int:
    source = {"type": "user", "userId": "U" + "a" * 32}
    body = json.dumps({"destination": "U", "events": [{"webhookEventId": event, "source": source}]}).encode()
    headers = {"x-line-signature": signature(secret, body)}
    async with client.post(f"/webhook/line/{account}", data=body, headers=headers) as answer:
        return answer.status


async def telegram(client: Client, account: str, secret: str, number: int) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with client.post(f"/webhook/telegram/{account}", json={"update_id": number}, headers=headers) as answer:
        return answer.status


def stored(session: Session) -> list[tuple[str, str]]:
    return sorted(session.exec(select(InboxEvent.account, InboxEvent.event_id)))


async def test_i14_the_old_secret_is_accepted_until_the_set_time_and_then_refused(db: Database, client: Client) -> None:
    with clock.fixed(UNTIL - timedelta(seconds=1)):
        assert [await line(client, "north", f"north-{age}", age) for age in ("new", "old")] == [200, 200]
        assert [await line(client, "line", f"line-{age}", age) for age in ("new", "old")] == [200, 200]
        assert [await telegram(client, "bot1", f"bot1-{age}", place) for place, age in enumerate(("new", "old"))] == [
            200,
            200,
        ]
    with clock.fixed(UNTIL):  # the same process, never restarted
        assert [await line(client, "north", f"north-{age}", f"late {age}") for age in ("new", "old")] == [200, 403]
        assert [await line(client, "line", f"line-{age}", f"late {age}") for age in ("new", "old")] == [200, 403]
        assert [await telegram(client, "bot1", f"bot1-{age}", 7) for age in ("new", "old")] == [200, 403]
    names = ("new", "old", "late new")
    assert await db.read(stored) == sorted(
        [(account, name) for account in ("north", "line") for name in names] + [("bot1", n) for n in ("0", "1", "7")]
    )


async def test_i5_the_secret_of_another_account_is_refused(db: Database, client: Client) -> None:
    with clock.fixed(NOON):
        for account, others in (
            ("south", ("north-new", "north-old", "line-new", "")),
            ("north", ("south", "line-old")),
        ):
            assert [await line(client, account, other or "-", "e") for other in others] == [403] * len(others)
        for account, others in (("bot2", ("bot1-new", "bot1-old", "")), ("bot1", ("bot2", "2:two"))):
            assert [await telegram(client, account, other, 1) for other in others] == [403] * len(others)
    assert await db.read(stored) == []
