"""Questionnaires as files on the officer's pages: out, in, kept as templates, used again."""

import io
from functools import partial

import pytest
from aiohttp import FormData
from openpyxl import load_workbook

from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.forms import files as form_files
from consultation.forms import office
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.forms.xlsform import normal, pack, read
from tests.admin.application import CLUSTER, Client, draft, opened, sign_in, words
from tests.consultation.forms.workbooks import workbook

PICTURE = b"\x89PNG\r\n\x1a\n a well"


def upload(files: dict[str, bytes], **fields: str) -> FormData:
    form = FormData(quote_fields=False)  # as browsers do
    for name, value in fields.items():
        form.add_field(name, value)
    for name, content in files.items():
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
    return form


def wells() -> bytes:
    survey = [
        ["type", "name", "label", "calculation", "media::image"],
        ["text", "well", "บ่อของท่านอยู่ที่ใดคะ", "", "well.png"],
        ["calculate", "depth", "", "pulldata('wells', 'depth', 'name', ${well})", ""],
    ]
    return workbook(survey=survey, settings=[["form_title"], ["บ่อน้ำใน{cluster}"]])  # type: ignore[list-item]


async def test_a_questionnaire_goes_to_excel_and_comes_back_changed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/file"
    got = await client.get(f"{page}/download")
    assert got.headers["Content-Disposition"].startswith('attachment; filename="form.xlsx"')
    book = load_workbook(io.BytesIO(await got.read()))
    sheet = book["survey"]
    column = [cell.value for cell in sheet[1]].index("label::ไทย (th)") + 1
    row = [cell.value for cell in sheet["B"]].index("problem") + 1
    sheet.cell(row, column).value = "เดือดร้อนเรื่องใดคะ"
    changed = io.BytesIO()
    book.save(changed)

    sent = upload({"แก้แล้ว.xlsx": changed.getvalue()}, revision="1")
    done = await client.post(page, data=sent, allow_redirects=False)
    assert done.headers["Location"].endswith("questions?done=replaced")
    before, after = await db.read(first), await db.read(forms.current, view.id)
    assert after.question("problem").label["th"] == "เดือดร้อนเรื่องใดคะ"  # type: ignore[union-attr]
    unchanged = [question for question in after.questions if question.name != "problem"]
    assert unchanged == [question for question in normal(before).questions if question.name != "problem"]


def first(session: object) -> Form:
    from consultation.forms.templates import fill
    from consultation.places.schemes import cluster

    return fill("needs", cluster(CLUSTER))


async def test_what_is_wrong_is_shown_by_row_and_the_questions_stay(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/file"
    bad = workbook(survey=[["type", "name", "label"], ["barcode", "a", "ก"], ["text", "", "ข"]])
    answer = await client.post(page, data=upload({"เสีย.xlsx": bad}, revision="1"))
    said = await words(answer)
    assert answer.status == 409 and "survey แถว 2" in said and "survey แถว 3" in said and "บาร์โค้ด" in said
    for files, says in (
        ({}, "ยังไม่ได้เลือกไฟล์"),
        ({"ก.xlsx": wells(), "ข.xlsx": wells()}, "มากกว่าหนึ่งไฟล์"),
        ({"ก.xlsx": wells()}, "wells.csv"),
        ({"ก.xlsx": wells(), "ข.exe": b"MZ"}, "ข.exe"),
        ({"ก.xlsx": bytes(21 * 1024 * 1024)}, "ใหญ่เกินไป"),
    ):
        answer = await client.post(page, data=upload(files, revision="1"))
        assert answer.status == 409 and says in await words(answer), says
    assert (await db.read(consult.view, view.id)).revision == 1


async def test_a_file_of_an_older_revision_or_for_an_open_consultation_is_refused(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view, live = await db.write(draft), await db.write(opened)
    files = {"ก.xlsx": pack(await db.read(forms.current, view.id)).content}
    older = await client.post(f"/admin/consultations/{view.id}/file", data=upload(files, revision="7"))
    assert older.status == 409 and "บันทึกแบบสอบถามนี้ไปก่อนแล้ว" in await words(older)
    while_open = await client.post(f"/admin/consultations/{live.id}/file", data=upload(files, revision="1"))
    assert while_open.status == 409 and "เปิดรับอยู่" in await words(while_open)


async def test_a_consultation_is_made_of_a_file_with_its_table_and_picture(client: Client, db: Database) -> None:
    await sign_in(client, db)
    table = "name,depth\nก,12\n".encode()
    files = {"บ่อ.xlsx": wells(), "wells.csv": table, "well.png": PICTURE}
    sent = upload(files, cluster=CLUSTER, template="file", title="บ่อน้ำ", plan="")
    made = await client.post("/admin/new", data=sent, allow_redirects=False)
    assert made.status == 303
    [view] = await db.read(consult.listing)
    form = await db.read(forms.current, view.id)
    assert (form.title["th"], form.tables[0].rows, view.template) == ("บ่อน้ำ", (("ก", "12"),), "")
    assert await db.read(form_files.of, f"consultation:{view.id}") == {"well.png": PICTURE}

    got = await client.get(f"/admin/consultations/{view.id}/file/download")
    assert got.content_type == "application/zip"
    again = upload({"form.zip": await got.read()}, revision="1")
    done = await client.post(f"/admin/consultations/{view.id}/file", data=again, allow_redirects=False)
    assert done.status == 303
    assert await db.read(forms.current, view.id) == form.model_copy(update={"revision": 1})
    # The workbook alone will do where the tables are known.
    alone = await client.post(
        f"/admin/consultations/{view.id}/file", data=upload({"บ่อ.xlsx": wells()}, revision="1"), allow_redirects=False
    )
    assert alone.status == 303
    assert (await db.read(forms.current, view.id)).tables == form.tables


async def test_an_office_keeps_a_template_and_another_cluster_gets_its_own_places(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/file"
    kept = await client.post(f"{page}/template", data={"name": "น้ำประจำปี", "about": "ทุกปี"}, allow_redirects=False)
    assert kept.headers["Location"].endswith("file?done=kept")
    again = await client.post(f"{page}/template", data={"name": "น้ำประจำปี", "about": ""})
    assert again.status == 409 and "มีแม่แบบชื่อ “น้ำประจำปี” อยู่แล้ว" in await words(again)

    offered = await (await client.get("/admin/new?cluster=2567:18")).text()
    assert "น้ำประจำปี" in offered and "ของสำนักงาน" in offered
    sent = upload({}, cluster="2567:18", template="office-1", title="น้ำปีนี้", plan="")
    await client.post("/admin/new", data=sent, allow_redirects=False)
    made = max(await db.read(consult.listing), key=lambda one: one.id)
    form = await db.read(forms.current, made.id)
    province = form.by_role("province")
    assert made.template == "office-1" and province is not None
    assert {choice.name for choice in province.choices}.isdisjoint({"TH-41", "@provinces"})

    listed = await words(await client.get("/admin/templates"))
    assert "น้ำประจำปี" in listed and "สำรวจปัญหาและความต้องการ" in listed
    got = await client.get("/admin/templates/office-1/file")
    template = read(await got.read(), "office-1.xlsx")
    assert template == await db.read(office.find, "office-1")
    shipped = await client.get("/admin/templates/needs/file")
    sent = upload({"needs.xlsx": await shipped.read()}, name="ของเรา", about="", kind="survey")
    assert (await client.post("/admin/templates", data=sent, allow_redirects=False)).status == 303
    gone = await client.post("/admin/templates/office-1/delete", allow_redirects=False)
    assert gone.status == 303
    assert list(await db.read(office.offered))[-1] == "office-2"
    assert (await client.post("/admin/templates/needs/delete")).status == 409


async def test_people_see_the_pictures_of_a_questionnaire_once_it_is_open(client: Client, db: Database) -> None:
    live, view = await db.write(opened), await db.write(draft)
    for one in (live, view):
        await db.write(form_files.keep, f"consultation:{one.id}", {"บ่อ.png": PICTURE, "x.txt": b"x"}, "test")
    shown = await client.get(f"/c/{live.code}/files/บ่อ.png")
    assert (shown.status, shown.content_type, await shown.read()) == (200, "image/png", PICTURE)
    for missing in (f"/c/{view.code}/files/บ่อ.png", f"/c/{live.code}/files/x.txt", f"/c/{live.code}/files/no.png"):
        assert (await client.get(missing)).status == 404
    await sign_in(client, db)
    assert (await client.get(f"/c/{view.code}/files/บ่อ.png")).status == 200


async def test_a_file_that_people_have_seen_does_not_become_another(db: Database) -> None:
    await db.write(form_files.keep, "consultation:1", {"a.png": PICTURE}, "test")
    await db.write(partial(form_files.keep, shown=True), "consultation:1", {"a.png": PICTURE, "b.png": b"b"}, "test")
    with pytest.raises(Refused, match=r"a\.png"):
        await db.write(partial(form_files.keep, shown=True), "consultation:1", {"a.png": b"other"}, "test")
    assert await db.read(form_files.of, "consultation:1") == {"a.png": PICTURE, "b.png": b"b"}
