"""The chat in a real browser, phone-sized, under the content policy of all pages."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Page, expect
from sqlmodel import Session, select

from bot.models import InboxEvent
from consultation.consult.service import ConsultationView
from consultation.db import open_database
from consultation.forms.form import Form, Question
from consultation.responses.models import Answer
from consultation.vault import Vault
from tests.bot.web.served import Served, consultation
from tests.consultation.talk import citizens
from tests.pages import chromium

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("browser")]

PHONE = {"width": 390, "height": 844}
AXE = Path(__file__).parents[2] / "pages" / "vendor" / "axe.min.js"
# All that is wrong, and nothing about what is not: describing that is most of what axe would do.
FAULTS = """async () =>
  (await axe.run({resultTypes: ["violations"]})).violations.map(one => one.id + ': ' + one.help)"""


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
    async with served.working(), chromium.at_hand() as browser:
        context = await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
        yield served, context, address
        await context.close()
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
        found = await page.evaluate(FAULTS)
        assert found == []


def _said(session: Session) -> list[str]:
    return list(session.exec(select(InboxEvent.event_id)))


def asks_for_a_place(session: Session) -> ConsultationView:
    spot = Question(name="spot", type="geopoint", label={"th": "ถนนพังตรงไหนคะ"})
    tell = Question(name="tell", type="text", label={"th": "เล่าเพิ่มได้ไหมคะ"})
    return citizens.consultation(session, form=Form(title={"th": "ถนน"}, questions=(spot, tell)))


async def test_the_place_is_asked_of_the_browser_where_a_question_wants_it(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault, asks_for_a_place) as (served, context, address):
        await context.grant_permissions(["geolocation"])
        await context.set_geolocation({"latitude": 16.4322, "longitude": 102.8236})
        page, complaints = await begun(context, address)
        await expect(page.locator("#place")).to_have_count(0)
        await page.tap(".options button >> text=เริ่มตอบ")
        await page.tap("#place")
        await expect(page.locator(".told").last).to_contain_text("เล่าเพิ่มได้ไหมคะ")
        await expect(page.locator(".said .bubble").last).to_have_text("ส่งตำแหน่งที่ตั้งแล้ว")
        assert complaints == []

        def places(session: Session) -> list[str | None]:
            return list(session.exec(select(Answer.value).where(Answer.question == "spot")))

        assert await served.db.read(places) == ["16.4322 102.8236 0 0"]


async def test_whoever_does_not_tell_where_they_are_reads_what_else_they_can_do(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault, asks_for_a_place) as (_, context, address):
        page, _ = await begun(context, address)
        await page.tap(".options button >> text=เริ่มตอบ")
        await page.tap("#place")
        await expect(page.locator(".wants .problem")).to_contain_text("พิมพ์พิกัดแทนได้")
        await expect(page.locator("#place")).to_be_enabled()
        await page.fill("#text", "16.43, 102.82")
        await page.tap("#say button")
        await expect(page.locator(".told").last).to_contain_text("เล่าเพิ่มได้ไหมคะ")
