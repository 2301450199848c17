"""What a citizen may say at any time works on every platform, by typing and by its buttons, within its rules."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, col, select

from bot.models import InboxEvent
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.people.models import Consent
from consultation.responses import service as responses
from consultation.responses.models import Comment, Response
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.channels.house import Person, house
from tests.consultation.talk.citizens import consultation

Here = tuple[Person, ConsultationView]
# Every channel and every database, each with one of the other.
pytestmark = pytest.mark.parametrize(
    ("here", "url"), [("line", "postgresql"), ("telegram", "sqlite")], indirect=True, ids=["line", "telegram"]
)
WHOLE = (
    ("อุดร", "อำเภอ"), ("กุมภวาปี", "ฐานะใด"), ("1", "ช่วงอายุ"), ("60 ปีขึ้นไป", "เดือดร้อนที่สุด"), ("3 4", "เล่าให้ฟัง"),
    ("น้ำไม่พอทำนา", "แก้ไขอย่างไร"), ("ขุดลอกคลอง", "เกิดที่ไหน"), ("ทั้งอำเภอ", "เร่งด่วน"), ("มาก", "ลงในรายงาน"),
    ("ยินยอม", "ติดต่อกลับ"), ("ไม่ยินยอม", "ตรวจคำตอบ"), ("ส่ง", "ไม่ใช่การลงมติ"),
)  # fmt: skip


def words(key: str) -> str:
    """The longest run of a sentence of the catalogue that no blank changes."""
    filled = say(key, **dict.fromkeys(("count", "since", "at", "scope", "title", "date", "receipt"), "\0"))
    return max(filled.split("\0"), key=len).strip()


@pytest.fixture
async def here(request: pytest.FixtureRequest, db: Database, vault: Vault) -> AsyncIterator[Here]:
    made = await db.write(consultation, title="เรื่องน้ำ")
    async with house(request.param, db, vault) as person:
        yield person, made


async def sent(person: Person, made: ConsultationView) -> None:
    await person.says(made.code, "พร้อมเริ่มตอบไหมคะ")
    await person.taps("เริ่มตอบ", "จังหวัดใด")
    for text, wanted in WHOLE:
        await person.says(text, wanted)


async def test_before_any_talk_and_with_nothing_open(here: Here, db: Database) -> None:
    person, made = here
    await db.write(consult.close, made.id, "officer:1")
    await person.says("ข้อมูลของฉันค่ะ", words("mine_none"))
    await person.says("ขอแก้ไข", words("correct_nothing"))
    await person.says("ถอนความยินยอม", words("consents_none"))
    await person.says("ช่วยเหลือ", words("help_rights"))
    await person.taps("ลบข้อมูลของฉัน", words("forget_nothing"))
    await person.says("ไฟไหม้บ้าน ช่วยด้วย", "199")


async def test_all_four_after_sending(here: Here, db: Database) -> None:
    person, made = here
    await sent(person, made)
    await person.says("ช่วยเหลือ", words("help_rights"))
    shown = await person.taps("ข้อมูลของฉัน", "รหัสอ้างอิง")
    assert "เรื่องน้ำ" in shown.text
    await person.taps("ดูต่อ", "ความเร่งด่วน")
    await person.taps("ขอแก้ไข", words("correct_which"))
    await person.says("ปัญหา", "เล่าให้ฟัง")
    await person.says("ดินเค็ม", "ตรวจคำตอบ")
    await person.taps("ส่งคำตอบ", "ไม่ใช่การลงมติ")
    assert {row.raw for row in await db.read(rows_of, Comment)} == {"ดินเค็ม", "ขุดลอกคลอง"}
    await person.says("ถอนความยินยอม", words("consents_which"))
    await person.says("1", "มีผลทันที")
    assert [row.withdrawn_at is None for row in await db.read(rows_of, Consent)] == [False]
    await person.says("ลบข้อมูลของฉัน", words("forget_how")[:40])
    await person.taps("ลบคำตอบด้วย", words("forget_erased"))
    figures = await db.read(responses.figures, made.id)
    assert figures.submitted == 0
    assert {(row.raw, row.text) for row in await db.read(rows_of, Comment)} == {("", "")}
    raws = [row.raw for row in await db.read(rows_of, InboxEvent)]
    assert raws[:-1] and set(raws[:-1]) == {b""}, "nothing that was typed is left, but the last tap"
    forgotten = [entry for entry in await db.read(rows_of, AuditEntry) if entry.action == "privacy.forget"]
    assert [entry.after for entry in forgotten] == [{"erased": True, "responses": 1}]
    assert person.citizen.id not in "".join(str(entry.model_dump()) for entry in await db.read(rows_of, AuditEntry))


async def test_cut_after_the_close_and_no_second_answer_while_open(here: Here, db: Database) -> None:
    person, made = here
    await sent(person, made)
    await person.says("ลบข้อมูลของฉัน", words("forget_how")[:40])
    await person.says("1", words("forget_cut"))
    await person.says(made.code, words("took_part"))
    await db.write(consult.close, made.id, "officer:1")
    await person.says("ข้อมูลของฉัน", words("mine_none"))
    (response,) = await db.read(rows_of, Response)
    assert response.state == "submitted" and (await db.read(responses.figures, made.id)).submitted == 1


async def test_in_the_middle_of_a_talk_the_way_back_is_one_tap(here: Here) -> None:
    person, made = here
    await person.says(made.code, "พร้อมเริ่มตอบไหมคะ")
    await person.says("เริ่ม", "จังหวัดใด")
    await person.says("อุดร", "อำเภอใด")
    await person.says("ข้อมูลของฉัน", "คำตอบของท่าน")
    await person.taps("ตอบต่อ", "อำเภอใด")
    await person.says("หยุดก่อน", words("remind_offer"))
    await person.taps("เตือนพรุ่งนี้", "จะเตือนราว")
    await person.says("เมนู", "ท่านอยากร่วมเรื่องไหน")
    await person.says("1", "อำเภอใด")
    await person.says("เริ่มใหม่", words("restart_ask"))
    await person.taps("เริ่มใหม่เลย", "จังหวัดใด")


def rows_of(session: Session, table: type) -> list:  # type: ignore[type-arg]
    return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]
