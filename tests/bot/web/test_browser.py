"""The chat in a real browser, phone-sized, under the content policy of all pages."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import BrowserContext, Page, async_playwright, expect
from sqlmodel import Session, select

from bot.models import InboxEvent
from consultation.consult.service import ConsultationView
from consultation.db import open_database
from consultation.vault import Vault
from tests.bot.web.served import Served, consultation
from tests.pages.chromium import executable

PHONE = {"width": 390, "height": 844}
AXE = Path(__file__).parents[2] / "pages" / "vendor" / "axe.min.js"


@asynccontextmanager
async def browsing(
    url: str, vault: Vault, made: Callable[[Session], ConsultationView] = consultation
) -> AsyncIterator[tuple[Served, BrowserContext, str]]:
    db = open_database(url)
    served = Served(db, vault)
    shown = await db.write(made)
    runner = web.AppRunner(served.app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/chat/{shown.code}"
    async with served.working(), async_playwright() as play:
        browser = await play.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--disable-gpu"])
        yield served, await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True), address  # type: ignore[arg-type]
        await browser.close()
    await runner.cleanup()
    await db.close()


async def begun(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """The page after the first visit, and where its complaints are collected."""
    page, complaints = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    await page.goto(address)
    return page, complaints


async def test_a_citizen_taps_types_and_finds_it_all_again(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault) as (_, context, address):
        page, complaints = await begun(context, address)
        await page.tap(".options button >> text=เริ่มตอบ")
        await expect(page.locator(".told").last).to_contain_text("ข้อ 1 จาก")
        await expect(page.locator(".said .state").last).to_have_text("ส่งแล้ว")
        await page.fill("#text", "อุดรธานี")
        await page.tap("#say button")
        await expect(page.locator(".told").last).to_contain_text("ข้อ 2 จาก")
        lines = await page.locator(".bubble").all_inner_texts()
        await page.reload()
        assert await page.locator(".bubble").all_inner_texts() == lines
        assert complaints == []


async def test_what_could_not_be_sent_is_kept_over_a_reload_and_sent_once(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault) as (served, context, address):
        page, _ = await begun(context, address)
        await page.tap(".options button >> text=เริ่มตอบ")
        await expect(page.locator(".told").last).to_contain_text("ข้อ 1 จาก")
        served.fails = 1  # stored, but the answer got lost: the page sends a copy
        await page.fill("#text", "อุดรธานี")
        await page.tap("#say button")
        await expect(page.locator(".said.waiting .state")).to_have_text("ยังส่งไม่ได้ จะส่งให้เองเมื่อมีสัญญาณ")
        await page.reload()
        await expect(page.locator(".told").last).to_contain_text("ข้อ 2 จาก")
        await expect(page.locator(".said.unsent")).to_have_count(0)
        said = await served.db.read(_said)
        assert len(said) == len(set(said)) == 3
        await expect(page.locator(".said .bubble", has_text=re.compile("^อุดรธานี$"))).to_have_count(1)


async def test_it_works_without_javascript(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault) as (_, context, address):
        assert context.browser is not None
        plain = await context.browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
        page = await plain.new_page()
        await page.goto(address)
        await page.click(".options button >> text=เริ่มตอบ")
        await expect(page.locator(".told").last).to_contain_text("ข้อ 1 จาก")
        await page.fill("#text", "1")
        await page.click("#say button")
        await expect(page.locator(".told").last).to_contain_text("ข้อ 2 จาก")


async def test_it_is_large_enough_and_accessible(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault) as (_, context, address):
        page, _ = await begun(context, address)
        size = "element => parseFloat(getComputedStyle(element).fontSize)"
        assert await page.locator(".bubble").first.evaluate(size) >= 18
        for button in await page.locator("button:visible").all():
            box = await button.bounding_box()
            assert box is not None and box["height"] >= 2.75 * 16
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.evaluate(AXE.read_text(encoding="utf8"))
        found = await page.evaluate("async () => (await axe.run()).violations.map(one => one.id + ': ' + one.help)")
        assert found == []


def _said(session: Session) -> list[str]:
    return list(session.exec(select(InboxEvent.event_id)))
