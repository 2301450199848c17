"""The pictures of docs/officers/documents.md: what is missing in the notice, and the notice as it is printed."""

import re
from pathlib import Path

import pypdfium2
from playwright.async_api import Browser, expect

from tests.pages.pictures_forms import DESK, PHONE, Open

WRITTEN = {
    "วัตถุประสงค์และเรื่องที่รับฟัง": "รับฟังปัญหาและความต้องการ เพื่อใช้ทบทวนแผนพัฒนากลุ่มจังหวัด",
    "ติดต่อสอบถาม": "กลุ่มพัฒนายุทธศาสตร์ ศาลากลางจังหวัด ในวันและเวลาราชการ",
    "ประกาศลงวันที่": "2026-06-01",
    "ชื่อผู้ลงนาม": "นายตัวอย่าง สมมติ",
    "ตำแหน่งผู้ลงนาม": "หัวหน้ากลุ่มงานบริหารยุทธศาสตร์กลุ่มจังหวัด",
}

DRAFT = """๑. ข้อมูลเพื่อการพัฒนา
ประชากรของกลุ่มจังหวัดลดลง และมีผู้สูงอายุมากขึ้น
๒. น้ำ
ขุดลอกลำน้ำสายหลักและสร้างประตูระบายน้ำ
๓. ถนน
ซ่อมถนนในหมู่บ้านให้รถโรงเรียนผ่านได้"""


def _within(url: str, screen: str) -> str:
    """A screen of the consultation that an address is of; which group its tab is in may change."""
    return re.sub(r"(/admin/consultations/\d+).*", rf"\1/{screen}", url)


async def documents(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take every picture of the page about documents."""
    page = await open_(browser, url, dict(DESK))  # type: ignore[arg-type]
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await page.get_by_role("link", name="ปัญหาและความต้องการ").first.click()
    await page.goto(_within(page.url, "documents"))
    await page.screenshot(path=folder / "documents.png")
    for label, text in WRITTEN.items():
        await page.get_by_label(label).fill(text)
    await page.get_by_role("button", name="บันทึก").click()
    await expect(page.get_by_role("status").first).to_contain_text("บันทึกแล้ว")
    async with page.expect_download() as waiting:
        await page.locator("#notice").get_by_role("link", name="PDF").click()
    notice = pypdfium2.PdfDocument(Path(await (await waiting.value).path()).read_bytes())
    notice[0].render(scale=1.4).to_pil().save(folder / "documents-notice.png")
    async with page.expect_download() as waiting:
        await page.locator("#reports li", has_text="บันทึกข้อความ").get_by_role("link", name="PDF").click()
    memo = pypdfium2.PdfDocument(Path(await (await waiting.value).path()).read_bytes())
    memo[0].render(scale=1.4).to_pil().save(folder / "documents-memo.png")


async def drafts(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take the pictures of the page about draft texts: under review, and as citizens read it."""
    page = await open_(browser, url, dict(DESK))  # type: ignore[arg-type]
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await page.get_by_role("link", name="ปัญหาและความต้องการ").first.click()
    await page.goto(_within(page.url, "sections"))
    await page.get_by_label("หรือวางข้อความ").fill(DRAFT)
    await page.get_by_role("button", name="แบ่งเป็นส่วน").click()
    await page.locator(".draft-sections summary").first.click()
    await page.screenshot(path=folder / "draft-sections.png", full_page=True)
    await page.get_by_role("button", name="เปิดให้แสดงความเห็น").click()
    await page.get_by_role("link", name="หน้าที่ประชาชนอ่าน").click()
    await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    await page.locator("#s1 summary").click()
    await page.locator("#s1").scroll_into_view_if_needed()
    await page.screenshot(path=folder / "draft-public.png")
