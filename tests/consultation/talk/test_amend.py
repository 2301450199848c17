"""Correcting what was answered, before and after it was sent, and beginning again: still one person, one response."""

from datetime import timedelta

import pytest

from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms import service as forms
from consultation.people.models import Consent
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment, Correction, Response
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.consultation.talk.citizens import ANSWERS, Citizen, buttons, consultation, keys
from tests.consultation.talk.test_hear import one_question, rows
from tests.consultation.talk.test_rights import NO, YES, sent

pytestmark = pytest.mark.usefixtures("fixed_clock")


async def values(db: Database) -> dict[str, str | None]:
    return {row.question: row.value for row in await db.read(rows, Answer) if not row.late}


async def test_s4_before_sending_any_answer_can_be_corrected_and_unanswered_questions_are_still_asked(
    db: Database, vault: Vault
) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร", "กุมภวาปี")
    assert keys(await citizen.says("ขอแก้ไขค่ะ")) == ["correct_which"]
    assert keys(await citizen.says("1")) == ["question:province"]
    assert keys(await citizen.says("เลย")) == ["question:district"], "the district of another province is asked anew"
    assert keys(await citizen.says("วังสะพุง", "ขอแก้ไข", "ไม่แก้แล้ว")) == ["question:sector"]
    assert await values(db) == {"province": "TH-42", "district": "4209"}


async def test_s4_what_was_sent_counts_until_it_is_sent_again_and_then_all_of_it_changes_at_once(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    before = await db.read(shown, made.id), await values(db)
    with clock.fixed(clock.now() + timedelta(hours=1)):
        assert keys(await citizen.says("ขอแก้ไข")) == ["correct_sent", "correct_which"]
        await citizen.says("จังหวัด", "เลย", "วังสะพุง", "แก้ไข", "ปัญหา", "ดินเค็ม")
        assert (await db.read(shown, made.id), await values(db)) == before
        assert keys(await citizen.says("ส่ง")) == ["close", "close_nopromise"]
        (response,) = await db.read(rows, Response)
        assert response.corrected_at == clock.now() > response.submitted_at
    assert (response.state, response.province, response.district) == ("submitted", "TH-42", "4209")
    assert (await values(db))["problem"] == "ดินเค็ม"
    assert {row.question: row.text for row in await db.read(rows, Comment)} == {
        "problem": "ดินเค็ม", "wish": "ขุดลอกคลอง",
    }  # fmt: skip
    assert await db.read(rows, Correction) == []
    figures = await db.read(responses.figures, made.id)
    assert figures.submitted == 1 and [count.key for count in figures.provinces] == ["TH-42"]
    (entry,) = [each for each in await db.read(rows, AuditEntry) if each.action == "response.correct"]
    assert (entry.actor, entry.after) == ("citizen", {"answers": 3, "comments": 1})


def shown(session: object, consultation_id: int) -> object:
    """All that officers and planners read of a consultation."""
    read = (responses.figures, responses.stances, responses.comments)
    return [of(session, consultation_id) for of in read]  # type: ignore[arg-type]


async def test_a_comment_that_is_skipped_after_all_is_gone_and_one_more_is_new(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *ANSWERS[:7], "ข้าม", *ANSWERS[8:], NO, NO, "ส่ง")
    assert [row.question for row in await db.read(rows, Comment)] == ["problem"]
    await citizen.says("ขอแก้ไข", "ปัญหา", "ข้าม", "แก้ไข", "อยากให้แก้ไข", "ทำฝาย", "ส่ง")
    assert [(row.question, row.raw) for row in await db.read(rows, Comment)] == [("wish", "ทำฝาย")]


async def test_correcting_nothing_leaves_everything_as_it_was(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    said = await citizen.says("ขอแก้ไข", "ไม่แก้แล้ว")
    assert keys(said) == ["correct_unchanged"]
    assert keys(await citizen.says("สวัสดี")) == ["already"]
    (response,) = await db.read(rows, Response)
    assert response.corrected_at is None and (await db.read(rows, TalkRow))[0].stage == "done"


async def test_a_consent_answered_anew_is_taken_anew_and_one_that_is_not_asked_any_more_ends(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault, quote=YES, contact=NO)
    await citizen.says("ขอแก้ไข", "ให้ติดต่อกลับ", YES, "ส่ง")
    assert {row.scope for row in await db.read(rows, Consent) if row.withdrawn_at is None} == {"quote", "contact"}
    await citizen.says("ขอแก้ไข", "ช่วงอายุ", "ต่ำกว่า 20 ปี", "ส่ง")
    assert {row.scope for row in await db.read(rows, Consent) if row.withdrawn_at is None} == set()


async def test_closing_in_the_middle_of_a_correction_leaves_what_was_sent(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    before = await db.read(shown, made.id)
    await citizen.says("ขอแก้ไข", "ปัญหา", "ดินเค็ม")
    with clock.fixed(clock.now() + timedelta(days=1)):
        await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert keys(await citizen.says("ส่ง")) == ["closed"]
    assert await db.read(shown, made.id) == before


async def test_after_the_close_a_note_is_kept_apart_and_counts_for_nothing(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    before = await db.read(shown, made.id)
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert keys(await citizen.says("ขอแก้ไข")) == ["correct_closed", "note_offer"]
        assert keys(await citizen.says("1")) == ["note_ask"]
        assert keys(await citizen.says("ก" * 2001)) == ["too_long"]
        assert keys(await citizen.says("ผมตอบอำเภอผิด")) == ["note_kept"]
        await citizen.says("ขอแก้ไข", "ฝากข้อความ", "และอายุด้วย")
        assert "ข้อความที่ฝากไว้: ผมตอบอำเภอผิด และอายุด้วย (ส่งหลังปิดรับ" in (await citizen.says("ข้อมูลของฉัน", "ดูต่อ"))[0][
            "text"
        ].replace("\n", " ")
    (note,) = [row for row in await db.read(rows, Answer) if row.late]
    assert (note.question, note.raw) == ("late_note", "ผมตอบอำเภอผิด\nและอายุด้วย")
    assert await db.read(shown, made.id) == before


async def test_beginning_again_asks_first_and_forgets_what_was_not_sent(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร", "กุมภวาปี")
    assert keys(await citizen.says("เริ่มใหม่")) == ["restart_ask"]
    assert keys(await citizen.says("ไม่เริ่มใหม่")) == ["resume", "question:sector"]
    said = await citizen.says("เริ่มใหม่")
    assert keys(await citizen.presses("เริ่มใหม่เลย")) == ["question:province"]
    assert await values(db) == {}
    (response,) = await db.read(rows, Response)
    assert (response.state, response.province) == ("started", None)
    assert keys(await citizen.says("เลย")) == ["question:district"]
    old = dict(buttons(said))["เริ่มใหม่เลย"]
    assert keys(await citizen.taps(old)) == ["restart_ask"], "an old button asks again"
    assert (await values(db))["province"] == "TH-42"


async def test_beginning_again_after_sending_keeps_what_was_sent_until_it_is_sent_again(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    before = await values(db)
    assert keys(await citizen.says("เริ่มใหม่")) == ["restart_ask_sent"]
    await citizen.says("1", "เลย")
    assert await values(db) == before
    await citizen.says("วังสะพุง", "2", "ไม่ระบุ", "1 2", "ถนนพัง", "ข้าม", "ทั้งอำเภอ", "มาก", NO, NO, "ส่ง")
    (response,) = await db.read(rows, Response)
    assert (response.state, response.province, response.sector) == ("submitted", "TH-42", "R")
    assert [(row.question, row.raw) for row in await db.read(rows, Comment)] == [("problem", "ถนนพัง")]
    assert (await values(db))["wish"] is None and len(await db.read(rows, TalkRow)) == 1


async def test_whoever_began_again_and_answered_nothing_can_still_correct_what_was_sent(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    await citizen.says("เริ่มใหม่", "1")
    assert keys(await citizen.says("ขอแก้ไข")) == ["correct_sent", "correct_which"]
    assert keys(await citizen.says("ไม่แก้แล้ว")) == ["correct_unchanged"]


async def test_beginning_again_takes_the_newest_revision(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร")
    await db.write(forms.save, made.id, one_question(), "officer:1")
    assert keys(await citizen.says("กุมภวาปี")) == ["question:sector"]
    assert keys(await citizen.says("เริ่มใหม่", "1")) == ["question:say"]
    assert keys(await citizen.says("น้ำไม่พอ", "ส่ง")) == ["close", "close_nopromise"]
    (response,), (talk,) = await db.read(rows, Response), await db.read(rows, TalkRow)
    assert response.revision_id == talk.revision_id and talk.state["revision"] == 2


async def test_of_several_talks_the_one_talked_about_is_corrected_and_without_one_it_is_asked(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    other = await db.write(consultation, title="เรื่องถนน")
    await citizen.says(other.code, "เริ่ม", "เลย")
    assert buttons(await citizen.says("ขอแก้ไข"))[0][0] == "จังหวัด"
    water = min(await db.read(consult.listing), key=lambda view: view.id)
    assert keys(await citizen.taps(f"me.correct.{water.code}")) == ["correct_sent", "correct_which"]
    assert keys(await citizen.says("ปัญหา")) == ["question:problem"]
