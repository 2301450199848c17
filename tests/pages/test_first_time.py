"""Two ways that newcomers go, counted; the guides name the same figures.

Where a screen more or less is deliberate, write what the failing test says into the guide it names.
"""

import tempfile
from pathlib import Path

import pypdfium2
from playwright.async_api import Browser, expect

from tests.pages.conftest import DESK, Look
from tests.pages.pictures import demonstration
from tests.pages.walked import Walk

DOCS = Path(__file__).parents[2] / "docs"
FIVE_MINUTES = 300


async def test_a_first_survey_is_open_within_five_minutes(look: Look) -> None:
    page = (await look(DESK)).page
    await page.goto("/")
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("การรับฟังความคิดเห็น")
    walk = Walk(page)
    await walk.click(page.get_by_role("link", name="เริ่มการรับฟังใหม่"))
    await walk.fill(page.get_by_label("ค้นหาจากชื่อกลุ่มจังหวัดหรือชื่อจังหวัด"), "อุดรธานี")
    await walk.click(page.get_by_role("button", name="ค้นหา"))
    await walk.click(page.get_by_role("link", name="กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนบน 1"))
    await walk.click(page.get_by_label("สำรวจปัญหาและความต้องการ"))
    await walk.fill(page.get_by_label("ชื่อการรับฟัง"), "น้ำและถนนของเรา")
    await walk.click(page.get_by_role("button", name="สร้างร่าง"))
    await walk.click(page.get_by_role("link", name="ลองตอบเหมือนประชาชน"))
    await walk.click(page.get_by_role("link", name="ต่อไป ตั้งช่วงเวลา"))
    await walk.click(page.get_by_role("button", name="30 วัน"))
    await walk.click(page.get_by_role("button", name="เปิดรับความเห็นเดี๋ยวนี้"))
    await expect(page.get_by_role("status").first).to_contain_text("เปิดรับความเห็นแล้ว")
    assert walk.seconds < FIVE_MINUTES
    assert walk.told in (DOCS / "officers" / "survey.md").read_text(encoding="utf-8"), walk.told


async def test_a_newcomer_holds_a_printed_result(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with demonstration(Path(folder)) as url:
            context = await browser.new_context(base_url=url, locale="th-TH", viewport=DESK)
            page = await context.new_page()
            await page.goto("/")
            walk = Walk(page)
            await walk.click(page.get_by_role("button", name="เข้าเป็นนักวิเคราะห์แผน"))
            await walk.click(page.get_by_role("link", name="กลุ่ม").last)
            await walk.click(page.get_by_role("link", name="ตรวจทานเสร็จ รับรอง…"))
            await walk.click(page.get_by_role("button", name="รับรอง"))
            await walk.click(page.get_by_role("link", name="ข้อค้นพบ →"))
            first = page.locator("form.finding").first
            said = await first.locator("xpath=..").inner_text()
            await walk.click(first.get_by_label("ประเด็นการพัฒนา"))
            await first.get_by_label("ประเด็นการพัฒนา").select_option(index=1)
            await walk.click(first.get_by_role("button", name="เพิ่มเป็นข้อค้นพบ"))
            await expect(page.get_by_role("status")).to_have_text("เพิ่มข้อค้นพบแล้ว")
            async with page.expect_download() as waiting:
                await walk.click(page.get_by_role("link", name="PDF"))
            printed = pypdfium2.PdfDocument(Path(await (await waiting.value).path()).read_bytes())
            await context.close()
    words = "".join(sheet.get_textpage().get_text_range() for sheet in printed)
    assert "ประเด็นปัญหาและความต้องการเชิงพื้นที่" in words
    assert said.split("\n")[0].strip()[:12] in words
    assert walk.seconds < FIVE_MINUTES
    assert walk.told in (DOCS / "planners" / "findings.md").read_text(encoding="utf-8"), walk.told
