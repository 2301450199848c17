"""A consultation closes by itself on time, also when the server was down at that moment."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp

from consultation.consult import service as consult
from consultation.db import open_database
from tests.journeys.browser import Browser
from tests.journeys.installation import Installation
from tests.journeys.respondent import READY, START, words_of


async def test_it_closes_by_itself_on_time_even_after_a_kill(installation: Installation, url: str) -> None:
    made = await installation.ask("consultation", "create", "--template", "needs", "--cluster", "current:10", "--open")
    await installation.start()
    async with Browser(installation.url, made["code"]) as browser:
        shown = await browser.opens()
        assert READY in shown.text
        await browser.taps(shown, START)
        closes = await ends_soon(url, made["id"])
        installation.kill9()
        await asyncio.sleep(max(0.0, (closes - datetime.now(UTC)).total_seconds() + 0.2))
        await installation.start()
        assert await becomes(installation, made["code"], "closed")
        late = await browser.says("1")
        assert words_of("closed") in late.text
    async with aiohttp.ClientSession() as http, http.get(f"{installation.url}/c/{made['code']}") as answer:
        assert answer.status == 200
    shown_now = await installation.ask("consultation", "show", made["code"])
    assert datetime.fromisoformat(shown_now["closed_at"]) >= closes
    assert shown_now["figures"]["submitted"] == 0


async def ends_soon(url: str, consultation: int) -> datetime:
    """Move the end of the window to a moment from now, as an officer does on the page."""
    closes = datetime.now(UTC) + timedelta(seconds=5)
    db = open_database(url)
    try:
        await db.write(consult.set_window, consultation, None, closes, "officer")
    finally:
        await db.close()
    return closes


async def becomes(installation: Installation, code: str, state: str) -> bool:
    """Whether the consultation comes to this state within a moment."""
    for _ in range(30):
        if (await installation.ask("consultation", "show", code))["state"] == state:
            return True
        await asyncio.sleep(0.5)
    return False
