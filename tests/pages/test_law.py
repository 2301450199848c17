"""The law's pages in a real browser: the wizard by keyboard alone, every page at both sizes, without a fault."""

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import Page, expect
from sqlmodel import Session

from consultation import clock
from consultation.consult import service as consult
from consultation.law import due, hearing, impacts, reminders
from tests.consultation.law.test_hearing_in_time import at, filled, made, posted
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import enter


def prepared(session: Session, vault: object) -> int:
    """A hearing with everything: complete, posted, with a larger impact and an exemption that waits."""
    today = due.today()
    id = made(session, title="ถนนเลียบน้ำ", closes_at=at(today + timedelta(days=40), 16)).id
    filled(session, id)
    posted(session, vault, id, "facts", "hearing", on=today - timedelta(days=3))  # type: ignore[arg-type]
    impacts.found(session, id, today, "น้ำเสียลงคลอง", "", "สมใจ")
    hearing.ask_exemption(session, id, "น้ำท่วมตามประกาศจังหวัด", "สมหญิง")
    return id


def late(session: Session) -> int:
    id = made(session, title="สะพานข้ามน้ำ", closes_at=at(due.today() + timedelta(days=2), 16)).id
    consult.open_now(session, id, "x")
    return consult.close(session, id, "x").id


async def key(page: Page, name: str) -> None:
    """Reach a control with the Tab key only, and press Enter on it."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        at = await page.evaluate("document.activeElement.innerText || ''")
        if at.strip() == name:
            await page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way to {name} by keyboard")


async def type_into(page: Page, id: str, text: str) -> None:
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == id:
            await page.keyboard.type(text)
            return
    raise AssertionError(f"no way to {id} by keyboard")


async def test_the_wizard_is_walked_by_keyboard_alone(look: Look, served: Served) -> None:
    id = (await served.db.write(made, closes_at=at(date.today() + timedelta(days=40), 16))).id
    screen = await look(PHONE)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{id}/law")
    await key(screen.page, "เริ่มพิจารณา")
    await expect(screen.page.get_by_role("heading", name="เข้าระเบียบหรือไม่")).to_be_visible()
    for n in range(5):
        legend = screen.page.locator("fieldset").nth(n)
        await legend.get_by_label("ใช่", exact=True).focus()
        await screen.page.keyboard.press("Space")
    await type_into(screen.page, "reason", "ที่ประชุมเห็นว่าเข้าทุกข้อ")
    await type_into(screen.page, "decided_by", "หัวหน้าสำนักงาน")
    await screen.page.locator("#decided_on").fill(date.today().isoformat())
    await expect(screen.page.locator("#decided_on-be")).to_contain_text(str(date.today().year + 543))
    await key(screen.page, "บันทึก แล้วไปต่อ")
    for step in ("facts", "more"):
        await expect(screen.page).to_have_url(re.compile(f"step={step}"))
        for area in await screen.page.locator("textarea").all():
            await type_into(screen.page, str(await area.get_attribute("id")), "มีครบ")
        await key(screen.page, "บันทึก แล้วไปต่อ")
    await expect(screen.page.get_by_role("heading", name="วิธีรับฟัง (ข้อ 9)")).to_be_visible()
    await screen.page.get_by_label("ประชาพิจารณ์").focus()
    await screen.page.keyboard.press("Space")
    await key(screen.page, "บันทึก แล้วไปต่อ")
    await screen.page.get_by_label("กระทบรุนแรงต่อประชาชนเป็นส่วนรวม").focus()
    await screen.page.keyboard.press("Space")
    await type_into(screen.page, "reason", "น้ำดื่มของสองอำเภอ")
    await key(screen.page, "บันทึก")
    await expect(screen.page.get_by_text("กรอกครบทุกขั้น โดย หัวหน้าสำนักงาน")).to_be_visible()
    assert hearing.missing(await served.db.read(hearing.find, id)) == {}
    assert screen.complaints == []


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
async def test_no_page_has_a_fault(look: Look, served: Served, size: dict[str, int], scheme: str) -> None:
    id = await served.db.write(prepared, served.vault)
    with clock.fixed(clock.now() - timedelta(days=40)):
        over = await served.db.write(late)
    await served.db.write(reminders.remind)
    screen = await look(size, scheme)
    await enter(screen.page)
    found: dict[str, object] = {}
    one = f"/admin/consultations/{id}"
    steps = [f"{one}/law?step={step}" for step in ("test", "more", "methods", "impact", "exemption", "larger")]
    pages = ("/admin", f"{one}/law", *steps, f"{one}/notices?at=hearing", f"/admin/consultations/{over}/live")
    for path in (*pages, "/admin/calendar", "/admin/holidays?year=2027"):
        await screen.page.goto(path)
        wide = await screen.sideways()
        found[path] = [*([f"{wide} px too wide"] if wide else []), *await screen.violations()]
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert screen.complaints == []
