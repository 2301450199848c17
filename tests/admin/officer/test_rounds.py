"""Officers tell who follows, remind those who are missing, and read what each round achieved: without a script."""

import io
import re

import openpyxl
import pytest
from sqlmodel import Session

from admin.letters import letters
from consultation.broadcast.models import Broadcast
from consultation.db import Database
from consultation.people.models import Contact
from consultation.quotas import service as quotas
from consultation.quotas.counting import Cell
from consultation.subscriptions import service as subscriptions
from consultation.vault import Vault
from tests.admin.application import sign_in, words
from tests.admin.officer.test_broadcasts import act, connected
from tests.consultation.broadcast.followers import HERE, LOEI, UDON, follower, goes, invitation
from tests.consultation.broadcast.people import house, person
from tests.consultation.broadcast.test_rounds import answers

pytestmark = pytest.mark.usefixtures("fixed_clock")
PAGE = "/admin/consultations/1"


def six(session: Session, vault: Vault) -> list[int]:
    """An open consultation and six who follow a province of it."""
    house(session)
    quotas.replace(session, 1, {Cell("TH-41"): 40, Cell("TH-42"): 10, Cell(age="60plus"): 5}, "officer")
    return [follower(session, vault, f"U{n}", UDON) for n in range(6)]


async def test_who_follows_is_told_once_an_officer_has_read_and_confirmed(db: Database, vault: Vault) -> None:
    await db.write(six, vault)
    async with connected(db, vault) as client:
        await sign_in(client, db)
        for page in ("launch", "steps", "rounds"):
            shown = await words(await client.get(f"{PAGE}/{page}"))
            assert "6 คน ที่บอกได้ทันที" in shown and "ระบบไม่ส่งเอง" in shown, page
        prepared = await client.get("/admin/broadcasts/new?consultation=1&purpose=invitation&kind=subscribers")
        shown = await prepared.text()
        assert "เปิดรับฟังความเห็นเรื่อง “น้ำและถนน”" in shown and "หยุดรับข่าว" in shown
        assert re.search(r'data-reach="kind:subscribers">6<', shown) and re.search(
            r'data-reach="province:TH-41">6<', shown
        )
        data = {
            "cluster": "2567:10", "consultation": "1", "text-th": "ขอเชิญ", "kind": "subscribers", "starts": "1",
            "purpose": "invitation", "topic": "T04", "act": "save",
        }  # fmt: skip
        counts = await client.post("/admin/broadcasts/counts", data=data | {"kind": "everyone", "about": "1"})
        assert (await counts.json())["kind:unanswered"] == "6"
        saved = await client.post("/admin/broadcasts/new", data=data)
        assert "ส่งถึง 6 คน" in await words(saved)
        assert (await act(client, 1, "schedule", 2, when="now"))[0] == 303
        shown = await words(await client.get(f"{PAGE}/launch"))
        assert "มีคำเชิญถึงผู้ติดตามแล้ว: ตั้งเวลาไว้" in shown
        row = await db.read(lambda session: session.get_one(Broadcast, 1))
        assert (row.purpose, row.audience["topics"], row.confirmed_by) == ("invitation", ["T04"], "สมใจ")
        edited = await words(await client.get("/admin/broadcasts/new?consultation=1&purpose=other&kind=subscribers"))
        assert "เปิดรับฟังความเห็นเรื่อง" not in edited


async def test_rounds_tell_rates_and_lead_to_a_reminder_of_those_who_are_missing(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        udon = six(session, vault)
        follower(session, vault, "L", LOEI)
        goes(session, invitation(1, "=ขอเชิญ"))
        for contact in udon[:5]:
            answers(session, contact, 1)

    await db.write(work)
    async with connected(db, vault) as client:
        await sign_in(client, db)
        shown = await words(await client.get(f"{PAGE}/rounds"))
        assert "รอบที่ 1 เชิญ" in shown and "71%" in shown.replace(" %", "%")
        assert "5 จาก 7 คน" in shown and "อุดรธานี 6" in shown and "เลย <5" in shown
        assert "อุดรธานี 5 จาก 40 35 <5" in shown and "เลือกตามอายุไม่ได้" in shown
        link = re.search(
            r'href="(/admin/broadcasts/new\?[^"]*province=TH-41)"', await (await client.get(f"{PAGE}/rounds")).text()
        )
        assert link is None or "reminder" in link[1]
        book = openpyxl.load_workbook(io.BytesIO(await (await client.get(f"{PAGE}/rounds.xlsx")).read()))
        rows = [[cell.value for cell in row] for row in book.active.rows]  # type: ignore[union-attr]
        assert rows[0][-1] == "อัตราตอบ (%)" and rows[1][2] == "'=ขอเชิญ" and rows[1][6] == "7" and rows[1][-1] == "71.4"
        assert [row[6] for row in rows if row[5] == "เลย"] == ["<5"] and len(rows[0]) == 14
        table = (await (await client.get(f"{PAGE}/rounds.csv")).read()).decode("utf-8-sig").splitlines()
        assert table[0].startswith("รอบที่,ประเภท") and len(table) == len(rows)
        await sign_in(client, db, "HEAD", "ปลา")
        shown = await words(await client.get(f"{PAGE}/rounds"))
        assert "รอบที่ 1 เชิญ" in shown and "เตรียมการเตือน" not in shown


async def test_a_reminder_that_is_prepared_is_aimed_at_the_gap(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        six(session, vault)
        person(session, vault, house(session, "ก่อน"), "said", province="TH-42", sector="P")

    await db.write(work)
    async with connected(db, vault) as client:
        await sign_in(client, db)
        shown = await (await client.get(f"{PAGE}/rounds")).text()
        link = re.search(r'href="(/admin/broadcasts/new\?[^"]*province=TH-41)"', shown)
        assert link is not None
        form = await (await client.get(link[1].replace("&amp;", "&"))).text()
        for wanted in ('value="reminder" checked', 'value="unanswered" checked', 'value="TH-41" checked', "ใกล้ปิดรับ"):
            assert wanted in form, wanted


async def test_the_page_of_followers_has_numbers_and_nobody(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        contacts = six(session, vault)
        follower(session, vault, "one", HERE)
        subscriptions.stop(session, session.get_one(Contact, contacts[0]).person_id)

    async with connected(db, vault) as client:
        await sign_in(client, db)
        assert "ยังไม่มีผู้ติดตาม" in await words(await client.get("/admin/subscribers"))
        await db.write(work)
        shown = await words(await client.get("/admin/subscribers"))
        assert "6 คนที่ติดตามอยู่" in shown and "อุดรธานี 5 6 <5" in shown and "U0" not in shown
        assert "รายเดือน" in shown and "ผู้ติดตาม" in await words(await client.get("/admin/broadcasts"))


def test_a_table_may_have_as_many_columns_as_it_needs() -> None:
    assert len(letters.table([["x"] * 14], [5] * 14)) > 1000
