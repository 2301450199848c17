"""The pictures of docs/officers/hearing-2548.md and calendar.md: a hearing half prepared, as the pages tell it."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, expect

DESK: ViewportSize = {"width": 1280, "height": 900}

Open = Callable[[Browser, str, dict[str, int]], Awaitable[Page]]


async def law(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take every picture of these pages."""
    page = await open_(browser, url, dict(DESK))  # type: ignore[arg-type]
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    hearing = await _hearing(page)
    await page.goto(f"{hearing}/law")
    await _save(page, folder, "law-overview")
    await page.goto(f"{hearing}/notices?at=hearing")
    await page.locator("#hearing").scroll_into_view_if_needed()
    await _save(page, folder, "law-notices")
    await page.goto("/admin/calendar")
    await _save(page, folder, "law-calendar")
    await page.goto(f"/admin/holidays?year={date.today().year + 1}")
    await _save(page, folder, "law-holidays")
    await page.goto("/admin")
    await _save(page, folder, "law-home")


async def _hearing(page: Page) -> str:
    """A hearing whose test is judged, and whose notice hangs on the board; its address."""
    await page.goto("/admin/new?cluster=2567:10")
    await page.get_by_label("ชื่อการรับฟัง").fill("ปรับปรุงถนนเลียบลำห้วย ระยะที่ 2 (ตัวอย่าง)")
    await page.locator('input[name="template"][value="hearing-2548"]').check()
    await page.get_by_role("button", name="สร้างร่าง").click()
    await expect(page.locator(".question").first).to_be_visible()
    hearing = page.url.partition("/questions")[0]
    await page.goto(f"{hearing}/law?step=test")
    for choice in await page.locator('input[value="yes"]').all():
        await choice.check()
    await page.locator("#reason").fill("ที่ประชุมสำนักงานเห็นว่าเข้าทุกข้อ")
    await page.locator("#decided_by").fill("หัวหน้าสำนักงานจังหวัด")
    await page.locator("#decided_on").fill(date.today().isoformat())
    await page.get_by_role("button", name="บันทึกไว้ก่อน").click()
    await page.goto(f"{hearing}/notices?at=hearing")
    await page.locator("#hearing-board-on").fill((date.today() - timedelta(days=1)).isoformat())
    await page.locator("#hearing-board-place").fill("ป้ายหน้าศาลากลางจังหวัด")
    await page.get_by_role("button", name="บันทึก ประกาศการรับฟัง ป้ายประกาศของหน่วยงาน", exact=True).click()
    return hearing


async def _save(page: Page, folder: Path, name: str) -> None:
    await page.wait_for_timeout(300)
    (folder / f"{name}.png").write_bytes(await page.screenshot())
