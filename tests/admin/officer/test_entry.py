"""Papers by the officer's pages, as a browser without scripts posts them; and tables brought by a page."""

import asyncio
import re
from typing import Any

import aiohttp

from consultation.db import Database
from consultation.entry import service, views, work
from consultation.entry.template import filled
from consultation.responses import service as responses
from consultation.vault import Vault
from tests.admin.application import Client, sign_in, words
from tests.consultation.attachments.photographed import JPEG, PHOTOS, photos
from tests.consultation.entry.test_reading import GOOD, HOUSE
from tests.consultation.meetings.halls import meeting
from tests.consultation.opinion.voters import voting
from tests.consultation.talk.citizens import NEEDS, consultation

PAPER = {"_number": "ก-1", "_represents": "12", "q:province": "=TH-41", "q:problem": "น้ำไม่พอ โทร 081-234-5678"}


async def send(client: Client, page: str, **sent: Any) -> Any:
    return await client.post(page, data=sent, allow_redirects=False)


async def test_a_paper_is_typed_in_without_scripts_and_the_next_keeps_the_place(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(consultation)
    id, page = of.id, f"/admin/consultations/{of.id}/entry"
    assert 'name="_meeting"' not in await (await client.get(page)).text(), "there is none"
    hall = await db.write(meeting, of)
    shown = await (await send(client, page, act="look", **{"q:province": "=TH-41"})).text()
    assert "กุมภวาปี" in shown and "วังสะพุง" not in shown, "districts of the province"
    empty = await send(client, page, act="save")
    assert empty.status == 409 and "ข้อนี้ต้องตอบ" in await words(empty)
    assert (await send(client, page, act="save", blank_ok="1", _represents="1")).status == 303, "it is blank on paper"
    saved = await send(client, page, act="save", **PAPER, _meeting=hall.code)
    assert saved.status == 303 and "province=%3DTH-41" in saved.headers["Location"]
    following = await (await client.get(saved.headers["Location"])).text()
    assert f'<option value="{hall.code}" selected>' in following
    receipt = (await db.read(views.latest, id))[0].receipt
    assert receipt in following and 'value="=TH-41" data-look checked' in following
    twice = await send(client, page, act="save", **PAPER)
    assert twice.status == 409 and f"บันทึกไว้แล้ว (ใบรับ {receipt})" in await words(twice)
    figures = await db.read(responses.figures, id)
    assert (figures.submitted, figures.represented) == (2, 13)
    live = await words(await client.get(f"/admin/consultations/{id}/live"))
    assert "ตอบแทนรวม 13 คน" in live


async def test_of_two_typists_with_one_paper_one_is_told(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(consultation)).id
    page = f"/admin/consultations/{id}/entry"
    both = await asyncio.gather(*(send(client, page, act="save", **PAPER) for _ in range(2)))
    assert sorted(answer.status for answer in both) == [303, 409]
    assert (await db.read(responses.figures, id)).submitted == 1


async def test_a_paper_is_changed_and_taken_out_with_a_reason(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(consultation)).id
    made = await db.write(service.enter, id, {**GOOD, "_number": "7"}, "a@office")
    page = f"/admin/consultations/{id}/entry/{made.receipt}"
    assert "น้ำไม่พอทำนา" in await words(await client.get(page))
    assert (await send(client, page, act="save", **PAPER, seen="")).status == 409, "no reason"
    assert (await send(client, page, act="save", **PAPER, seen="", reason="พิมพ์ผิด")).status == 303
    stale = await send(client, page, act="remove", seen="", reason="ซ้ำ")
    assert stale.status == 409 and "เปิดดูอีกครั้ง" in await words(stale)
    seen = (await db.read(views.latest, id))[0].seen
    assert (await send(client, page, act="remove", seen=seen, reason="ซ้ำ")).status == 303
    assert (await client.get(page)).status == 404 and await db.read(views.latest, id) == []


async def test_one_more_of_a_repeat_is_shown_when_it_is_wanted(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(consultation, form=HOUSE)).id
    page = f"/admin/consultations/{id}/entry"
    first = await (await send(client, page, act="look", **{"q:member[0]": "=yes"})).text()
    assert 'name="q:age[1]"' in first and 'name="q:work[1]"' not in first
    grown = await (await send(client, page, act="look", **{"q:member[0]": "=yes", "q:age[1]": "40"})).text()
    assert 'name="q:work[1]"' in grown and 'name="q:member[1]"' in grown


async def test_a_table_is_brought_by_the_page_and_its_bad_rows_go_back(
    client: Client, db: Database, vault: Vault
) -> None:
    await sign_in(client, db)
    id = (await db.write(consultation)).id
    page = f"/admin/consultations/{id}/imports"
    assert "ยังไม่ได้เลือกไฟล์" in await words(await client.post(page, data=aiohttp.FormData({"x": "1"})))
    rows = [{"_number": "1", **GOOD}, {"_number": "2", **GOOD, "province": "ฮ่องกง"}]
    form = aiohttp.FormData()
    form.add_field("file", filled(NEEDS, rows), filename="a.xlsx")
    brought = await client.post(page, data=form, allow_redirects=False)
    assert brought.status == 303
    await work.work(db, vault, 1)
    told = await words(await client.get(brought.headers["Location"]))
    assert "ไม่พบ “ฮ่องกง”" in told and "นำเข้าเฉพาะ 1 แถวที่ถูก" in told
    assert (await send(client, f"{page}/1", act="all")).status == 409
    assert (await send(client, f"{page}/1", act="good")).status == 303
    await work.work(db, vault, 1)
    assert "นำเข้าแล้ว" in await words(await client.get(f"{page}/1"))
    for file in ("template.xlsx", "1/bad.xlsx"):
        assert (await (await client.get(f"{page}/{file}")).read()).startswith(b"PK")
    assert (await (await client.get(f"/admin/consultations/{id}/paper.pdf")).read()).startswith(b"%PDF")
    assert (await (await client.get(f"/admin/consultations/{id}/paper.docx")).read()).startswith(b"PK")


async def test_a_table_and_the_pictures_that_it_names_are_chosen_together(
    client: Client, db: Database, vault: Vault
) -> None:
    await sign_in(client, db)
    id = (await db.write(photos)).id
    page = f"/admin/consultations/{id}/imports"
    form = aiohttp.FormData()
    for name in ("1.jpg", "2.jpg"):
        form.add_field("file", JPEG, filename=name)
    refused = await client.post(page, data=form)
    assert refused.status == 409 and "พบตาราง 0 ไฟล์" in await words(refused)
    form = aiohttp.FormData()
    table = filled(PHOTOS, [{"_number": "1", "_scan": "1.jpg", "spot": "2.jpg"}])
    for name, content in (("a.xlsx", table), ("1.jpg", JPEG), ("2.jpg", JPEG)):
        form.add_field("file", content, filename=name)
    brought = await client.post(page, data=form, allow_redirects=False)
    assert brought.status == 303
    await work.work(db, vault, 1)
    assert (await send(client, f"{page}/1", act="all")).status == 303
    await work.work(db, vault, 1)
    (paper,) = await db.read(views.latest, id)
    shown = await words(await client.get(f"/admin/consultations/{id}/entry/{paper.receipt}"))
    assert "1.jpg" in shown and "2.jpg" in shown


async def test_votes_and_pictures_are_taken_by_the_page_and_a_faulty_paper_keeps_its_picture(
    client: Client, db: Database
) -> None:
    await sign_in(client, db)
    id = (await db.write(voting)).id
    page = f"/admin/consultations/{id}/entry"
    shown = await (await client.get(page)).text()
    assert 'name="q:views:1" value="=agree"' in shown and "S1. ควรขุดลอกคลองทุกปี" in shown

    async def post(**sent: Any) -> Any:
        form = aiohttp.FormData()
        for name, value in sent.items():
            form.add_field(name, value, **({"filename": "scan.jpg"} if isinstance(value, bytes) else {}))
        return await client.post(page, data=form, allow_redirects=False)

    typed = {"_number": "1", "q:views:1": "=agree", "act": "save"}
    refused = await post(**typed, _scan=JPEG, _date="ไม่รู้")
    text = await refused.text()
    assert refused.status == 409 and 'value="=agree" checked' in text
    kept = re.search(r'name="_scan" value="(paper:[\w-]+)" checked', text)
    assert kept and "scan.jpg" in text
    program = await post(**typed, _scan=b"MZ no picture")
    assert program.status == 409 and "แนบได้เฉพาะภาพ" in await words(program)
    assert (await post(**{**typed, "_scan": kept[1]})).status == 303
    receipt = (await db.read(views.latest, id))[0].receipt
    again = await (await client.get(f"{page}/{receipt}")).text()
    picture = re.search(r'src="(/admin/consultations/\d+/attachments/\d+/thumbnail)"', again)
    assert picture and 'value="=agree" checked' in again
    assert (await (await client.get(picture[1])).read()).startswith(b"\xff\xd8")
    assert "ภาพกระดาษ" in await words(await client.get(f"/admin/consultations/{id}/attachments"))
    large = await post(_scan=b"\xff\xd8\xff" + b"0" * 41 * 1024 * 1024, **{**typed, "_number": "ข-77"})
    assert large.status == 409 and "ข-77" in await large.text(), "what was typed behind the file is not lost"


async def test_a_provincial_office_enters_and_sees_its_own_papers_alone(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(consultation)
    page = f"/admin/consultations/{of.id}/entry"
    assert (await send(client, page, act="save", **PAPER)).status == 303
    theirs = (await db.read(views.latest, of.id))[0]
    await sign_in(client, db, "PROV@TH-42", "มานี")
    assert theirs.receipt not in await (await client.get(page)).text()
    assert (await client.get(f"{page}/{theirs.receipt}")).status == 404
    assert (await send(client, f"{page}/{theirs.receipt}", act="remove", reason="x", seen=theirs.seen)).status == 404
    paper = {**PAPER, "_number": "ก-2"}
    refused = await send(client, page, act="save", **paper)
    assert refused.status == 409 and "บันทึกได้เฉพาะ เลย" in await words(refused)
    assert "ก-2" in await refused.text(), "what was typed is not lost"
    assert len(await db.read(views.latest, of.id)) == 1
    assert (await send(client, page, act="save", **{**paper, "q:province": "=TH-42"})).status == 303
    mine = (await db.read(views.latest, of.id))[0]
    assert mine.receipt in await (await client.get(page)).text()
    assert (await client.get(f"{page}/{mine.receipt}")).status == 200
    moved = {**paper, "q:province": "=TH-41", "act": "save", "reason": "ผิดจังหวัด", "seen": mine.seen}
    assert (await send(client, f"{page}/{mine.receipt}", **moved)).status == 409
