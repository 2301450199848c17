"""The calendar, its feed, days off, and the first page that begins with what is due."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import ClientSession, FormData
from icalendar import Calendar
from sqlmodel import Session, select

from admin.accounts.models import Account
from admin.officer.calendar import ics
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.law import clocks, deadlines, due, holidays, reminders
from consultation.law.clocks import Clock
from consultation.settings import Settings
from tests.admin.application import Client, sign_in, words
from tests.consultation.law.test_hearing_in_time import END, POSTED, at, made

pytestmark = pytest.mark.usefixtures("fixed_clock")
NOW = datetime(2026, 11, 2, 5, tzinfo=UTC)
LONG = "การรับฟังความคิดเห็นเรื่องการจัดการน้ำในลุ่มน้ำห้วยหลวงทั้งสี่จังหวัด ครั้งที่ 2; ระยะแรก, ฉบับร่าง"


def one(key: str = "results:7", done: date | None = None) -> Clock:
    told = {"title": "ประกาศผลการรับฟัง", "why": "15 วันหลังสิ้นสุด", "page": "notices"}
    return Clock.model_validate({"key": key, "consultation_id": 7, "due": date(2026, 12, 17), "done": done, **told})


def test_the_feed_is_a_valid_calendar() -> None:
    data = ics.calendar([one(), one("closes:7", date(2026, 12, 2))], {7: LONG}, Settings(), NOW)
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75, "long lines are folded, by octets"
    assert all(line.decode("utf8") is not None for line in data.split(b"\r\n")), "never within a letter"
    read = Calendar.from_ical(data)
    assert (read["version"], read["method"]) == ("2.0", "PUBLISH")
    first, second = read.walk("VEVENT")
    assert first["uid"] == "results-7@127.0.0.1" != second["uid"]
    assert str(first["summary"]) == f"ประกาศผลการรับฟัง: {LONG}" and str(second["summary"]).startswith("✓ ")
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2026, 12, 17), date(2026, 12, 18))
    assert first["dtstart"].params["VALUE"] == "DATE" and "dtstamp" in first
    alarms = [alarm["trigger"].dt for alarm in first.walk("VALARM")]
    assert alarms == [timedelta(hours=9) - timedelta(days=days) for days in (7, 3, 1)]
    assert second.walk("VALARM") == [], "what is done rings no more"
    assert first.errors == [] and read.errors == []


async def test_the_feeds_address_is_secret_renewed_and_ends_with_its_account(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(made)).id
    assert "สร้างที่อยู่" in await words(await client.get("/admin/calendar"))

    async def renewed() -> str:
        await client.post("/admin/calendar/feed")
        text = await (await client.get("/admin/calendar")).text()
        return re.findall(r"/calendar/[\w-]{20,}\.ics", text)[0]

    first = await renewed()
    async with ClientSession() as stranger, stranger.get(client.make_url(first)) as got:
        assert got.status == 200 and got.content_type == "text/calendar"
        uids = {str(event["uid"]) for event in Calendar.from_ical(await got.read()).walk("VEVENT")}
    assert f"results-{id}@127.0.0.1" in uids
    second = await renewed()
    assert second != first and (await client.get(first)).status == 404
    with clock.fixed(at(END)):
        again = await (await client.get(second)).read()
    assert {str(event["uid"]) for event in Calendar.from_ical(again).walk("VEVENT")} >= {f"results-{id}@127.0.0.1"}

    def disable(session: Session) -> None:
        for account in session.exec(select(Account)):
            account.disabled_at = clock.now()
            session.add(account)

    await db.write(disable)
    assert (await client.get(second)).status == 404
    assert (await client.get("/calendar/" + "x" * 43 + ".ics")).status == 404


async def test_a_month_shows_clocks_days_off_and_what_is_not_sure(client: Client, db: Database) -> None:
    await sign_in(client, db)
    await db.write(made, "survey", closes_at=at(date(2026, 12, 29), 16))
    shown = await words(await client.get("/admin/calendar?month=2026-12"))
    assert "ธันวาคม 2569" in shown.replace("\u00a0", " ") and "ปิดรับฟัง: ถนนเลียบน้ำ" in shown and "วันรัฐธรรมนูญ" in shown
    assert "วันหยุดปี 2570 เป็นวันที่คำนวณไว้ ยังไม่ใช่ประกาศ" in shown
    for odd in ("month=2026-13", "month=x", "year=99999", "year=๒๐๒๖", "month=0001-01"):
        assert (await client.get(f"/admin/calendar?{odd}")).status == 200


async def test_deadlines_of_the_office_are_added_moved_done_and_let_go(client: Client, db: Database) -> None:
    await sign_in(client, db)
    page = "/admin/calendar/deadlines"
    bad = await client.post(page, data={"act": "add", "title": "", "due": "2026-12-01"})
    assert bad.status == 409 and "ยังไม่มีชื่อกำหนดการ" in await words(bad)
    bad = await client.post(page, data={"act": "add", "title": "ส่งแผน", "due": "วันศุกร์"})
    assert bad.status == 409 and "อ่านวันที่ “วันศุกร์” ไม่ได้" in await words(bad)
    await client.post(page, data={"act": "add", "title": "ส่งแผน", "due": "1/12/2569", "source": "หนังสือที่ 9"})

    async def listed() -> dict[str, deadlines.DeadlineView]:
        found = await db.read(deadlines.listing, date(2026, 10, 1), date(2027, 9, 30))
        return {one.title: one for one in found}

    own = (await listed())["ส่งแผน"]
    assert own.own and own.fiscal_year == 2570 and own.due == date(2026, 12, 1)
    shipped = (await listed())["สิ้นปีงบประมาณ พ.ศ. 2570"]
    await client.post(page, data={"act": "move", "key": shipped.key, "due": "2027-09-29", "source": "มติ"})
    assert ((await listed())[shipped.title].due, (await listed())[shipped.title].moved) == (date(2027, 9, 29), True)
    await client.post(page, data={"act": "done", "key": own.key})
    assert (await listed())["ส่งแผน"].done_on == POSTED
    await client.post(page, data={"act": "undone", "key": own.key})
    for key in (own.key, shipped.key):
        await client.post(page, data={"act": "drop", "key": key})
    assert not {"ส่งแผน", shipped.title} & set(await listed())
    gone = await client.post(page, data={"act": "done", "key": "fiscal_end:x"})
    assert gone.status == 409 and "ไม่พบกำหนดการ" in await words(gone)


async def test_what_ships_and_nobody_took_up_is_not_overdue_for_ever(db: Database) -> None:
    def late(session: Session) -> list[str]:
        return [each.key for each in clocks.every(session, due.today()) if each.overdue(due.today())]

    assert await db.read(late) == ["deadline:emenscr:2026"], "three days late"
    with clock.fixed(at(date(2026, 12, 5))):
        assert await db.read(late) == []


async def test_days_off_with_gaps_say_what_that_means_and_a_wrong_file_changes_nothing(
    client: Client, db: Database
) -> None:
    await sign_in(client, db)
    await db.write(made, "survey", closes_at=at(date(2026, 12, 29), 16))
    shown = await words(await client.get("/admin/holidays?year=2027"))
    assert "คำนวณไว้ ยังไม่ใช่ประกาศ" in shown and "กำหนดประกาศผลที่นับด้วยปีนี้ 1 รายการ: ถนนเลียบน้ำ" in shown
    before = await db.read(lambda session: holidays.load(session).year(2027))

    def sent(text: str, source: str = "ประกาศ") -> FormData:
        form = FormData(quote_fields=False)
        for name, value in {"act": "import", "year": "2027", "source": source, "announced": "1/12/2569"}.items():
            form.add_field(name, value)
        form.add_field("file", text.encode(), filename="วันหยุด.csv", content_type="text/csv")
        return form

    bad = await client.post("/admin/holidays", data=sent("วันที่,ชื่อ\n2027-02-30,ก\n1/1/2570,ข\n"))
    assert bad.status == 409 and "แถวที่ 2: อ่านวันที่ “2027-02-30” ไม่ได้" in await words(bad)
    bad = await client.post("/admin/holidays", data=sent("วันที่,ชื่อ\n1/1/2570,ข\n", source=""))
    assert bad.status == 409 and "ยังไม่ได้บอกที่มา" in await words(bad)
    assert await db.read(lambda session: holidays.load(session).year(2027)) == before
    await client.post("/admin/holidays", data=sent("วันที่,ชื่อ\n1/1/2570,=ปีใหม่\n"))
    shown = await words(await client.get("/admin/holidays?year=2027"))
    assert "รายการไม่ครบ" in shown and "รายการวันหยุดปี 2570 ขาด" in shown
    file = await (await client.get("/admin/holidays/2027.csv")).read()
    assert file.decode("utf-8-sig") == "วันที่,ชื่อวันหยุด\r\n2027-01-01,'=ปีใหม่\r\n"
    await client.post("/admin/holidays", data={"act": "forget", "year": "2027"})
    await client.post("/admin/holidays", data={"act": "confirm", "year": "2027", "source": "มติ ครม."})
    assert (await db.read(lambda session: holidays.load(session).year(2027))).sure
    await client.post(
        "/admin/holidays", data={"act": "add", "year": "2026", "day": "2/6/2569", "name": "พิเศษ", "source": "มติ"}
    )
    assert "พิเศษ" in await words(await client.get("/admin/holidays?year=2026"))
    await client.post("/admin/holidays", data={"act": "remove", "year": "2026", "day": "2026-06-02"})
    assert "พิเศษ มติ" not in await words(await client.get("/admin/holidays?year=2026"))


async def test_the_first_page_begins_with_what_is_due(client: Client, db: Database) -> None:
    def several(session: Session) -> int:
        for n in range(22):
            made(session, "survey", title=f"ร่างที่ {n:02}")
        open_ = made(session, "survey", title="น้ำประปา", closes_at=at(POSTED + timedelta(days=3), 16))
        consult.open_now(session, open_.id, "x")
        return open_.id

    id = await db.write(several)
    await db.write(reminders.remind)
    await sign_in(client, db)
    text = await (await client.get("/admin")).text()
    shown = await words(await client.get("/admin"))
    assert "เตือน ปิดรับฟัง: น้ำประปา อีก 3 วัน" in shown and "ยังไม่มีคำตอบจากจังหวัดใด" in shown
    assert text.count('class="card link consult"') == 20 and "หน้า 1 จาก 2 · 23 รายการ" in shown
    assert text.index(f"/admin/consultations/{id}/live") < text.index('id="all"')
    second = await (await client.get("/admin?page=2&sort=title")).text()
    assert second.count('class="card link consult"') == 3
    found = await words(await client.get("/admin?q=ประปา&state=open&kind=survey&sort=due"))
    assert "น้ำประปา" in found and "ร่างที่ 05" not in found
    assert "ไม่มีการรับฟังที่ตรงกับที่เลือก" in await words(await client.get("/admin?q=ไม่มี&page=7&state=x"))
    await client.post("/admin/reminders", data={"reminder": "1"})
    assert "เตือน ปิดรับฟัง" not in await words(await client.get("/admin"))
    assert (await client.post("/admin/reminders", data={"reminder": "x"}, allow_redirects=False)).status == 303
