"""The pictures of docs/officers/paper.md: a paper typed in, and a table with rows to be mended."""

from pathlib import Path

from playwright.async_api import Browser, expect

from consultation.entry.template import filled
from tests.pages.pictures_forms import DESK, Open

NEEDS = "ปัญหาและความต้องการ"


async def paper(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take both pictures, in the demonstration's survey of needs."""
    from tests.consultation.talk.citizens import NEEDS as FORM

    page = await open_(browser, url, dict(DESK))  # type: ignore[arg-type]
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await page.get_by_role("link", name=NEEDS).first.click()
    await page.get_by_role("link", name="บันทึกกระดาษ").click()
    await page.get_by_label("เลขที่บนกระดาษ", exact=True).fill("ก-014")
    await page.get_by_role("radio", name="อุดรธานี").check()
    await expect(page.locator('[name="q:district"] option', has_text="กุมภวาปี")).to_have_count(1)
    await page.wait_for_timeout(400)
    (folder / "paper-entry.png").write_bytes(await page.screenshot())
    rows = [
        {"_number": "ก-014", "province": "อุดรธานี", "district": "กุมภวาปี"},
        {"_number": "ก-015", "province": "อุดรทนี", "district": "เพ็ญ"},
        {"_number": "ก-014", "province": "เลย", "_represents": "0"},
    ]
    await page.get_by_role("link", name="นำเข้าทั้งแฟ้มจาก Excel").click()
    table = {"name": "บ้านโคก.xlsx", "mimeType": "application/octet-stream", "buffer": filled(FORM, rows)}
    await page.get_by_label("ไฟล์คำตอบ").set_input_files(table)  # type: ignore[arg-type]
    await page.get_by_role("button", name="ตรวจไฟล์").click()
    await expect(page.get_by_role("heading", name="สิ่งที่ต้องแก้")).to_be_visible(timeout=30_000)
    await page.wait_for_timeout(400)
    (folder / "paper-import.png").write_bytes(await page.screenshot())
