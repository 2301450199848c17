"""The pictures of docs/officers/forms.md: a questionnaire made, edited, translated, compared as the page tells it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

PHONE = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
TALL: ViewportSize = {"width": 1280, "height": 2400}
CROPS = "rice\tข้าว\r\ncassava\tมันสำปะหลัง\r\nsugarcane\tอ้อย\r\nrubber\tยางพารา\r\nnone\tไม่ได้ปลูก"

Open = Callable[[Browser, str, dict[str, int]], Awaitable[Page]]


async def forms(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take every picture of the page about questionnaires."""
    page = await open_(browser, url, dict(DESK))  # type: ignore[arg-type]
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await _template(page, folder)
    await _question(page, folder)
    await _choices(page, folder)
    await _condition(page, folder)
    await _translations(page, folder)
    await _versions(page, folder)
    await _excel(page, folder)
    await _preview(page, folder)
    await _on_a_telephone(browser, url, folder, open_, page.url)


async def _template(page: Page, folder: Path) -> None:
    await page.goto("/admin/new?cluster=2567:10")
    await page.get_by_label("ชื่อการรับฟัง").fill("เสียงชาวไร่ชาวนา ปี 2570")
    await page.get_by_label("สำรวจปัญหาและความต้องการ").check()
    await _save(page, folder, "forms-template")
    await page.get_by_role("button", name="สร้างร่าง").click()
    await expect(page.locator(".question").first).to_be_visible()
    await page.mouse.move(0, 0)
    await _save(page, folder, "forms-questions")


async def _question(page: Page, folder: Path) -> None:
    await page.locator("#open-problem").click()
    await expect(page.locator("#aside .phone-talk")).to_contain_text("เล่าให้ฟังสั้น ๆ")
    await _save(page, folder, "forms-edit")
    await page.locator("#cancel").click()
    await expect(page.locator("#editor")).to_have_count(0)


async def _choices(page: Page, folder: Path) -> None:
    await page.locator("#add-summary").click()
    await page.locator("#add-after").select_option(value="age")
    await _save(page, folder, "forms-types", page.locator("#add"))
    await page.locator("#add-select_one").click()
    await expect(page.locator("#e-label")).to_be_focused()
    await page.locator("#e-label").fill("ท่านปลูกอะไรเป็นหลักคะ")
    await page.locator(".paste summary").click()
    await page.locator("#e-paste").fill(CROPS.replace("\r\n", "\n"))
    await page.get_by_label("แทนที่ทั้งหมด").check()
    await _save(page, folder, "forms-choices", page.locator(".choices-part"))
    await page.locator("#save").click()
    await expect(page.locator("#said")).to_have_text("บันทึกแล้ว")


async def _condition(page: Page, folder: Path) -> None:
    crop = await page.locator(".question", has_text="ท่านปลูกอะไรเป็นหลักคะ").get_attribute("data-name")
    await page.locator("#add-summary").click()
    await page.locator("#add-after").select_option(value=str(crop))
    await page.locator("#add-decimal").click()
    await expect(page.locator("#e-label")).to_be_focused()
    await page.locator("#e-label").fill("ปลูกกี่ไร่คะ")
    await page.locator(".editor-part summary", has_text="เงื่อนไข").click()
    await page.get_by_label("ข้อก่อนหน้า แถว 1").select_option(value=str(crop))
    await page.get_by_label("การเทียบ แถว 1").select_option(value="is_not")
    await page.get_by_label("คำตอบที่เทียบ แถว 1").select_option(value="none")
    await expect(page.locator("[data-part=sentence]")).to_contain_text("ไม่ใช่ “ไม่ได้ปลูก”")
    await _save(page, folder, "forms-condition", page.locator(".editor-part", has_text="เงื่อนไข").first)
    await page.locator("#save").click()
    await expect(page.locator("#said")).to_have_text("บันทึกแล้ว")


async def _translations(page: Page, folder: Path) -> None:
    await page.get_by_role("link", name="คำแปล", exact=True).click()
    for language in ("อังกฤษ", "มลายู (อักษรรูมี)", "มลายู (อักษรยาวี)"):
        await page.get_by_role("button", name=f"+ {language}", exact=True).click()
    card = page.locator(".texts", has_text="ท่านปลูกอะไรเป็นหลักคะ")
    await card.get_by_label("อังกฤษ ของคำถาม").fill("What do you mainly grow?")
    await card.get_by_label("อังกฤษ ของตัวเลือก rice").fill("Rice")
    await page.keyboard.press("Tab")
    await expect(card.locator("[data-state]")).to_have_text("บันทึกแล้ว")
    await page.evaluate("document.activeElement.blur()")
    await card.scroll_into_view_if_needed()
    await _save(page, folder, "forms-translations", card)


async def _versions(page: Page, folder: Path) -> None:
    await page.get_by_role("link", name="แก้คำถาม").click()
    await page.locator("#open-wish").click()
    await expect(page.locator("#e-label")).to_be_focused()
    await page.locator("#e-label").fill("ท่านอยากให้หน่วยงานช่วยเรื่องใดก่อนคะ พิมพ์เป็นภาษาถิ่นก็ได้ค่ะ")
    await page.locator("#save").click()
    await expect(page.locator("#said")).to_have_text("บันทึกแล้ว")
    await page.get_by_role("link", name="ฉบับและความต่าง").click()
    await page.evaluate("document.querySelector('#difference-title').scrollIntoView()")
    await _save(page, folder, "forms-difference")


async def _excel(page: Page, folder: Path) -> None:
    await page.get_by_role("link", name="ไฟล์ Excel และแม่แบบ").click()
    await expect(page.get_by_role("link", name="ดาวน์โหลดแบบสอบถาม")).to_be_visible()
    await _save(page, folder, "forms-excel")


async def _preview(page: Page, folder: Path) -> None:
    await page.get_by_role("link", name="ลองตอบ", exact=True).click()
    await page.locator("#phone").get_by_role("button", name="เริ่มตอบ").click()
    await expect(page.locator("#talk")).to_contain_text("ข้อ 1 จาก")
    await _save(page, folder, "forms-preview")


async def _on_a_telephone(browser: Browser, url: str, folder: Path, open_: Open, address: str) -> None:
    page = await open_(browser, url, PHONE)
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await page.goto(address.replace("/preview", "/questions"))
    await page.locator("#open-topics").click()
    await expect(page.locator("#e-label")).to_be_focused()
    await _save(page, folder, "forms-telephone")


async def _save(page: Page, folder: Path, name: str, part: Locator | None = None) -> None:
    if part is not None:
        await page.set_viewport_size(TALL)  # what stays in sight at the top would cover a part
        await part.evaluate("part => part.scrollIntoView({block: 'center'})")
    await page.wait_for_timeout(400)
    (folder / f"{name}.png").write_bytes(await (part or page).screenshot())
    if part is not None:
        await page.set_viewport_size(DESK)
