"""The page of documents: what is missing and where to mend it, text to copy, files; what the office writes is kept."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from sqlmodel import Session, select

from consultation.announcements import service as announcements
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from tests.admin.application import Client, draft, opened, sign_in, words

WRITTEN = {
    "about": "รับฟังเรื่องน้ำและถนน",
    "contact": "ศาลากลางจังหวัด",
    "dated": "2026-06-01",
    "signer": "นายตัวอย่าง สมมติ",
    "position": "หัวหน้ากลุ่มงาน",
}


async def test_what_is_missing_is_listed_and_goes_when_it_is_written(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    page = f"/admin/consultations/{view.id}/documents"
    html = await (await client.get(page)).text()
    assert 'href="documents#signer"' in html and "ยังขาดข้อมูล" in html
    assert "ร่าง ข้อมูลยังไม่ครบ" in html
    answer = await client.post(page, data=WRITTEN, allow_redirects=False)
    assert answer.status == 303
    html = await (await client.get(page)).text()
    assert "ข้อมูลครบ" in html and 'href="documents#signer"' not in html.partition('id="result-notice"')[0]
    assert "นายตัวอย่าง สมมติ" in html and "ประกาศ ณ วันที่ ๑ มิถุนายน พ.ศ." in html
    assert view.code in html and 'id="text-notice"' in html


async def test_files_are_what_they_are_called(client: Client, db: Database) -> None:
    await sign_in(client, db, "MON")
    view = await db.write(opened)
    page = f"/admin/consultations/{view.id}/documents"
    got = {form: await client.get(f"{page}/notice.{form}") for form in ("pdf", "docx", "txt")}
    assert (await got["pdf"].read()).startswith(b"%PDF")
    assert "word/document.xml" in ZipFile(BytesIO(await got["docx"].read())).namelist()
    assert (await got["txt"].read()).decode("utf-8-sig").startswith("ร่าง ข้อมูลยังไม่ครบ\r\nประกาศ")
    assert f'filename="notice-{view.code}.pdf"' in got["pdf"].headers["Content-Disposition"]
    result = await client.get(f"{page}/result-notice.txt")
    assert "น้อยกว่า ๕ คน" in await result.text()
    assert (await client.get(f"{page}/other.pdf")).status == 404
    assert (await client.post(page, data=WRITTEN)).status == 403, "only reads"


async def test_a_wrong_day_is_refused_and_what_was_typed_stays(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/documents"
    answer = await client.post(page, data={**WRITTEN, "dated": "1 มิ.ย. 69"})
    assert answer.status == 409
    shown = await answer.text()
    assert "อ่านวันที่ “1 มิ.ย. 69”" in await words(answer) and 'value="หัวหน้ากลุ่มงาน"' in shown
    assert await db.read(announcements.written, view.id) == {}
    assert (await client.post(page, data={"signer": "ก" * 201})).status == 409


async def test_entries_are_kept_by_key_and_told_in_the_audit(db: Database) -> None:
    view = await db.write(draft)

    def acts(session: Session) -> list[AuditEntry]:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == "announcement.write")))

    await db.write(announcements.write, view.id, {"signer": "  ก  ข ", "unknown": "x"}, "สมใจ")
    await db.write(announcements.write, view.id, {"signer": "ก ข"}, "สมใจ")
    after = await db.write(announcements.write, view.id, {"position": "หัวหน้า", "signer": ""}, "สมใจ")
    assert after == {"position": "หัวหน้า"}
    entries = await db.read(acts)
    assert [entry.after for entry in entries] == [{"signer": "ก ข"}, {"position": "หัวหน้า"}]


async def test_the_result_counts_from_what_is_closed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    page = f"/admin/consultations/{view.id}/documents"
    assert "ยังไม่ปิด" in await words(await client.get(page))
    await db.write(consult.close, view.id, "สมใจ")
    due = (await db.read(consult.view, view.id)).result_due
    assert due is not None  # moved by days off, wherever today falls
    await client.post(page, data={"result_dated": (due + timedelta(days=5)).date().isoformat()})
    shown = await words(await client.get(page))
    assert "ยังไม่ปิด" not in shown and "ช้ากว่ากำหนด ๕ วัน" in shown and "เหตุที่ประกาศผลช้ากว่ากำหนด" in shown
