"""The process that only takes in what platforms deliver: light, back at once, and it answers what it has begun."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlmodel import Session, func, select

from admin.receivers import receivers
from admin.start import ingress_options
from bot.models import InboxEvent
from consultation import clock
from consultation.db import open_database
from consultation.settings import Settings
from tests.channels.speakers import LineSpeaker, TelegramSpeaker
from tests.journeys.installation import free_port

HEAVY = {
    "pythainlp", "sklearn", "numpy", "scipy", "telegram", "linebot", "pyxform", "lxml", "sqlalchemy", "sqlmodel",
    "alembic", "jinja2", "typer", "typst", "docx", "openpyxl", "nlpo3", "admin.app", "admin.cli", "consultation.db",
}  # fmt: skip
SECONDS = 2.0
LINE = LineSpeaker()


def settings(environment: dict[str, str], port: int) -> dict[str, str]:
    return {
        **environment,
        "PRACHAKHOM_PORT": str(port),
        "PRACHAKHOM_LINE_CHANNEL_SECRET": "new-secret",
        "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": "token",
        "PRACHAKHOM_TELEGRAM_BOT_TOKEN": "1:token",
        "PRACHAKHOM_TELEGRAM_SECRET_TOKEN": "new-secret",
    }


class Ingress:
    """A real process of it on a port of its own."""

    def __init__(self, environment: dict[str, str], port: int | None = None) -> None:
        self.port = port or free_port()
        command = [sys.executable, "-m", "admin.start", "serve", "--role", "ingress"]
        self.process = subprocess.Popen(command, env=settings(environment, self.port), stderr=subprocess.PIPE)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def post(self, n: int, text: str = "ก") -> int:
        """Deliver a message of LINE's; the status, or 0 when nobody listens."""
        body = LINE.body(LINE.typed(text, n))
        try:
            async with aiohttp.ClientSession() as http:
                return await _status(http.post(f"{self.url}/webhook/line", data=body, headers=LINE.signed(body)))
        except aiohttp.ClientConnectionError:
            return 0

    async def get(self, path: str) -> int:
        try:
            async with aiohttp.ClientSession() as http:
                return await _status(http.get(self.url + path))
        except aiohttp.ClientConnectionError:
            return 0

    async def answers(self, n: int = 1) -> float:
        """Deliver until it is answered; the seconds since now."""
        begun = time.perf_counter()
        async with asyncio.timeout(60):
            while (status := await self.post(n)) in (0, 503):  # not there yet, or busy with its database
                assert self.process.poll() is None, self.said()
                await asyncio.sleep(0.01)
        assert status == 200, status
        return time.perf_counter() - begun

    def worked(self) -> float:
        """The seconds that a processor has worked for it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def said(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()


async def _status(request: Any) -> int:
    async with request as answer:
        return int(answer.status)


@asynccontextmanager
async def ingress(environment: dict[str, str], port: int | None = None) -> AsyncIterator[Ingress]:
    one = Ingress(environment, port)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.wait()
        assert one.process.stderr is not None
        one.process.stderr.close()


def test_it_imports_nothing_that_takes_long() -> None:
    look = "import sys, admin.start, admin.ingress; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "understood"),
    [
        ("serve --role ingress", {"--role": "ingress"}),
        ("serve --role=ingress --port 8081", {"--role": "ingress", "--port": "8081"}),
        ("serve --host 0.0.0.0 --role ingress", {"--role": "ingress", "--host": "0.0.0.0"}),
        ("serve --role web", None),
        ("serve", None),
        ("serve --role ingress --port x", None),
        ("serve --role ingress --help", None),
        ("check --role ingress", None),
        ("", None),
    ],
)
def test_every_other_command_goes_by_the_command_line(arguments: str, understood: dict[str, str] | None) -> None:
    assert ingress_options(arguments.split()) == understood


async def test_killed_it_is_back_and_answers_within_two_seconds(url: str, environment: dict[str, str]) -> None:
    port = free_port()
    async with ingress(environment, port) as first:
        await first.answers()
    async with ingress(environment, port) as again:
        took = await again.answers(1)
        worked = again.worked()
    # Waiting for a processor that others use is not its own doing: then what it had to do itself counts.
    assert took < SECONDS or worked < SECONDS / 2, (took, worked)
    assert await stored(url) == 1


async def test_i10_told_to_stop_it_answers_what_has_begun_and_takes_nothing_new(
    url: str, environment: dict[str, str]
) -> None:
    body = LINE.body(LINE.typed("ช้าหน่อย", 2))
    async with ingress(environment) as one:
        await one.answers(1)
        reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
        head = "".join(f"{name}: {value}\r\n" for name, value in LINE.signed(body).items())
        writer.write(f"POST /webhook/line HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode())
        writer.write(body[:20])
        await writer.drain()
        await asyncio.sleep(0.2)
        one.process.send_signal(signal.SIGTERM)
        while await one.get("/healthz") != 0:
            await asyncio.sleep(0.01)
        writer.write(body[20:])
        assert b" 200 " in await asyncio.wait_for(reader.readline(), 60)
        writer.close()
        assert await asyncio.to_thread(one.process.wait, 60) == 0
    assert await stored(url) == 2


async def test_it_serves_webhooks_health_and_figures_and_no_pages(environment: dict[str, str]) -> None:
    telegram = TelegramSpeaker()
    body = telegram.body(telegram.typed("ก"))
    async with ingress(environment) as one:
        await one.answers()
        async with aiohttp.ClientSession(one.url) as http:
            async with http.post("/webhook/telegram/telegram", data=body, headers=telegram.signed(body)) as answer:
                assert answer.status == 200
            assert await one.get("/readyz") == await one.get("/healthz") == 200
            async with http.get("/metrics") as answer:
                figures = await answer.text()
        assert await one.get("/") == await one.get("/admin") == await one.get("/chat/ABC234") == 404
    counted = r'prachakhom_webhook_requests_total\{account="line",channel="line",status="200"\} 1.0'
    assert re.search(counted, figures) and 'prachakhom_webhook_seconds_bucket{account="telegram"' in figures


async def test_before_the_schema_is_there_it_says_so_and_goes_on_by_itself(empty_url: str) -> None:
    from admin import migrate

    environment = {**os.environ, "PRACHAKHOM_DATABASE_URL": empty_url, "PRACHAKHOM_SECRET_KEY": "a secret for tests"}
    async with ingress(environment) as one:
        while (status := await one.get("/readyz")) == 0:
            await asyncio.sleep(0.01)
        assert (status, await one.post(1)) == (503, 503)
        await migrate.upgrade(empty_url)
        await one.answers(1)
        async with asyncio.timeout(60):
            while await one.get("/readyz") != 200:
                await asyncio.sleep(0.05)


def test_i14_it_accepts_the_secret_before_for_as_long_as_every_process_does(fixed_clock: datetime) -> None:
    given = {
        "line_channel_secret": "new-secret",
        "line_channel_access_token": "token",
        "line_previous_secret": "old-secret",
        "line_previous_until": (fixed_clock + timedelta(hours=1)).isoformat(),
    }
    [line] = receivers(Settings(**given))  # type: ignore[arg-type]
    body = LINE.body(LINE.typed("ก"))
    assert line.genuine(LINE.signed(body), body) and line.genuine(LINE.signed(body, "old-secret"), body)
    assert not line.genuine(LINE.signed(body, "guess"), body)
    with clock.fixed(fixed_clock + timedelta(hours=2)):
        assert line.genuine(LINE.signed(body), body) and not line.genuine(LINE.signed(body, "old-secret"), body)


async def stored(url: str) -> int:
    def count(session: Session) -> int:
        return session.exec(select(func.count()).select_from(InboxEvent)).one()

    db = open_database(url)
    try:
        return await db.read(count)
    finally:
        await db.close()
