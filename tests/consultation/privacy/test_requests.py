"""Requests have thirty days, are answered in the chat they came from, and nobody's name stands in the audit record."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.law import due
from consultation.people.models import Contact
from consultation.privacy import watch
from consultation.privacy.links import cut_contacts
from consultation.privacy.requests import service
from consultation.privacy.requests.cutting import KEPT, cut, sweep
from consultation.privacy.requests.models import RightsRequest
from consultation.privacy.requests.values import Asked
from consultation.privacy.store import Ended
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.talk.citizens import ANSWERS, Citizen, consultation, keys, turns
from tests.consultation.talk.test_hear import rows
from tests.engines import on_sqlite

pytestmark = pytest.mark.usefixtures("fixed_clock")
LETTER = Asked(
    kind="objection", origin="letter", received_on=date(2026, 11, 1), name="ผู้ขอทดสอบ", reach="บ้านเลขที่ทดสอบ",
    said="ไม่ให้ใช้ข้อมูล", proof="แสดงใบรับคำตอบ",
)  # fmt: skip


async def claimed(db: Database, vault: Vault) -> Citizen:
    """Somebody who objected in their chat and said more."""
    citizen = Citizen(db, vault)
    assert keys(await citizen.says("ขอใช้สิทธิ")) == ["claim_which"]
    (said,) = await citizen.presses("คัดค้านการใช้ข้อมูล")
    assert said["key"] == "claim_kept" and "PR-0001" in said["text"] and "2 ธ.ค. 2569" in said["text"]
    assert keys(await citizen.presses("บอกรายละเอียด")) == ["claim_say"]
    await citizen.says("อย่าส่งให้หน่วยงานอื่น")
    return citizen


@on_sqlite
async def test_what_is_open_is_listed_among_what_is_kept(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    await citizen.says("สวัสดี")
    kinds = ("ขอรับไฟล์ข้อมูล", "คัดค้านการใช้ข้อมูล", "ขอให้ระงับการใช้", "ให้เจ้าหน้าที่แก้ไข")
    for kind in kinds:
        await citizen.says("ข้อมูลของฉัน", "ขอใช้สิทธิอื่น", kind)
    lines = [
        say("mine_request", ref=f"PR-{number:04}", kind=kind, due="2 ธ.ค. 2569") for number, kind in enumerate(kinds, 1)
    ]
    assert "\n".join(lines) in (await citizen.says("ข้อมูลของฉัน"))[0]["text"], "also where nothing else is kept"
    made = await db.write(consultation)
    await citizen.says(made.code, "เริ่ม", "อุดร")
    assert "\n".join(lines) in (await citizen.says("ข้อมูลของฉัน"))[0]["text"]
    other = Citizen(db, vault, "U2")
    await other.says("สวัสดี")
    assert "PR-" not in str(await other.says("ข้อมูลของฉัน"))
    await db.write(service.answer, vault, 1, 0, "ส่งให้แล้ว", "chat", "วันดี")
    assert "\n".join(lines[1:]) in (said := (await citizen.says("ข้อมูลของฉัน"))[0]["text"]) and "PR-0001" not in said


async def test_a_request_of_the_chat_is_answered_in_the_chat(db: Database, vault: Vault) -> None:
    await claimed(db, vault)
    (one,) = await db.read(service.waiting)
    assert (one.kind, one.origin, one.left(due.today()), one.reachable) == ("objection", "chat", 30, True)
    assert (await db.read(service.private, vault, one.id)).said == "อย่าส่งให้หน่วยงานอื่น"
    await db.write(service.begin, one.id, 0, "วันดี")
    with pytest.raises(Refused, match="ไปก่อนแล้ว"):
        await db.write(service.answer, vault, one.id, 0, "ทำแล้ว", "chat", "มานี")
    await db.write(service.answer, vault, one.id, 1, "หยุดใช้แล้วตั้งแต่วันนี้", "chat", "วันดี")
    (told,) = (await db.read(turns))[-1]
    assert "PR-0001" in told["text"] and "หยุดใช้แล้วตั้งแต่วันนี้" in told["text"]
    entries = [row for row in await db.read(rows, AuditEntry) if row.subject == "request:1"]
    assert [row.action for row in entries] == ["request.ask", "request.begin", "request.answer"]
    assert not any("หน่วยงานอื่น" in str(row.model_dump()) or "หยุดใช้" in str(row.model_dump()) for row in entries)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("ขอรับไฟล์ข้อมูล", "portability"), ("คัดค้านการใช้ข้อมูล", "objection"), ("ขอให้ระงับการใช้", "restriction"),
     ("ให้เจ้าหน้าที่แก้ไข", "correction")],
)  # fmt: skip
async def test_each_right_is_one_button(label: str, kind: str, db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    await citizen.says("ขอใช้สิทธิอื่น")
    await citizen.presses(label)
    (one,) = await db.read(service.waiting)
    assert (one.kind, one.origin) == (kind, "chat")


async def test_the_same_right_asked_for_again_is_the_same_request(db: Database, vault: Vault) -> None:
    citizen = await claimed(db, vault)
    await citizen.says("ใช้สิทธิ")
    (said,) = await citizen.says("2")
    assert "PR-0001" in said["text"] and len(await db.read(rows, RightsRequest)) == 1


async def test_a_refusal_names_the_section_and_the_right_to_complain(db: Database, vault: Vault) -> None:
    await claimed(db, vault)
    with pytest.raises(Refused, match="มาตรา"):
        await db.write(service.refuse, vault, 1, 0, "จำเป็นต้องใช้", "", "chat", "วันดี")
    await db.write(service.refuse, vault, 1, 0, "จำเป็นต้องใช้", "มาตรา 32", "chat", "วันดี")
    (told,) = (await db.read(turns))[-1]
    assert "ตามมาตรา 32" in told["text"] and "มาตรา 73" in told["text"] and "จำเป็นต้องใช้" in told["text"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": "all"}, "สิทธิใด"), ({"origin": "chat"}, "มาทางใด"), ({"received_on": date(2027, 1, 1)}, "ข้างหน้า"),
        ({"name": " "}, "ชื่อผู้ขอ"), ({"said": ""}, "ต้องการอะไร"), ({"proof": ""}, "เจ้าของข้อมูล"),
        ({"said": "ก" * 2001}, "2001"),
    ],
)  # fmt: skip
@on_sqlite
async def test_what_is_missing_in_a_letter_is_said_and_nothing_is_kept(
    db: Database, vault: Vault, wrong: dict[str, object], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        await db.write(service.take_in, vault, LETTER.model_copy(update=wrong), "มานี")
    assert await db.read(rows, RightsRequest) == []


@on_sqlite
async def test_the_clock_warns_and_is_loud_when_it_is_over(db: Database, vault: Vault) -> None:
    await db.write(service.take_in, vault, LETTER, "มานี")
    (one,) = await db.read(watch.clocks)
    assert one.due == date(2026, 12, 1) and "PR-0001" in one.title and one.href == "/admin/privacy/requests/1"
    seen = {days: await db.read(watch.urgent, date(2026, 12, 1) - timedelta(days=days)) for days in (8, 7, 0, -1)}
    assert [len(seen[days].soon) for days in (8, 7, 0, -1)] == [0, 1, 1, 0]
    assert [len(seen[days].overdue) for days in (8, 7, 0, -1)] == [0, 0, 0, 1]


async def test_the_account_is_kept_until_the_request_is_answered_and_no_longer(db: Database, vault: Vault) -> None:
    await claimed(db, vault)
    ended = Ended(1, "CODE", clock.now())
    await db.write(lambda session: session.connection().exec_driver_sql("UPDATE outbox_message SET state = 'sent'"))
    await db.write(cut_contacts, ended, 10)
    assert len(await db.read(rows, Contact)) == 1
    await db.write(service.answer, vault, 1, 0, "ทำแล้ว", "phone", "วันดี")
    await db.write(cut, ended, 10)
    await db.write(cut_contacts, ended, 10)
    assert await db.read(rows, Contact) == []
    with pytest.raises(Refused, match="ตอบแล้ว"):
        await db.write(service.answer, vault, 1, 1, "อีกครั้ง", "phone", "วันดี")


async def test_who_asked_is_destroyed_a_year_after_the_answer(db: Database, vault: Vault) -> None:
    made = await db.write(service.take_in, vault, LETTER, "มานี")
    await db.write(service.answer, vault, made.id, 0, "ทำแล้ว", "letter", "วันดี")
    plain, proof, sealed = await db.read(_left)
    assert (plain, proof) == ("", "") and sealed and LETTER.proof.encode() not in sealed, "nothing stands there to read"
    kept = await db.read(service.private, vault, made.id)
    assert (kept.name, kept.proof, kept.answer) == (LETTER.name, LETTER.proof, "ทำแล้ว")
    assert await db.write(sweep, clock.now() + KEPT, 10) == []
    assert await db.write(sweep, clock.now() + KEPT + timedelta(days=1), 10) == [None]
    assert (await db.read(service.private, vault, made.id)).name == ""
    assert await db.read(_left) == ("", "", None)


def _left(session: Session) -> tuple[str, str, bytes | None]:
    row = session.exec(select(RightsRequest)).one()
    return row.answer, row.proof, row.sealed


async def test_a_note_left_after_the_close_is_a_request_to_correct(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *ANSWERS, "ยินยอม", "ไม่ยินยอม", "ส่ง")
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(hours=1)):
        await citizen.says("ขอแก้ไข", "1")
        (said,) = await citizen.says("อายุผิดค่ะ")
    assert "PR-0001" in said["text"]
    (one,) = await db.read(service.waiting)
    assert (one.kind, one.consultation) == ("correction", made.id)
    assert (await db.read(service.private, vault, one.id)).said == "อายุผิดค่ะ", "read where it is kept"


async def test_a_note_on_another_consultation_is_a_request_of_its_own(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    for title in ("เรื่องน้ำ", "เรื่องถนน"):
        made = await db.write(consultation, title=title)
        await citizen.says(made.code, *ANSWERS, "ยินยอม", "ไม่ยินยอม", "ส่ง")
        await db.write(consult.close, made.id, "officer:1")
        with clock.fixed(clock.now() + timedelta(hours=1)):
            await citizen.says("ขอแก้ไข", "1", f"แก้{title}")
    asked = await db.read(service.waiting)
    assert len({one.consultation for one in asked}) == len(asked) == 2
    assert {(await db.read(service.private, vault, one.id)).said for one in asked} == {"แก้เรื่องน้ำ", "แก้เรื่องถนน"}


async def test_everything_that_was_typed_to_a_request_is_kept(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    said = ["ก" * 1500, "ข" * 1500]
    for words in said:
        await citizen.says("ใช้สิทธิ", "2")
        await citizen.presses("บอกรายละเอียด")
        await citizen.says(words)
    assert (await db.read(service.private, vault, 1)).said == "\n".join(said)


async def test_words_that_are_changed_or_taken_back_are_so_in_the_request(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    for message, words in (("m1", "อย่าส่งต่อ"), ("m2", "ขอบคุณ")):
        await citizen.says("ใช้สิทธิ", "2")
        await citizen.presses("บอกรายละเอียด")
        await citizen.does(kind="text", text=words, message=message)
    assert (await db.read(service.private, vault, 1)).said == "อย่าส่งต่อ\nขอบคุณ"
    await citizen.does(kind="edit", text="อย่าส่งให้ใคร", message="m1")
    await citizen.does(kind="unsend", message="m2")
    assert (await db.read(service.private, vault, 1)).said == "อย่าส่งให้ใคร"
