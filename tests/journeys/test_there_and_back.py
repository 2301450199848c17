"""From a hearing to the plan and back to those who spoke: the whole way, by clicks of the office and chats of citizens.

An officer launches it and a head approves; sixty people answer, half on LINE and half on Telegram; a planner signs
themes off, writes findings, links them to the plan and says what becomes of them; the head signs; those behind a
finding read that in their own chats, one says that it is not so yet, and monitoring takes the commitment up again.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from admin.demo import sample
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.plans import service as plans
from consultation.responses.service import figures
from consultation.settings import settings
from consultation.vault import Vault
from tests.doubles import Citizen, Shown
from tests.journeys.office import Office, opened
from tests.journeys.respondent import RECEIPT

pytestmark = pytest.mark.asyncio(loop_scope="session")
PEOPLE, PATIENCE = 60, 60.0
TITLE = "รับฟังร่างแผนลุ่มน้ำ (ตัวอย่าง)"
DECIDED = "เราจะนำเรื่องนี้ไว้ในแผน"
WILL = "ขุดลอกหนองน้ำสาธารณะ"
NOTE = "หนองท้ายบ้านยังไม่ได้ขุด"


async def test_from_sixty_chats_to_the_plan_and_back(
    sqlite_url: str, vault: Vault, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite_url, vault, browser, monkeypatch) as office:
        await office.db.write(plans.add, sample.plan(), "test")
        head = await office.sits_down("หัวหน้า", "HEAD")
        officer = await office.sits_down("เจ้าหน้าที่", "STR ADM")
        planner = await office.sits_down("นักวิเคราะห์", "STR")
        monitor = await office.sits_down("ติดตามผล", "MON")
        of = await launches(office, officer, head)
        citizens = await answer(office, of)
        assert (await office.db.read(figures, of.id)).submitted == PEOPLE
        await signs_off(planner, of)
        finding = await writes(planner, of)
        await decides(planner, finding)
        await signs(head, of)
        told = await tells(officer, finding, DECIDED)
        await hear(citizens, told, DECIDED)
        await promises(officer, monitor, finding)
        told = await tells(officer, finding, WILL)
        heard = await hear(citizens, told, WILL)
        await disputes(heard[0])
        await sees(monitor, finding)


async def launches(office: Office, officer: Page, head: Page) -> ConsultationView:
    """The officer makes the draft and sets its window, the head approves, the officer announces; it opens by itself."""
    await officer.goto("/admin/new?cluster=2567:10")
    await officer.locator("input[name=template][value=draft-plan]").check()
    await officer.get_by_label("ชื่อการรับฟัง").fill(TITLE)
    await officer.get_by_role("button", name="สร้างร่าง").click()
    await expect(officer.locator(".question").first).to_be_visible()
    one = officer.url.partition("/questions")[0]
    opens = clock.now().astimezone(settings().zone) + timedelta(minutes=30)
    await officer.goto(f"{one}/window")
    await officer.locator("#opens_at").fill(f"{opens:%Y-%m-%dT%H:%M}")
    await officer.locator("#closes_at").fill(f"{opens + timedelta(days=30):%Y-%m-%dT%H:%M}")
    await officer.get_by_role("button", name="บันทึกช่วงเวลา").click()
    await head.goto(f"{one}/steps")
    await head.get_by_role("button", name="อนุมัติ", exact=True).click()
    await officer.goto(f"{one}/steps")
    await officer.get_by_role("button", name="ประกาศ", exact=True).click()
    await expect(officer.get_by_role("status")).to_contain_text("ประกาศแล้ว")
    office.passes(timedelta(minutes=31))
    id = int(one.rpartition("/")[2])
    await becomes(office.db, id, lambda view: view.state == "open")
    return await office.db.read(consult.view, id)


async def becomes(db: Database, id: int, so: Callable[[ConsultationView], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not so(await db.read(consult.view, id)):
            await asyncio.sleep(0.05)


async def answer(office: Office, of: ConsultationView) -> list[Citizen]:
    """Sixty people answer at the same time; two of three agree to hear what becomes of it."""
    form = await office.db.read(forms.current, of.id)
    rows = [row for row in sample.respondents("hearing") if row["change"].strip()][:PEOPLE]

    async def one(n: int) -> Citizen:
        citizen = (office.line if n % 2 else office.telegram).citizen(9_000 + n)
        await talks(citizen, of.code, form, {**rows[n], "contact_ok": "yes" if n % 3 else "no", "quote_ok": "yes"})
        return citizen

    return await asyncio.gather(*map(one, range(PEOPLE)))


async def talks(citizen: Citizen, code: str, form: Form, row: dict[str, str]) -> None:
    def turn(shown: Shown) -> bool:
        return bool(shown.buttons) or RECEIPT.search(shown.text) is not None

    await citizen.follow()
    await citizen.says(code)
    for text in sample.typed(form, row):
        await citizen.wait_for(turn, PATIENCE)
        await citizen.says(text)
    await citizen.wait_for(lambda shown: RECEIPT.search(shown.text) is not None, PATIENCE)


async def signs_off(planner: Page, of: ConsultationView) -> None:
    """The planner groups what people would change, reads the board, names a theme, and signs the set off."""
    await planner.goto("/admin/planner")
    asked = planner.locator(".asked", has_text="ควรเพิ่ม แก้ไข หรือตัด")
    await asked.get_by_label("จำนวนกลุ่ม").fill("4")
    await asked.get_by_role("button", name="จัดกลุ่ม").click()
    await expect(planner.locator(".card.theme").first).to_be_visible(timeout=PATIENCE * 1000)
    await planner.locator("details.manage summary").first.click()
    label = planner.get_by_label("ชื่อใหม่ของ").first
    read = f"{await label.input_value()} (อ่านแล้ว)"
    await label.fill(read)
    await planner.get_by_role("button", name="เปลี่ยนชื่อ").first.click()
    await expect(planner.get_by_role("link", name=read).first).to_be_visible()
    await planner.goto(f"{planner.url.partition('?')[0].partition('#')[0]}/sign-off")
    await planner.get_by_role("button", name="รับรอง", exact=True).click()
    await expect(planner.get_by_role("link", name="ข้อค้นพบ →")).to_be_visible()


async def writes(planner: Page, of: ConsultationView) -> str:
    """Two findings out of the largest themes, the first of them linked to a line of the plan; its address."""
    desk = f"/admin/planner/strategy/{of.id}"
    await planner.goto(desk)
    for _ in range(2):
        before = await planner.locator("form.finding").count()
        await planner.get_by_role("button", name="เพิ่มเป็นข้อค้นพบ").first.click()
        await expect(planner.locator("form.finding")).to_have_count(before - 1)
    await planner.locator("article.finding h3 a").first.click()
    linking = planner.locator("#plan details")
    await linking.locator("summary").click()
    await linking.locator("input[name=line]").first.check()
    await linking.get_by_role("button", name="บันทึกการเชื่อม").click()
    await expect(planner.locator("#plan a[href*='/plans/']").first).to_be_visible()
    return planner.url.partition("?")[0].partition("#")[0]


async def decides(planner: Page, finding: str) -> None:
    """The planner says what becomes of it, why, and where in the plan; signing is not the planner's."""
    decision = planner.locator("#decision")
    await decision.get_by_label("รับไว้ในแผน").check()
    await decision.get_by_label("เหตุผล").fill("อยู่ในอำนาจของกลุ่มจังหวัด")
    await decision.locator("input[name=line]").first.check()
    await decision.get_by_role("button", name="บันทึกผลการพิจารณา").click()
    await expect(planner.locator("#decision .decided").first).to_contain_text("รอหัวหน้ารับรอง")
    await expect(planner.get_by_role("button", name="รับรอง", exact=True)).to_have_count(0)


async def signs(head: Page, of: ConsultationView) -> None:
    """The head finds what waits, reads it, and signs."""
    await head.goto("/admin/planner/follow-up")
    waiting = head.locator("section", has=head.get_by_role("heading", name="รอหัวหน้ารับรอง"))
    await waiting.get_by_role("link").first.click()
    await head.get_by_role("button", name="รับรอง", exact=True).click()
    await expect(head.locator("#decision .decided").first).to_contain_text("รับรองโดย หัวหน้า")


async def tells(officer: Page, finding: str, about: str) -> int:
    """The officer sees who would get what and how many, and sends it; how many."""
    await officer.goto(finding)
    await officer.get_by_role("link", name="แจ้งกลับประชาชนที่พูดเรื่องนี้").click()
    card = officer.locator("article", has_text=about).filter(has_text="ดูตัวอย่างและส่ง")
    await card.get_by_role("link", name="ดูตัวอย่างและส่ง").first.click()
    await expect(officer.locator("article.sunk").first).to_contain_text("ท่านบอกว่า")
    send = officer.get_by_role("button", name="ส่งถึง")
    found = re.search(r"[0-9]+", await send.inner_text())
    assert found, await send.inner_text()
    await send.click()
    await expect(officer.locator("p.banner").first).to_contain_text("ส่ง")
    return int(found[0])


async def hear(citizens: list[Citizen], told: int, about: str) -> list[Citizen]:
    """Exactly so many read in their own chats what they said and what became of it, and nobody who did not agree."""

    def reads(citizen: Citizen) -> bool:
        return any("ท่านบอกว่า" in shown.text and about in shown.text for shown in citizen.messages)

    async with asyncio.timeout(PATIENCE):
        while len(heard := [one for one in citizens if reads(one)]) < told:
            await asyncio.sleep(0.05)
    assert 0 < told < PEOPLE and len(heard) == told
    assert not [one for n, one in enumerate(citizens) if n % 3 == 0 and one in heard], "who did not agree is left alone"
    assert {type(one._stage).__name__ for one in heard} == {"LineDouble", "TelegramDouble"}
    return heard


async def promises(officer: Page, monitor: Page, finding: str) -> None:
    """The officer promises something for it; monitoring says, with evidence, that it is done."""
    await officer.goto(finding)
    section = officer.locator("#promises")
    await section.get_by_text("เพิ่มสิ่งที่จะดำเนินการ").click()
    await section.get_by_label("จะทำอะไร").fill(WILL)
    await section.get_by_label("ผู้รับผิดชอบ").fill("โครงการชลประทาน")
    due = clock.now() + timedelta(days=60)
    await section.locator("#pd").fill(f"{due:%Y-%m-%d}")
    await section.get_by_role("button", name="เพิ่ม", exact=True).click()
    await expect(section.locator(".decided")).to_contain_text(WILL)
    await monitor.goto(finding)
    section = monitor.locator("#promises")
    await section.get_by_text("บันทึกความคืบหน้า").click()
    await section.get_by_label("สถานะ").select_option("done")
    await section.get_by_label("หลักฐาน", exact=True).fill("รูปถ่ายหลังขุด")
    await section.get_by_role("button", name="บันทึก", exact=True).click()
    await expect(section.locator(".decided")).to_contain_text("รูปถ่ายหลังขุด")


async def disputes(citizen: Citizen) -> None:
    """One of those told says that it is not so yet, and why."""
    said = next(shown for shown in reversed(citizen.messages) if WILL in shown.text)
    assert said is citizen.last
    await citizen.taps(next(label for label in said.labels if "ยังไม่ตรง" in label))
    await citizen.wait_for(lambda shown: "ยังไม่ตรง" in shown.text or "ขอบคุณ" in shown.text, PATIENCE)
    await citizen.says(NOTE)
    await citizen.hears(timeout=PATIENCE)


async def sees(monitor: Page, finding: str) -> None:
    """Monitoring sees what was said, notes that it was read, and takes the commitment up again."""
    await monitor.goto("/admin/planner/follow-up")
    said = monitor.locator("#said")
    await expect(said).to_contain_text(NOTE)
    await said.get_by_role("button", name="อ่านแล้ว").first.click()
    again = monitor.locator("section", has=monitor.get_by_role("heading", name="ประชาชนบอกว่ายังไม่ตรง"))
    await expect(again).to_contain_text(WILL)
    await again.get_by_label("สถานะ").select_option("doing")
    await again.get_by_label("บันทึก (จำเป็น").fill("ออกไปดูหนองท้ายบ้านแล้ว จะขุดเพิ่ม")
    await again.get_by_role("button", name="บันทึก", exact=True).click()
    await expect(monitor.locator("#promises")).to_contain_text("ออกไปดูหนองท้ายบ้านแล้ว")
    await expect(monitor.locator("#promises .badge").first).not_to_contain_text("เปิดใหม่")
