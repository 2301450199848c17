"""The pages of the privacy office: each register shown, each act done, each right asked for, each file made."""

import io
import json
import zipfile
from collections.abc import AsyncIterator

import openpyxl
import pytest
from docx import Document
from sqlmodel import Session, select

from admin.job_kinds import PERSONAL_STORES
from admin.privacy.shipped import texts
from consultation.audit import AuditEntry
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.privacy.notices import service as notices
from consultation.privacy.requests import service as requests
from consultation.privacy.sweeping import SWEEPS
from consultation.responses.models import Response
from consultation.vault import Vault
from consultation.wording import wording
from tests.admin.application import Client, application, sign_in, words
from tests.admin.reports.reading import unreadable
from tests.consultation.talk.test_rights import sent
from tests.engines import on_sqlite

ROOT = "/admin/privacy"
LETTER = {
    "kind": "erasure", "origin": "letter", "received_on": "2026-11-01", "name": "ผู้ขอทดสอบ", "reach": "ที่ว่าการอำเภอ",
    "said": "ขอให้ลบ", "proof": "ใบรับคำตอบ",
}  # fmt: skip
BREACH = {"title": "ส่งไฟล์ผิดคน", "aware_at": "2026-11-01T09:00", "risk": "high", "people": "40", "kinds": "รหัสบัญชี"}


@pytest.fixture
async def dpo(db: Database, vault: Vault) -> AsyncIterator[Client]:
    await db.write(notices.keep_shipped, texts())
    async with application(db, vault) as client:
        await sign_in(client, db, "DPO", "วันดี")
        yield client


async def test_a_letter_is_typed_in_taken_on_and_refused(dpo: Client, db: Database) -> None:
    bad = await dpo.post(f"{ROOT}/requests", data={**LETTER, "proof": "", "said": "ข้อความที่ต้องไม่หาย"})
    assert bad.status == 409 and "ข้อความที่ต้องไม่หาย" in await bad.text()
    made = await dpo.post(f"{ROOT}/requests", data=LETTER, allow_redirects=False)
    assert (made.status, made.headers["Location"]) == (303, f"{ROOT}/requests/1?did=taken_in")
    shown = await words(await dpo.get(f"{ROOT}/requests/1"))
    assert "ผู้ขอทดสอบ" in shown and "PR-0001 ขอให้ลบข้อมูล" in shown
    await dpo.post(f"{ROOT}/requests/1", data={"act": "begin", "version": "0"})
    stale = await dpo.post(
        f"{ROOT}/requests/1", data={"act": "answer", "version": "0", "text": "ลบแล้ว", "way": "letter"}
    )
    assert stale.status == 409 and "ลบแล้ว" in await stale.text()
    refusal = {"act": "refuse", "version": "1", "text": "ต้องเก็บไว้", "way": "letter", "section": "มาตรา 33 วรรคสอง"}
    done = await dpo.post(f"{ROOT}/requests/1", data=refusal)
    assert done.status == 200 and "มาตรา 33 วรรคสอง" in await words(done)
    told = (await db.read(_entries, "request.refuse"))[0]
    assert ((told.before or {})["state"], (told.after or {})["state"]) == ("working", "refused")
    sheet = await dpo.get(f"{ROOT}/requests.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(await sheet.read()))
    values = [cell for row in book.active.iter_rows(values_only=True) for cell in row]  # type: ignore[union-attr]
    assert "PR-0001" in values and "ผู้ขอทดสอบ" not in values, "a list names nobody"


async def test_who_may_only_read_sees_no_name(dpo: Client, db: Database, vault: Vault) -> None:
    await dpo.post(f"{ROOT}/requests", data=LETTER)
    reply = {"act": "answer", "version": "0", "text": "ลบให้นายตัวอย่างแล้ว", "way": "letter"}
    assert "ลบให้นายตัวอย่างแล้ว" in await words(await dpo.post(f"{ROOT}/requests/1", data=reply))
    async with application(db, vault) as reader:
        await sign_in(reader, db, "AUD", "ผู้ตรวจ")
        shown = await words(await reader.get(f"{ROOT}/requests/1"))
        assert "PR-0001" in shown and "ผู้ขอทดสอบ" not in shown and "นายตัวอย่าง" not in shown
        assert LETTER["proof"] not in shown and "คำตอบถึงผู้ขอ" not in shown
        assert (await reader.get(f"{ROOT}/person")).status == 403
        assert (await reader.post(f"{ROOT}/requests", data=LETTER)).status == 403
        assert "ข้อมูลของบุคคล" not in await words(await reader.get(ROOT))


async def test_one_person_is_seen_copied_and_erased(dpo: Client, db: Database, vault: Vault) -> None:
    await sent(db, vault)
    receipt = await db.read(lambda session: session.exec(select(Response.receipt)).one())
    unknown = await dpo.post(f"{ROOT}/person", data={"code": "สมชาย"})
    assert unknown.status == 409 and "ใบรับคำตอบ" in await words(unknown)
    seen = await dpo.post(f"{ROOT}/person", data={"code": receipt})
    shown = await words(seen)
    assert "น้ำไม่พอทำนา" in shown and "บัญชีที่ใช้ติดต่อ" in shown and seen.headers["Cache-Control"] == "no-store"
    packed = await dpo.post(f"{ROOT}/person/copy", data={"code": receipt})
    with zipfile.ZipFile(io.BytesIO(await packed.read())) as archive:
        assert archive.namelist() == ["read-me.txt", "data.json"]
        content = json.loads(archive.read("data.json"))
        assert content["found_by"] == "receipt" and content["tables"]["contact"][0]["address"] == "U1"
        assert "น้ำไม่พอทำนา" in archive.read("read-me.txt").decode("utf-8-sig")
    await dpo.post(f"{ROOT}/requests", data=LETTER)
    wrong = await dpo.post(f"{ROOT}/person/erase", data={"code": receipt, "again": "อื่น", "request": "1"})
    assert wrong.status == 409 and "ไม่ได้ลบ" in await words(wrong)
    gone = await dpo.post(f"{ROOT}/person/erase", data={"code": receipt, "again": receipt.lower(), "request": "1"})
    shown = await words(gone)
    assert "ลบข้อมูลของผู้ขอทุกตารางแล้ว" in shown and "ยังไม่มีใครแจ้งผู้ขอ" in shown and "คำตอบถึงผู้ขอ" in shown
    told = await dpo.post(
        f"{ROOT}/requests/1", data={"act": "answer", "version": "1", "text": "ลบแล้วทั้งหมด", "way": "letter"}
    )
    assert "ตอบคำขอแล้ว" in await words(told)
    assert (await dpo.post(f"{ROOT}/person", data={"code": receipt})).status == 409
    looked = await db.read(_entries, "privacy.look")
    assert len(looked) == 1 and receipt not in str(looked[0].model_dump())


async def test_a_breach_is_noted_changed_and_written_about(dpo: Client, db: Database) -> None:
    bad = await dpo.post(f"{ROOT}/incidents", data={**BREACH, "people": "หลายคน"})
    assert bad.status == 409 and "ส่งไฟล์ผิดคน" in await bad.text()
    made = await dpo.post(f"{ROOT}/incidents", data=BREACH)
    shown = await words(made)
    assert "เกิน 72 ชั่วโมง" in shown and "ยังไม่ได้แจ้งเจ้าของข้อมูล" in shown
    home = await words(await dpo.get("/admin"))
    assert "ข้อมูลส่วนบุคคล: ต้องทำทันที" in home and "PI-0001 ส่งไฟล์ผิดคน" in home
    await dpo.post(f"{ROOT}/incidents/1", data={**BREACH, "act": "change", "version": "0", "measures": "เรียกคืนไฟล์แล้ว"})
    told = (await db.read(_entries, "incident.change"))[0]
    assert ((told.before or {})["measures"], (told.after or {})["measures"]) == ("", "เรียกคืนไฟล์แล้ว")
    refused = await dpo.post(f"{ROOT}/incidents/1", data={"act": "close", "version": "1"})
    assert refused.status == 409
    for which, wanted in (("office", "เลขาธิการ"), ("people", "เจ้าของข้อมูล")):
        file = await dpo.get(f"{ROOT}/incidents/1/{which}.docx")
        document = Document(io.BytesIO(await file.read()))
        said = "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for c in t._cells])
        assert wanted in said and "๓๗ (๔)" in said and "เรียกคืนไฟล์แล้ว" in said
        assert ("เจ็ดสิบสองชั่วโมง" in said) == (which == "office")
        pdf = await (await dpo.get(f"{ROOT}/incidents/1/{which}.pdf")).read()
        assert unreadable(pdf) == []


async def test_a_version_is_written_compared_and_approved_by_somebody_else(
    dpo: Client, db: Database, vault: Vault
) -> None:
    draft = {"language": "th", "text:complain_text": "ร้องเรียนต่อ สคส. ได้", "why": "สั้นลง"}
    made = await dpo.post(f"{ROOT}/notice-draft", data=draft)
    shown = await words(made)
    assert "ต่างจากฉบับที่ 1: 1 ข้อความ" in shown and "ร้องเรียนต่อ สคส. ได้" in shown and "รอผู้มีสิทธิอนุมัติ" in shown
    row = await db.read(notices.one, 2)
    own = await dpo.post(f"{ROOT}/notices/2/approve", data={"seen": row.digest})
    assert own.status == 409
    async with application(db, vault) as head:
        await sign_in(head, db, "HEAD", "หัวหน้า")
        assert "อนุมัติฉบับที่ 2" in await words(await head.get(f"{ROOT}/notices/2"))
        done = await head.post(f"{ROOT}/notices/2/approve", data={"seen": row.digest})
        assert done.status == 200 and "อนุมัติแล้ว" in await words(done)
    assert "ร้องเรียน" in await words(await dpo.get(f"{ROOT}/notices/1"))


@on_sqlite
async def test_a_draft_is_thrown_away_by_its_number(dpo: Client, db: Database) -> None:
    await dpo.post(f"{ROOT}/notice-draft", data={"language": "th", "text:complain_text": "ร้องเรียนได้", "why": "x"})
    assert "ลบร่างแล้ว" in await words(await dpo.post(f"{ROOT}/notices/2/drop"))
    assert [row.number for row in await db.read(notices.every)] == [1]
    assert (await dpo.post(f"{ROOT}/notices/1/drop")).status == 409, "what holds stays"


async def test_the_public_page_shows_the_version_and_every_other_that_held(
    dpo: Client, db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    assert citizen is not None
    code = await db.read(_code)
    await dpo.post(f"{ROOT}/notice-draft", data={
        "language": "th", "text:complain_text": "ข้อความใหม่", "why": "x", "also_open": "1"})  # fmt: skip
    page = await words(await dpo.get(f"/c/{code}/privacy"))
    assert "ประกาศฉบับที่ 1" in page and "ข้อความใหม่" not in page, "a draft is shown to nobody"
    assert (await dpo.get(f"/c/{code}/privacy?version=2")).status == 404
    row = await db.read(notices.one, 2)
    await db.write(notices.approve, 2, row.digest, "หัวหน้า")
    assert "ข้อความใหม่" in await words(await dpo.get(f"/c/{code}/privacy"))
    assert "ข้อความใหม่" not in await words(await dpo.get(f"/c/{code}/privacy?version=1"))


@on_sqlite
async def test_a_page_shows_a_version_from_before_a_text_was_added(dpo: Client, db: Database, vault: Vault) -> None:
    await sent(db, vault)

    def older(session: Session) -> None:
        row = notices.one(session, 1)
        row.texts = {each: {key: told for key, told in said.items() if key != "complain_text"}
                     for each, said in row.texts.items() if each != "en"}  # fmt: skip
        session.add(row)

    await db.write(older)
    code = await db.read(_code)
    for language in ("th", "en"):
        page = await dpo.get(f"/c/{code}/privacy?lang={language}")
        assert page.status == 200 and texts()[language]["complain_text"][:20] in await words(page)


@on_sqlite
async def test_the_register_of_processing_as_page_workbook_and_pdf(dpo: Client, db: Database) -> None:
    assert "90 วันหลังปิดรับ" in await words(await dpo.get(f"{ROOT}/processing"))
    own = {"activity": "answers", "part": "purpose", "text": "จัดทำแผนฉบับใหม่"}
    assert "จัดทำแผนฉบับใหม่" in await words(await dpo.post(f"{ROOT}/processing", data=own))
    sheet = await dpo.get(f"{ROOT}/processing.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(await sheet.read()))
    first, second = book.worksheets
    assert first.cell(2, 2).value == "จัดทำแผนฉบับใหม่" and second.max_row > 30
    assert (await (await dpo.get(f"{ROOT}/processing.pdf")).read()).startswith(b"%PDF")
    await dpo.post(f"{ROOT}/processing", data={**own, "act": "back"})
    assert "จัดทำแผนฉบับใหม่" not in await words(await dpo.get(f"{ROOT}/processing"))


async def test_what_was_destroyed_and_what_is_due_as_page_and_workbook(dpo: Client, db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ลบข้อมูลของฉัน", "2")
    shown = await words(await dpo.get(f"{ROOT}/destruction"))
    assert "เจ้าของข้อมูลขอให้ลบ" in shown and "ลบคำตอบด้วย" in shown and "ที่จะถึงกำหนด" in shown
    sheet = await dpo.get(f"{ROOT}/destruction.xlsx?rule=privacy.forget")
    rows = list(openpyxl.load_workbook(io.BytesIO(await sheet.read())).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[5:] for row in rows] == [("สิ่งที่ทำลาย", "จำนวน"), ("คำตอบของเจ้าของข้อมูล", 1)]
    assert await db.read(requests.waiting) == []


def _entries(session: Session, action: str) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def _code(session: Session) -> str:
    return session.exec(select(Consultation.code)).one()


def test_whatever_can_be_destroyed_has_a_name_in_thai() -> None:
    named = wording("admin.privacy")["destroyed"]
    assert {store.name for store in PERSONAL_STORES} | set(SWEEPS) <= set(named)
