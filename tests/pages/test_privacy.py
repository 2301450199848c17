"""The privacy office on a telephone and on a desk: each page whole in its window, clean for ears, by keyboard."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from admin.accounts import service
from admin.privacy.shipped import texts
from consultation import clock
from consultation.law import due
from consultation.privacy.incidents import service as incidents
from consultation.privacy.incidents.values import Given
from consultation.privacy.notices import service as notices
from consultation.privacy.requests import service as requests
from consultation.privacy.requests.values import Asked
from consultation.responses.models import Response
from tests.admin.application import PASSWORD
from tests.consultation.talk.citizens import Citizen
from tests.consultation.talk.test_rights import sent
from tests.pages.conftest import DESK, PHONE, Look, Screen, Served

ROOT = "/admin/privacy"
PATHS = (
    "requests", "requests/new", "requests/1", "incidents", "incidents/new", "incidents/1", "notices", "notices/2",
    "notice-draft", "notice-draft?language=ms-Arab", "processing", "destruction",
)  # fmt: skip


async def seen(screen: Screen, folder: Path, name: str) -> None:
    """A page as it is: whole in its window, and nothing wrong for ears and keyboard."""
    await screen.page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert await screen.sideways() == 0, name
    assert await screen.violations() == [], name


async def prepare(served: Served) -> str:
    """A late letter, a request of a chat, a late breach, a draft of the notice; the receipt of somebody's answers."""
    await served.db.write(service.add, "วันดี คุ้มครอง", PASSWORD, "DPO ADM")
    await served.db.write(notices.keep_shipped, texts())
    own = {"complain_text": "ร้องเรียนต่อ สคส. ได้ตามมาตรา 73"}
    await served.db.write(notices.write, texts(), "th", own, "สั้นลง", False, "มานี")
    await sent(served.db, served.vault)
    await Citizen(served.db, served.vault, "U2").says("ใช้สิทธิ", "2")
    letter = Asked(
        kind="erasure", origin="letter", received_on=due.today() - timedelta(days=33), name="ผู้ขอตัวอย่าง",
        reach="ที่ว่าการอำเภอ", said="ขอให้ลบข้อมูลที่ตอบไว้ทั้งหมด", proof="แสดงใบรับคำตอบ",
    )  # fmt: skip
    await served.db.write(requests.take_in, served.vault, letter, "มานี")
    breach = Given(title="ส่งไฟล์ผู้ตอบผิดหน่วยงาน", aware_at=clock.now() - timedelta(hours=80), risk="high", people=1240)
    await served.db.write(incidents.note, breach, "มานี")
    return await served.db.read(lambda session: session.exec(select(Response.receipt)).first() or "")


@pytest.mark.parametrize("window", [PHONE, DESK])
async def test_the_officer_goes_through_every_register_by_keyboard(
    served: Served, look: Look, window: dict[str, int], tmp_path: Path
) -> None:
    receipt = await prepare(served)
    screen = await look(window)
    page = screen.page
    await page.goto("/sign-in?next=/admin")
    await page.locator("#name:focus").wait_for()
    await page.keyboard.type("วันดี คุ้มครอง")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="ข้อมูลส่วนบุคคล: ต้องทำทันที").wait_for()
    await seen(screen, tmp_path, "home")
    await page.get_by_role("link", name="ข้อมูลส่วนบุคคล", exact=True).press("Enter")
    await page.get_by_role("heading", name="งานคุ้มครองข้อมูลส่วนบุคคล").wait_for()
    await seen(screen, tmp_path, "overview")
    for path in PATHS:
        await page.goto(f"{ROOT}/{path}")
        await seen(screen, tmp_path, path.replace("/", "-").replace("?language=", "-"))
    await page.goto(f"{ROOT}/requests/2")
    await seen(screen, tmp_path, "letter")
    await page.get_by_role("link", name="ค้นข้อมูลของผู้ขอ").press("Enter")
    await page.get_by_label("รหัส", exact=True).fill(receipt)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="ข้อมูลที่เก็บ").wait_for()
    await page.locator("summary", has_text="คำตอบแต่ละข้อ").press("Enter")
    await seen(screen, tmp_path, "person")
    await page.get_by_label("พิมพ์รหัสอีกครั้งเพื่อยืนยัน").fill(receipt)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_text("ลบข้อมูลของผู้ขอทุกตารางแล้ว").wait_for()
    await seen(screen, tmp_path, "erased")
    assert screen.complaints == []
