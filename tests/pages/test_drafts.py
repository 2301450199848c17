"""The draft text in a real browser: an officer opens it, a citizen reads it on a telephone and answers from it."""

from playwright.async_api import expect

from tests.admin.application import opened
from tests.pages.conftest import PHONE, Look, Screen, Served

TEXT = "คำนำ\n๑. น้ำ\nขุดลอกลำน้ำสายหลัก\n๒. ถนน\nซ่อมถนนในหมู่บ้าน\nติดไฟทาง"


async def test_a_draft_is_opened_and_read(look: Look, served: Served) -> None:
    view = await served.db.write(opened)
    officer, citizen = await look(), await look(PHONE)
    page = officer.page
    await page.goto("/")
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await page.goto(f"/admin/consultations/{view.id}/sections")
    await page.get_by_label("หรือวางข้อความ").fill(TEXT)
    await page.get_by_role("button", name="แบ่งเป็นส่วน").click()
    await page.locator(".draft-sections summary").last.click()
    await page.get_by_label("แบ่งก่อนบรรทัดที่").last.fill("3")
    assert await officer.violations() == []
    await page.get_by_role("button", name="แบ่ง", exact=True).last.click()
    await expect(page.locator(".draft-sections > li")).to_have_count(4)
    await page.get_by_role("button", name="เปิดให้แสดงความเห็น").click()
    await expect(page.get_by_role("link", name="หน้าที่ประชาชนอ่าน")).to_be_visible()
    assert await officer.violations() == []
    await citizen.page.goto(f"/c/{view.code}/draft")
    await citizen.page.get_by_role("link", name="ติดไฟทาง").first.click()
    await expect(citizen.page.locator("#s4 .draft-text")).to_be_in_viewport()
    assert await citizen.sideways() == 0
    assert await citizen.violations() == []
    await _comment(citizen)
    await page.goto(f"/admin/consultations/{view.id}/sections")
    await expect(page.locator(".draft-sections > li").last.get_by_text("1 คน")).to_be_visible()
    await expect(page.get_by_text("ติดไฟทางทุกโค้ง")).to_be_visible()
    assert officer.complaints == citizen.complaints == []


async def _comment(citizen: Screen) -> None:
    """Write under section 4 without any script, agree, change it, and go on in the chat."""
    page = citizen.page
    await page.locator("#s4 summary").click()
    await page.get_by_label("ความเห็นของท่านต่อส่วนที่ 4").fill("ติดไฟทาง")
    assert await citizen.violations() == [] and await citizen.sideways() == 0
    await page.locator("#s4").get_by_role("button", name="ส่งความเห็น").click()
    await expect(page.get_by_text("ไม่เก็บชื่อหรือเลขบัตรประชาชน")).to_be_visible()
    await expect(page.get_by_label("ความเห็นของท่าน")).to_have_value("ติดไฟทาง")
    assert await citizen.violations() == [] and await citizen.sideways() == 0
    await page.get_by_role("button", name="ยินดีร่วมตอบ").click()
    await expect(page.get_by_role("heading", name="ขอบคุณค่ะ")).to_be_visible()
    assert await citizen.violations() == [] and await citizen.sideways() == 0
    await page.get_by_text("แก้ไขความเห็นนี้").click()
    await page.get_by_label("ความเห็นของท่าน").fill("ติดไฟทางทุกโค้ง")
    await page.get_by_role("button", name="บันทึกที่แก้").click()
    await expect(page.locator("blockquote")).to_have_text("ติดไฟทางทุกโค้ง")
    await page.get_by_role("link", name="ตอบคำถามที่เหลือในแชต").click()
    await expect(page.get_by_text("ติดไฟทางทุกโค้ง").first).to_be_visible()
    await expect(page.get_by_text("ข้อ 1 จาก").last).to_be_visible()
