"""The desk's other pages by plain forms: a plan from Excel, the order of findings, lists to send, a quarter's list."""

import io
import re

from aiohttp import FormData
from openpyxl import load_workbook

from consultation.db import Database
from consultation.findings import service
from consultation.findings.service import FindingInput
from tests.admin.application import Client, sign_in, words
from tests.admin.strategy.signed import signed
from tests.consultation.plans.test_workbook import GOOD, book

PLANS = "/admin/planner/plans"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(content: bytes, **fields: str) -> FormData:
    usual = {"cluster": "2567:10", "title": "แผนพัฒนา", "period": "2571-2575", "version": "ร่าง 7", "goal": ""}
    form = FormData()
    for name, value in {**usual, **fields}.items():
        form.add_field(name, value)
    form.add_field("file", content, filename="แผน.xlsx", content_type=XLSX)
    return form


async def test_a_plan_is_checked_before_it_is_stored(client: Client, db: Database) -> None:
    await sign_in(client, db, "planner")
    template = await (await client.get(f"{PLANS}/template.xlsx")).read()
    assert load_workbook(io.BytesIO(template)).active is not None
    bad = await words(await client.post(f"{PLANS}/check", data=upload(book(*GOOD, ("โครงการ", "")))))
    assert "พบ 1 ข้อที่ต้องแก้" in bad and "10" in bad and "ยังไม่มีชื่อโครงการ" in bad
    for change, why in (({"period": "2571"}, "พ.ศ. สองปี"), ({"version": " "}, "ชื่อฉบับ"), ({"cluster": "x"}, "กลุ่มจังหวัด")):
        assert why in await words(await client.post(f"{PLANS}/check", data=upload(book(*GOOD), **change)))
    assert "ยังไม่ได้เลือกไฟล์" in await words(await client.post(f"{PLANS}/check", data={"title": "x"}))
    checked = await (await client.post(f"{PLANS}/check", data=upload(book(*GOOD)))).text()
    assert "อ่านได้ครบ" in checked and "ยังไม่มีแผน" in checked, "nothing is stored yet"
    structure = re.search(r'name="checked" value="([^"]+)"', checked)
    assert structure
    from html import unescape

    kept = unescape(structure[1])
    stored = await words(await client.post(PLANS, data={"checked": kept}))
    assert "นำเข้าแผนแล้ว" in stored and "ขุดลอกหนองหาน" in stored
    twice = await client.post(PLANS, data={"checked": kept})
    assert twice.status == 409 and "มีอยู่แล้ว" in await words(twice)
    assert (await client.post(PLANS, data={"checked": "{}"})).status == 409
    assert "ไม่มีข้อค้นพบใดชี้มา" in await words(await client.get(f"{PLANS}/1/unasked"))
    assert (await client.get(f"{PLANS}/1/unanswered")).status == 200
    assert (await client.get(f"{PLANS}/9")).status == 404
    assert (await client.get(f"{PLANS}/1/lines/project/999")).status == 404


async def test_ranking_lists_and_the_quarter(client: Client, db: Database) -> None:
    consultation, seen = await signed(db)
    made = await db.write(
        service.add, consultation, [seen.themes[0].id], FindingInput(statement="=น้ำไม่พอ", kind="need"), "a"
    )
    await sign_in(client, db, "planner")
    here = f"/admin/planner/strategy/{consultation}"
    assert "ตกลงเกณฑ์ก่อนให้คะแนน" in await words(await client.get(f"{here}/ranking"))
    set_up = {"name": ["เดือดร้อน", ""], "about": ["", ""], "weight": ["3", "1"]}
    page = await (await client.post(f"{here}/ranking/criteria", data=set_up)).text()
    field = re.search(r'name="(p-\d+-\d+)"', page)
    assert field
    assert "4.00 (ที่ 1)" in await words(await client.post(f"{here}/ranking", data={field[1]: "4"}))
    assert (await client.post(f"{here}/ranking", data={field[1]: "x"})).status == 409
    assert "เรื่องร้องเรียน" in await words(await client.get(f"{here}/local"))
    for which in ("provinces", "complaints"):
        sheet = load_workbook(io.BytesIO(await (await client.get(f"{here}/local/{which}.xlsx")).read())).active
        assert sheet is not None and sheet.max_row >= 1
    assert "ยังไม่มีอะไรให้แจ้ง" in await words(await client.get(f"{here}/replies"))
    assert (await client.get(f"{here}/replies/disposition:99")).status == 404
    assert "ไตรมาส" in await words(await client.get("/admin/planner/follow-up"))
    assert "ไตรมาส 1 ปีงบประมาณ 2570" in await words(await client.get("/admin/planner/follow-up?quarter=2570-1"))
    assert (await client.get("/admin/planner/follow-up?quarter=2570-9")).status == 409
    book_of = await client.get("/admin/planner/follow-up/commitments.xlsx?quarter=2570-1")
    assert book_of.status == 200 and "filename*=UTF-8''" in book_of.headers["Content-Disposition"]
    other = await client.get(f"/admin/planner/strategy/{consultation + 1}/findings/{made.id}")
    assert other.status == 404, "a finding is shown under its own consultation alone"
