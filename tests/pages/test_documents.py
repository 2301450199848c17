"""The page of documents in a real browser: filled in by keyboard, copied with one button, readable on a telephone."""

from playwright.async_api import expect

from tests.admin.application import opened
from tests.pages.conftest import PHONE, Look, Served


async def test_what_is_missing_leads_to_its_field_and_the_text_is_copied(look: Look, served: Served) -> None:
    view = await served.db.write(opened)
    screen = await look()
    page = screen.page
    await page.goto("/")
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await page.goto(f"/admin/consultations/{view.id}/documents")
    await page.locator("#notice").get_by_role("link", name="ชื่อผู้ลงนาม").click()
    await expect(page.get_by_label("ชื่อผู้ลงนาม")).to_be_in_viewport()
    await page.get_by_label("ชื่อผู้ลงนาม").fill("นายตัวอย่าง สมมติ")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("บันทึกแล้ว")
    await page.locator("#notice summary").click()
    await page.locator("#notice").get_by_role("button", name="คัดลอกข้อความ").click()
    await expect(page.locator("#copied")).to_have_text("คัดลอกแล้ว")
    await expect(page.locator("#text-notice")).to_contain_text("(นายตัวอย่าง สมมติ)")
    async with page.expect_download() as waiting:
        await page.locator("#reports").get_by_role("link", name="ZIP แฟ้มการรับฟัง").click()
    assert (await waiting.value).suggested_filename == f"แฟ้มการรับฟัง {view.code}.zip"
    assert await screen.violations() == []
    narrow = await look(PHONE)
    await narrow.page.goto("/")
    await narrow.page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await narrow.page.goto(f"/admin/consultations/{view.id}/documents")
    assert await narrow.sideways() == 0
    assert await narrow.violations() == []
