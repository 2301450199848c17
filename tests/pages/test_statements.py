"""The page of statements in a real browser: everybody can read it, and the queue is worked by keyboard alone."""

import pytest
from playwright.async_api import expect
from sqlmodel import Session

from consultation.consult import service as consult
from consultation.db import Database
from consultation.opinion import moderation
from consultation.vault import Vault
from tests.consultation.opinion.voters import FORM, put, queued, voter, voting
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import _faults, enter
from tests.prepared import made_once

OWN = (
    "ควรมีที่จอดรถหน้าตลาด",
    "ไม่ควรตัดต้นไม้ริมถนนสายหลัก",
    "เทศบาลควรเก็บขยะวันเว้นวันและล้างถังทุกเดือน",
    "ลุงสมชาย โทร 081-234-5678 ควรได้ซ่อมถนนก่อน",
)


@made_once
async def moderated(db: Database, vault: Vault) -> tuple[int, int]:
    """An open consultation with votes, a queue, a rejected statement; and a closed one whose votes are published."""
    made = await db.write(voting)
    over = await db.write(voting)
    for n, own in enumerate(OWN):
        await voter(db, vault, made.code, f"U{n}", "1", "2", "1", own, "ข้าม", "ส่ง")
    for n in range(7):
        await voter(db, vault, over.code, f"V{n}", "1", "1", "3", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    await db.write(consult.close, over.id, "test")
    await db.write(_decide, made.id, over.id)
    return made.id, over.id


def _decide(session: Session, made: int, over: int) -> None:
    moderation.publish(session, over, "views", True, "test")
    last = queued(session, made)[-1].statement
    moderation.reject(session, last.id, "personal", "ส่งใหม่โดยไม่ต้องใส่ชื่อได้", "test")
    put(session, made, FORM.questions[0], "ไม่ควรตัดต้นไม้ใหญ่ริมถนนสายหลัก")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_the_page_fits_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    made, over = await moderated(served.db, served.vault)
    code = (await served.db.read(consult.view, over)).code
    screen = await look(size, scheme)
    await enter(screen.page)
    found: dict[str, object] = {}
    page = f"/admin/consultations/{made}/statements"
    for path in (page, f"{page}?state=rejected", f"/admin/consultations/{over}/statements", f"/c/{code}"):
        found |= await _faults(screen, path)
    await screen.page.goto(page)
    await screen.page.get_by_text("ไม่เปิด…").first.click()
    await screen.page.get_by_label("มีถ้อยคำที่ไม่สุภาพ").first.check()
    await screen.page.get_by_role("button", name="ดูข้อความที่จะแจ้ง").first.click()
    await expect(screen.page.get_by_role("button", name="ยืนยัน ไม่เปิดและแจ้งผู้เสนอ")).to_be_focused()
    found["checked"] = [*await screen.violations(), *([] if not await screen.sideways() else ["too wide"])]
    await screen.page.get_by_text("เพิ่มข้อความของเจ้าหน้าที่").click()
    await screen.page.get_by_label("วางข้อความ บรรทัดละ 1 ข้อความ").fill("???\nควรมีห้องน้ำสาธารณะ")
    await screen.page.get_by_role("button", name="เพิ่มข้อความ", exact=True).click()
    await expect(screen.page.get_by_role("status")).to_contain_text("เพิ่มแล้ว 1 ข้อความ")
    found["faults"] = [*await screen.violations(), *([] if not await screen.sideways() else ["too wide"])]
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert screen.complaints == []


async def test_the_queue_is_worked_by_keyboard_alone(look: Look, served: Served) -> None:
    made, _ = await moderated(served.db, served.vault)
    screen = await look(DESK)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{made}/statements#queue")
    waiting = screen.page.locator("[data-statement]")
    await expect(waiting).to_have_count(3)
    await expect(waiting.first).to_be_focused()
    await screen.page.keyboard.press("j")
    await screen.page.keyboard.press("a")
    await expect(screen.page.get_by_role("status")).to_contain_text("เปิดให้ลงความเห็นแล้ว")
    await expect(waiting).to_have_count(2)
    await screen.page.keyboard.press("r")
    await screen.page.keyboard.press("ArrowDown")
    await screen.page.keyboard.press("Enter")
    await expect(screen.page.locator(".told")).to_contain_text("จะได้รับข้อความนี้")
    await expect(screen.page.locator("[data-focus]")).to_be_focused()  # the script has come
    await screen.page.keyboard.press("Enter")
    await expect(screen.page.get_by_role("status")).to_contain_text("ไม่เปิดข้อความนี้แล้ว")
    await expect(waiting).to_have_count(1)
