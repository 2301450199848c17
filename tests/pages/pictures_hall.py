"""The pictures of docs/officers/meetings.md and hall.md: a meeting made, counted, heard, and shown on the wall."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Page, expect

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PROJECTOR = {"width": 1024, "height": 768}
COUNTED = (("N", 86), ("L", 41), ("C", 23), ("G2", 12), ("P", 9), ("R", 7), ("G1", 6))
SAID = (
    "เริ่ม", "1", "1", "1", "60 ปีขึ้นไป", "3 4", "น้ำประปาไหลเบามากทุกเย็น", "ขุดลอกคลองให้ทันหน้าแล้ง", "ทั้งอำเภอ", "มาก",
    "พอแล้ว", "ข้าม", "ยินยอม", "ไม่ยินยอม", "ส่ง",
)  # fmt: skip

Open = Callable[[Browser, str, dict[str, int]], Awaitable[Page]]


async def halls(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take every picture of the pages about meetings and the hall."""
    officer = await open_(browser, url, DESK)
    await officer.goto("/")
    await officer.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    root = await _consultation(officer)
    here = await _meeting(officer, root)
    await _counted(officer, here)
    await officer.goto(f"{root}/meetings")
    await _keep(officer, folder, "meetings-list")
    await officer.goto(here)
    await officer.locator("[name=act][value=issue]").first.click()
    hall = await officer.locator("#screen .way-link").inner_text()
    code = await officer.locator(".facts .code").inner_text()
    await officer.goto(here)
    await _keep(officer, folder, "meetings-one")
    await _answers(await open_(browser, url, PHONE), root, officer, code)
    await officer.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await officer.goto(f"{here}/comments")
    await expect(officer.locator(".queue .quote").first).to_be_visible()
    await _keep(officer, folder, "hall-comments")
    await officer.locator(".queue [value=show]").first.click()
    await officer.goto(f"{here}/remote")
    await officer.get_by_role("button", name="จำนวนผู้มา").click()
    await _keep(officer, folder, "hall-remote")
    for name, key, scheme in (("join", "1", "light"), ("counts", "2", "dark")):
        wall = await open_(browser, url, PROJECTOR)
        await wall.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        await wall.goto(hall)
        await wall.keyboard.press(key)
        await wall.wait_for_url(re.compile("screen="))
        await _keep(wall, folder, f"hall-{name}")


async def _consultation(page: Page) -> str:
    """The address of a consultation that is open."""
    await page.goto("/admin")
    card = page.locator("li, article, a").filter(has_text="เปิดรับความเห็น").locator("a[href*='/admin/consultations/']")
    href = await card.first.get_attribute("href")
    found = re.match(r"/admin/consultations/\d+", href or "")
    assert found, href
    return found[0]


async def _meeting(page: Page, root: str) -> str:
    """Make a meeting of today; its address."""
    today = datetime.now(ZoneInfo("Asia/Bangkok"))
    await page.goto(f"{root}/meetings/new")
    await page.get_by_label("ชื่อการประชุม").fill("เวทีรับฟังความคิดเห็น (ตัวอย่าง)")
    await page.locator("#starts_at").fill(f"{today - timedelta(minutes=30):%Y-%m-%dT%H:%M}")
    await page.get_by_label("จัดไปแล้ว").check()
    await page.locator("#place").fill("ห้องประชุมใหญ่ ศาลากลางจังหวัด")
    for sector, n in (("G1", 8), ("G2", 15), ("L", 40), ("P", 20), ("C", 30), ("N", 80)):
        await page.locator(f"#invited_{sector}").fill(str(n))
    await page.get_by_role("button", name="บันทึก").click()
    await page.wait_for_url(re.compile(r"meetings/\d+"))
    return page.url.partition("?")[0]


async def _counted(page: Page, here: str) -> None:
    for sector, n in COUNTED:
        await page.goto(here)
        await page.locator(f"#n_{sector}").fill(str(n))
        await page.locator(f"#n_{sector} ~ button[value=count]").click()


async def _answers(page: Page, root: str, officer: Page, code: str) -> None:
    """Somebody answers in the hall."""
    await officer.goto(f"{root}/launch")
    start = await officer.locator(".big-code").inner_text()
    await page.goto(f"/chat/{start.strip()}?at={code}-OK")
    for said in SAID:
        await page.get_by_label("พิมพ์คำตอบ").fill(said)
        await page.get_by_role("button", name="ส่ง", exact=True).click()
        await expect(page.get_by_label("พิมพ์คำตอบ")).to_have_value("")
        await page.wait_for_timeout(900)


async def _keep(page: Page, folder: Path, name: str) -> None:
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(700)
    await page.screenshot(path=folder / f"{name}.png")
