"""The pages of news in a real browser: written with a telephone beside, confirmed, watched; everybody can read them."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlmodel import Session

from consultation.broadcast import filling, service
from consultation.broadcast.models import BroadcastRecipient
from tests.consultation.broadcast.people import WAYS, draft, house, person
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import _faults, enter

PICTURES = os.environ.get("BROADCAST_PICTURES", "")


def told(session: Session, served: Served) -> tuple[int, int]:
    """One that is previewed and one that is half sent and paused."""
    here = house(session)
    for n in range(9):
        person(session, served.vault, here, f"U{n}", language="en" if n == 3 else "th")
    for n in range(4):
        person(session, served.vault, here, str(n), channel="telegram")
    person(session, served.vault, here, "no", agreed=False)
    person(session, served.vault, here, "web", channel="web")
    going = service.create(session, draft(here, "ความเห็นของท่านเรื่องน้ำถึงคณะกรรมการแล้ว", starts=here), "สมใจ")
    service.preview(session, going, 1, WAYS, "สมใจ")
    service.schedule(session, going, 2, WAYS, "สมใจ")
    filling.begin_due(session)
    while not filling.fill(session, going, WAYS):
        pass
    rows = session.query(BroadcastRecipient).order_by("id").all()  # type: ignore[call-overload]
    for row, state in zip(rows, ("sent", "sent", "unknown", "failed", "withdrawn", "blocked", "sent"), strict=False):
        row.state = state
    service.pause(session, going, 4, "สมใจ")
    text = "ขอเชิญร่วมเวทีรับฟังความเห็นต่อร่างแผน วันที่ 12 ธ.ค. 2569 เวลา 9.00 น. ที่หอประชุมอำเภอ"
    ready = service.create(session, draft(here, text, urgent=True, link="https://example.go.th/plan"), "สมใจ")
    service.preview(session, ready, 1, WAYS, "สมใจ")
    return going, ready


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_the_pages_of_news_fit_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    going, ready = await served.db.write(told, served)
    screen = await look(size, scheme)
    await enter(screen.page)
    found: dict[str, object] = {}
    for name, path in {
        "list": "/admin/broadcasts", "new": "/admin/broadcasts/new", "compose": f"/admin/broadcasts/{ready}",
        "confirm": f"/admin/broadcasts/{ready}/confirm", "progress": f"/admin/broadcasts/{going}/progress",
        "tab": "/admin/consultations/1/broadcasts", "fresh": "/admin/broadcasts/new?consultation=1",
    }.items():  # fmt: skip
        found |= await _faults(screen, path)
        if PICTURES:
            await screen.page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert screen.complaints == []


async def test_news_are_written_with_a_telephone_beside_and_ended_by_keyboard(look: Look, served: Served) -> None:
    await served.db.write(told, served)
    screen = await look(DESK)
    await enter(screen.page)
    page = screen.page
    await page.get_by_role("link", name="แจ้งข่าว").first.click()
    await page.get_by_role("link", name="เขียนข่าวใหม่").click()
    await page.get_by_role("link", name="น้ำและถนน").click()
    await page.get_by_label("ข้อความ", exact=True).fill("ขอเชิญทุกท่านร่วมเวที")
    await expect(page.locator("#screens .phone-line")).to_contain_text("ขอเชิญทุกท่านร่วมเวที")  # nobody pressed anything
    await expect(page.locator("#screens .phone-telegram")).to_contain_text("เลิกรับข่าว")
    await page.get_by_role("button", name="บันทึกและดูจำนวนผู้รับ").click()
    await expect(page.get_by_role("heading", name="ส่งถึง 0 คน", exact=False)).to_be_visible()  # web chat alone here
    await page.locator(".cancel-menu summary").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".badge").first).to_have_text("ยกเลิกแล้ว")
    assert screen.complaints == []
