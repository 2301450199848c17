"""The officer's and the public pages in a real browser: the whole way, every screen, by keyboard."""

import pytest
from playwright.async_api import Page, expect
from sqlmodel import Session

from consultation.consult import service as consult
from consultation.lifecycle import service as lifecycle
from tests.admin.application import draft, opened
from tests.admin.officer.test_live import answer
from tests.consultation.lifecycle.kinds import OFFICER, write
from tests.pages.conftest import DESK, PHONE, Look, Served


async def enter(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("การรับฟังความคิดเห็น")


async def make_draft(page: Page) -> None:
    await page.get_by_role("link", name="เริ่มการรับฟังใหม่").click()
    await page.get_by_label("ค้นหาจากชื่อกลุ่มจังหวัดหรือชื่อจังหวัด").fill("อุดรธานี")
    await page.get_by_role("button", name="ค้นหา").click()
    await page.get_by_role("link", name="กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือตอนบน 1").click()
    await page.get_by_label("สำรวจปัญหาและความต้องการ").check()
    await page.get_by_label("ชื่อการรับฟัง").fill("น้ำและถนนของเรา")
    await page.get_by_role("button", name="สร้างร่าง").click()
    await expect(page.get_by_role("status")).to_contain_text("สร้างร่างการรับฟังแล้ว")


async def edit_choices(page: Page) -> None:
    await page.locator("#open-urgency").click()
    await page.locator(".paste summary").click()
    await page.get_by_label("วางจาก Excel หรือเอกสาร").fill("ด่วนมาก\nด่วน\nรอได้")
    await page.get_by_label("แทนที่ทั้งหมด").check()
    await page.get_by_role("button", name="บันทึกข้อนี้").click()
    await expect(page.locator("#said")).to_have_text("บันทึกแล้ว")
    await page.locator("#open-urgency").click()
    await expect(page.get_by_label("ตัวเลือกที่ 3", exact=True)).to_have_value("รอได้")


async def try_talk(page: Page) -> None:
    await page.get_by_role("link", name="ลองตอบเหมือนประชาชน").click()
    talk = page.locator("#talk")
    await page.locator("#phone").get_by_role("button", name="เริ่มตอบ").click()
    await expect(talk).to_contain_text("ข้อ 1 จาก 9")
    await page.get_by_label("พิมพ์คำตอบ").fill("เลย")
    await page.keyboard.press("Enter")
    await expect(talk).to_contain_text("ข้อ 2 จาก 9")


async def open_it(page: Page) -> str:
    await page.get_by_role("link", name="ต่อไป ตั้งช่วงเวลา").click()
    await page.get_by_role("button", name="30 วัน").click()
    await expect(page.locator("#closes_at-be")).to_contain_text("เวลา 16.30 น.")
    await page.get_by_role("button", name="เปิดรับความเห็นเดี๋ยวนี้").click()
    await expect(page.get_by_role("status").first).to_contain_text("เปิดรับความเห็นแล้ว")
    await expect(page.get_by_role("img", name="คิวอาร์โค้ด เว็บแชต").locator("svg")).to_be_visible()
    return (await page.locator("#start-code").inner_text()).strip()


async def test_an_officer_makes_opens_watches_and_closes_a_consultation(look: Look) -> None:
    officer = await look(DESK)
    await enter(officer.page)
    await make_draft(officer.page)
    await edit_choices(officer.page)
    await try_talk(officer.page)
    code = await open_it(officer.page)
    await officer.page.get_by_role("link", name="ไปหน้าติดตามคำตอบ").click()
    began = officer.page.locator(".tile", has_text="กำลังตอบ").locator(".tile-number")
    await expect(began).to_have_text("0")

    citizen = await look(PHONE)
    await citizen.page.goto(f"/c/{code}")
    await citizen.page.get_by_role("link", name="ตอบแบบสอบถาม").click()
    await citizen.page.get_by_role("button", name="เริ่มตอบ").click()
    await citizen.page.get_by_role("button", name="อุดรธานี").click()

    await expect(began).to_have_text("1", timeout=15_000)  # told by an event: nobody reloads the page
    await officer.page.get_by_role("link", name="ปิดรับความเห็น…").click()
    await officer.page.get_by_role("button", name="ปิดรับความเห็นเดี๋ยวนี้").click()
    await expect(officer.page.get_by_role("status").first).to_contain_text("ปิดรับความเห็นแล้ว")
    await citizen.page.goto(f"/c/{code}")
    await expect(citizen.page.locator("main")).to_contain_text("ปิดรับความเห็นแล้วเมื่อ")
    assert officer.complaints == citizen.complaints == []


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_every_screen_fits_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    made = await served.db.write(draft, "ร่างเรื่องน้ำ")
    live = await served.db.write(opened, "ถนนและไฟฟ้า")
    over = await served.db.write(opened, "ปิดแล้ว")
    await served.db.write(answer, live.id, "AAAA-BBBB", "น้ำประปาบ่ไหลมาสามมื้อแล้ว")
    await served.db.write(answer, over.id, "CCCC-DDDD", "ถนนเป็นหลุม")
    await served.db.write(consult.close, over.id, "test")
    await served.db.write(publish, over.id)
    screen = await look(size, scheme)
    found: dict[str, object] = {}
    one = f"/admin/consultations/{live.id}"
    for path in ("/", "/sign-in", f"/c/{live.code}", f"/c/{over.code}", f"/c/{live.code}/privacy"):
        found |= await _faults(screen, path)
    await enter(screen.page)
    for path in (
        "/admin", "/admin/new", "/admin/new?cluster=2567:10", f"/admin/consultations/{made.id}/questions?at=topics",
        f"{one}/preview", f"/admin/consultations/{made.id}/window", f"{one}/launch", f"{one}/poster", f"{one}/live",
        f"{one}/close", f"/admin/consultations/{over.id}/live", f"/admin/consultations/{made.id}/steps", f"{one}/steps",
        f"/admin/consultations/{over.id}/publish",
    ):  # fmt: skip
        found |= await _faults(screen, path)
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert screen.complaints == []


def publish(session: Session, consultation: int) -> None:
    """Bring a closed consultation's result to everybody."""
    write(session, consultation)
    lifecycle.move(session, consultation, "analysed", OFFICER)
    lifecycle.move(session, consultation, "published", OFFICER)


async def _faults(screen, path: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
    await screen.page.goto(path)
    if path.endswith("/preview"):
        await expect(screen.page.locator(".bubble").first).to_be_visible()
    wide = await screen.sideways()
    return {path: [*([f"{wide} px too wide"] if wide else []), *await screen.violations()]}


async def test_questions_are_moved_by_keyboard_alone(look: Look, served: Served) -> None:
    made = await served.db.write(draft)
    screen = await look(DESK)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{made.id}/questions")
    await screen.page.keyboard.press("Tab")
    await expect(screen.page.get_by_role("link", name="ข้ามไปเนื้อหา")).to_be_focused()
    fourth = await screen.page.locator(".question").nth(3).get_attribute("data-name")
    await screen.page.get_by_role("button", name="เลื่อนข้อ 4 ขึ้น").focus()
    await screen.page.keyboard.press("Enter")
    await expect(screen.page.locator("#announce")).to_contain_text("ย้ายลำดับคำถามแล้ว")
    await expect(screen.page.locator(".question").nth(2)).to_have_attribute("data-name", str(fourth))


async def test_the_window_speaks_of_the_buddhist_era(look: Look, served: Served) -> None:
    made = await served.db.write(draft)
    screen = await look(PHONE)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{made.id}/window")
    await screen.page.get_by_label("ปิดรับเมื่อ").fill("2027-03-01T16:30")
    await expect(screen.page.locator("#closes_at-be")).to_have_text("วันจันทร์ที่ 1 มีนาคม 2570 เวลา 16.30 น.")
