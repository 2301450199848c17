"""The planner's desk as a browser without scripts sees it: search, population, who answered, rounds."""

import io
import re

from aiohttp import FormData
from openpyxl import load_workbook

from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.population import service
from consultation.search import fill
from consultation.themes import service as themes
from tests.admin.application import Client, sign_in, words
from tests.consultation.population.test_standing import ORIGIN, PLACES, answers, asks, people
from tests.consultation.themes.grouped import grouped, run_handlers
from tests.engines import on_sqlite

ROOT = "/admin/planner"
pytestmark = on_sqlite  # what they read stands in tests/consultation on both databases


async def test_a_search_is_made_kept_shared_and_taken_out(client: Client, db: Database) -> None:
    consultation_id, set_id = await grouped(db)
    await db.write(fill.begin)
    await sign_in(client, db, "planner")
    assert "กำลังเตรียมคำของความคิดเห็นเดิม" in await words(await client.get(f"{ROOT}/search"))
    await run_handlers(db, fill.FILL_JOB, fill.handlers(db))
    asked = {"q": "น้ำ*", "consultation": str(consultation_id), "question": "change"}
    html = await (await client.get(f"{ROOT}/search", params=asked)).text()
    marked = re.findall(r"<mark>([^<]+)</mark>", html)
    assert marked and all(word.startswith("น้ำ") for word in marked) and "ข้อมูลตัวอย่าง" in html
    theme = (await db.read(themes.view, set_id)).themes[0]
    assert f'<option value="{theme.id}">' in html
    query = re.search(r'name="query" value="([^"]+)"', html)
    assert query is not None
    form = {"query": query[1].replace("&amp;", "&"), "name": ""}
    refused = await client.post(f"{ROOT}/search/saved", data=form)
    assert refused.status == 409 and "ตั้งชื่อ" in (said := await refused.text()) and 'value="น้ำ*"' in said
    kept = await client.post(f"{ROOT}/search/saved", data=form | {"name": "น้ำทั้งหมด"})
    assert "เก็บการค้นหาแล้ว" in await words(kept) and kept.url.query["q"] == "น้ำ*"
    link = re.search(rf"{ROOT}/search/saved/(\d+)", await kept.text())
    assert link is not None
    for ending, kind in (("csv", "text/csv"), ("xlsx", "application/vnd")):
        file = await client.get(f"{ROOT}/search/comments.{ending}", params=asked)
        assert file.content_type.startswith(kind) and file.status == 200
    rows = list(load_workbook(io.BytesIO(await file.read())).active.iter_rows(values_only=True))
    assert rows[0][0] == "อ้างอิง" and all("น้ำ" in row[1] for row in rows[1:]) and len(rows) > 2
    await sign_in(client, db, "ADM", "สมหมาย")
    opened = await client.get(link[0])
    assert "กำลังดูการค้นหา “น้ำทั้งหมด”" in await words(opened) and opened.url.query["question"] == "change"
    assert (await client.post(f"{link[0]}/drop")).status == 409, "another's"
    assert f'href="{ROOT}/comments/' not in await opened.text()
    odd = {"q": '"', "consultation": "x", "since": "2569-99-99", "theme": "-1", "page": "9", "before": "a", "kind": "x"}
    assert (await client.get(f"{ROOT}/search", params=odd)).status == 200
    assert (await client.get(f"{ROOT}/search/saved/999")).status == 404


async def test_nothing_found_offers_the_beginning(client: Client, db: Database) -> None:
    await sign_in(client, db, "planner")
    none = await (await client.get(f"{ROOT}/search", params={"q": "ไม่มีคำนี้แน่<script>"})).text()
    assert "ลองคำที่สั้นลง" in none and "แน่<script>" not in none


async def test_a_table_is_looked_at_refused_with_its_rows_and_brought(client: Client, db: Database) -> None:
    await sign_in(client, db, "planner")
    about = {"source": "ตารางตัวอย่าง", "as_of": "2568-12-31", "sample": "1"}
    good = "จังหวัด,อายุ,ชาย,หญิง\n" + "".join(f"{iso},0-14,10,10\n{iso},15 ปีขึ้นไป,90,90\n" for iso in PLACES)
    bad = good + "รวม,0-14,5,5\nอุดรธานี,200,x,5\n"
    answer = await _send(client, about, bad, "bring")
    said = await words(answer)
    assert answer.status == 409 and "ลบแถวยอดรวมออก" in said and f"แถวที่ {2 * len(PLACES) + 2}" in said
    assert 'value="ตารางตัวอย่าง"' in await answer.text() and await db.read(service.listing) == []
    looked = await words(await _send(client, about, good, "look"))
    assert "ไฟล์ใช้ได้ ยังไม่ได้นำเข้า" in looked and await db.read(service.listing) == []
    refused = await _send(client, about | {"as_of": ""}, good, "bring")
    assert refused.status == 409 and "ข้อมูล ณ วันใด" in await words(refused)
    assert "นำเข้าตารางประชากรแล้ว" in await words(await _send(client, about, good, "bring"))
    [table] = await db.read(service.listing)
    assert (table.people, table.sample) == (200 * len(PLACES), True)
    assert "เลิกใช้แล้ว" in await words(await client.post(f"{ROOT}/population/{table.id}/retire"))
    await sign_in(client, db, "ADM", "สมหมาย")
    assert "นำเข้าตาราง" not in (await words(await client.get(f"{ROOT}/population"))).replace("นำเข้าตารางประชากรแล้ว", "")


async def test_an_open_link_is_no_sample_and_small_numbers_stay_in(client: Client, db: Database) -> None:
    id = await db.write(asks)
    await sign_in(client, db, "planner")
    here = f"{ROOT}/consultations/{id}/representativeness"
    assert "ยังไม่มีตารางประชากร" in await words(await client.get(here))
    await db.write(service.bring, ORIGIN, people(), "a")
    await db.write(answers, id, 240, "m")
    await db.write(answers, id, 120, "w")
    await db.write(answers, id, 3, "x", province="TH-83")
    said = await words(await client.get(here))
    assert "ไม่ใช่ตัวแทนทางสถิติ" in said and "ไม่มีค่าความคลาดเคลื่อน" in said and "±" not in said
    assert "อายุ 15 ปีขึ้นไป" in said and "ถ่วงแล้ว" in said and "ข้อมูลตัวอย่าง" in said
    book = load_workbook(io.BytesIO(await (await client.get(f"{here}.xlsx")).read()))
    assert "ไม่ใช่ตัวแทนทางสถิติ" in str(list(book.worksheets[0].values)) and len(book.worksheets) == 6
    assert (await client.get(f"{here}.csv")).content_type == "text/csv"
    await db.write(lambda session: setattr(session.get_one(Consultation, id), "sampling", "invited"))
    said = await words(await client.get(here))
    assert "ไม่ใช่ตัวแทนทางสถิติ" not in said and "เฉพาะผู้ได้รับเชิญ" in said
    assert (await client.get(here, params={"table": "99", "from": "18"})).status == 200
    assert (await client.get(f"{ROOT}/consultations/999/representativeness")).status == 404
    few = await db.write(asks)
    await db.write(answers, few, 90, "m")
    await db.write(answers, few, 3, "w")
    file = await client.get(f"{ROOT}/consultations/{few}/representativeness.xlsx")
    [head, *rows] = load_workbook(io.BytesIO(await file.read()))["เพศ"].values
    assert head[3] == "ตอบ" and {row[3] for row in rows[:2]} == {"น้อยกว่า 5 หรือปิดไว้ด้วยกัน"} and rows[2][1] is None


async def test_rounds_are_chosen_compared_and_taken_out(client: Client, db: Database) -> None:
    one, two = await db.write(asks), await db.write(asks)
    await db.write(answers, one, 40, "m")
    await db.write(answers, two, 30, "m")
    await db.write(answers, two, 10, "w")
    await sign_in(client, db, "planner")
    here = f"{ROOT}/rounds"
    assert "เลือกการรับฟัง 2–6 รอบ" in await words(await client.get(here))
    few = await client.get(here, params={"c": str(one)})
    assert few.status == 409 and "อย่างน้อย 2" in await words(few)
    both = [("c", str(one)), ("c", str(two))]
    said = await words(await client.get(here, params=both))
    assert "-25.0" in said and "ไม่ใช่ตัวแทนทางสถิติ" in said
    by = await words(await client.get(here, params=[*both, ("by", "urgency")]))
    assert "รายจังหวัด" in by and "อุดรธานี" in by
    book = load_workbook(io.BytesIO(await (await client.get(f"{here}.xlsx", params=both)).read()))
    rows = list(book.worksheets[1].values)
    assert any(row[2] == "ทุกจังหวัด" and row[4] == 40 for row in rows)
    assert (await client.get(f"{here}.csv", params=both)).content_type == "text/csv"


async def _send(client: Client, about: dict[str, str], content: str, act: str) -> object:
    form = FormData()
    for name, value in {**about, "act": act}.items():
        form.add_field(name, value)
    form.add_field("file", content.encode("utf-8-sig"), filename="ตาราง.csv", content_type="text/csv")
    return await client.post(f"{ROOT}/population", data=form)
