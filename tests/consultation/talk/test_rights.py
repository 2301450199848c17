"""What a citizen may ask about their own data at any time: seeing it, and taking consents back."""

from datetime import timedelta

import pytest

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms.form import Form, Question
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent
from consultation.privacy.links import STORES
from consultation.privacy.unlink import cut
from consultation.responses import service as responses
from consultation.talk.model import Media
from consultation.talk.wording import command, typed_as
from consultation.vault import Vault
from tests.consultation.talk.citizens import ANSWERS, Citizen, buttons, consultation, contacts, keys
from tests.consultation.talk.test_hear import rows
from tests.prepared import made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")
YES, NO = "ยินยอม", "ไม่ยินยอม"


@made_once
async def sent(db: Database, vault: Vault, quote: str = YES, contact: str = YES, title: str = "เรื่องน้ำ") -> Citizen:
    """Somebody who has sent their answers."""
    made = await db.write(consultation, title=title)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *ANSWERS, quote, contact, "ส่ง")
    return citizen


@pytest.mark.parametrize("text", ["ข้อมูลของฉัน", "ขอดูข้อมูลของผมหน่อยครับ", "ข้อมูลของฉัน ค่ะ 🙏", "ข้อมูลของฉั้น", "/mydata"])
async def test_whoever_never_answered_hears_that_only_the_account_is_kept(
    db: Database, vault: Vault, text: str
) -> None:
    assert keys(await Citizen(db, vault).says(text)) == ["mine_none"]


async def test_in_the_middle_of_a_talk_what_is_kept_is_shown_and_the_talk_goes_on(db: Database, vault: Vault) -> None:
    made = await db.write(consultation, title="เรื่องน้ำ")
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร")
    said = await citizen.says("ข้อมูลของฉันค่ะ")
    assert keys(said) == ["mine", "mine_one", "mine_answers"]
    assert "เรื่องน้ำ" in said[1]["text"] and "ยังไม่ได้ส่ง ตอบไว้ 1 ข้อ" in said[1]["text"]
    assert "จังหวัด: อุดรธานี" in said[2]["text"]
    assert keys(await citizen.presses("ตอบต่อ")) == ["resume", "question:district"]
    assert keys(await citizen.says("กุมภวาปี")) == ["question:sector"]


async def test_after_sending_receipt_consents_date_and_all_answers_are_shown_page_by_page(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault, contact=NO)
    said = await citizen.says("ข้อมูลของฉัน")
    (response,) = await db.read(rows, responses.Response)
    assert response.receipt in said[1]["text"] and "ส่งแล้วเมื่อ 2 พ.ย. 2569" in said[1]["text"]
    assert "ให้ลงข้อความในรายงาน" in said[1]["text"] and "ให้ติดต่อกลับ" not in said[1]["text"]
    assert "2 มี.ค. 2570" in said[1]["text"], "until when the link is kept"
    first = said[2]["text"]
    rest = await citizen.says("ดูต่อ")
    assert keys(rest) == ["mine_answers"]
    shown = first + rest[0]["text"]
    for answer in ("อุดรธานี", "กุมภวาปี", "60 ปีขึ้นไป", "น้ำไม่พอทำนา", "ขุดลอกคลอง", "ทั้งอำเภอ", "ความเร่งด่วน: มาก"):
        assert answer in shown
    assert "ดูต่อ" not in [label for label, _ in buttons(rest)]


async def test_several_consultations_are_listed_without_answers_and_one_is_chosen_by_its_number(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    other = await db.write(consultation, title="เรื่องถนน")
    await citizen.says(other.code, "เริ่ม", "เลย")
    said = await citizen.says("ข้อมูลของฉัน")
    assert keys(said) == ["mine", "mine_choose"]
    labels = [label for label, _ in buttons(said)][:2]
    assert "เรื่องถนน" in labels[0] and "เรื่องน้ำ (ส่งแล้ว" in labels[1]
    assert "เรื่องน้ำ" in (await citizen.says("๒"))[0]["text"]
    turn = (await db.read(rows, OutboxMessage))[-1]
    assert turn.consultation_id != other.id, "a turn with answers is cut with the consultation it is about"


async def test_after_the_close_and_until_the_cut_it_is_shown_and_then_it_is_gone(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault, contact=NO)
    (made,) = await db.read(consult.listing)
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=80)):
        assert "น้ำไม่พอทำนา" in (await citizen.says("ข้อมูลของฉัน"))[2]["text"]
    with clock.fixed(clock.now() + timedelta(days=91)):
        assert await db.write(cut, made.id, STORES, seconds=60.0)
        assert keys(await citizen.says("ข้อมูลของฉัน")) == ["mine_none"]


async def test_looking_is_on_record_without_who_looked(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ข้อมูลของฉัน")
    (entry,) = [each for each in await db.read(rows, AuditEntry) if each.action == "privacy.access"]
    (made,) = await db.read(consult.listing)
    assert (entry.actor, entry.subject, entry.before, entry.after) == ("citizen", f"consultation:{made.id}", None, None)
    await db.read(audit.verify)


@pytest.mark.parametrize("text", ["ถอนความยินยอม", "ขอถอนความยินยอมครับ", "อยากยกเลิกความยินยอม", "ถอนความยินยอน"])
async def test_a_consent_is_taken_back_at_once_with_its_time(db: Database, vault: Vault, text: str) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    assert {comment.quote_ok for comment in await db.read(responses.comments, made.id)} == {True}
    said = await citizen.says(text)
    assert [label.split(" · ")[0] for label, _ in buttons(said)] == [
        "ให้ลงข้อความในรายงาน", "ให้ติดต่อกลับ", "ถอนทั้งหมด", "ไม่ถอนแล้ว",
    ]  # fmt: skip
    with clock.fixed(clock.now() + timedelta(hours=1)):
        done = await citizen.says("1")
        assert keys(done) == ["consent_withdrawn"] and "2 พ.ย. 2569 13.00 น." in done[0]["text"]
        taken = next(row for row in await db.read(rows, Consent) if row.scope == "quote")
        assert taken.withdrawn_at == clock.now()
    assert {comment.quote_ok for comment in await db.read(responses.comments, made.id)} == {False}
    entry = [each for each in await db.read(rows, AuditEntry) if each.action == "consent.withdraw"]
    assert [each.after for each in entry] == [{"scope": "quote"}]


async def test_all_consents_are_taken_back_in_one_act_and_a_second_tap_changes_nothing(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    said = await citizen.says("ถอนความยินยอม")
    data = dict(buttons(said))["ถอนทั้งหมด"]
    assert keys(await citizen.taps(data)) == ["consents_withdrawn"]
    assert keys(await citizen.taps(data)) == ["consent_gone"]
    assert all(row.withdrawn_at is not None for row in await db.read(rows, Consent))
    assert keys(await citizen.says("ถอนความยินยอม")) == ["consents_none"]


async def test_not_taking_back_after_all(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ถอนความยินยอม")
    assert keys(await citizen.says("ไม่ถอนแล้ว")) == ["consents_kept"]
    assert all(row.withdrawn_at is None for row in await db.read(rows, Consent))


async def test_a_yes_that_is_not_sent_yet_can_be_taken_back_and_is_not_sent(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *ANSWERS, YES, NO, "ถอนความยินยอม")
    assert keys(await citizen.says("1")) == ["consent_withdrawn"]
    assert keys(await citizen.says("ส่ง")) == ["close", "close_nopromise"]
    assert await db.read(rows, Consent) == []


async def test_sending_a_correction_does_not_give_a_withdrawn_consent_again(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ถอนความยินยอม", "1", "ขอแก้ไข", "ปัญหา", "น้ำเค็ม", "ส่ง")
    given = {row.scope: row.withdrawn_at is None for row in await db.read(rows, Consent)}
    assert given == {"quote": False, "contact": True}


async def test_help_has_a_button_for_everything_that_may_be_said_at_any_time(db: Database, vault: Vault) -> None:
    citizen = Citizen(db, vault)
    said = await citizen.says("ช่วยเหลือค่ะ")
    assert keys(said) == ["help", "help_rights"]
    offered = dict(buttons(said))
    wanted = {
        "ข้อมูลของฉัน": "mine_none", "ขอแก้ไข": "correct_nothing", "ลบข้อมูลของฉัน": "forget_nothing",
        "ถอนความยินยอม": "consents_none", "เริ่มใหม่": "restart_nothing", "เปลี่ยนเรื่อง": "none_open",
        "เชื่อมบัญชี": "link_code", "ขอใช้สิทธิอื่น": "claim_which",
    }  # fmt: skip
    assert offered.keys() == wanted.keys()
    for label, key in wanted.items():
        assert keys(await citizen.taps(offered[label]))[0] == key
        assert keys(await citizen.says(label))[0] == key, "typed it is the same"


async def test_the_words_of_one_command_are_not_those_of_another() -> None:
    verbs = ("data", "correct", "forget", "consents", "menu", "restart", "help", "pause", "resume", "skip", "back")
    for verb in verbs:
        assert {command(word) for word in typed_as(verb)} == {verb}


async def test_at_a_question_for_words_only_the_whole_command_is_one(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *ANSWERS[:6])
    assert keys(await citizen.says("อยากให้รัฐลบข้อมูลของฉันออกจากเว็บพนันค่ะ")) == ["question:wish"]
    assert keys(await citizen.says("ลบข้อมูลของฉัน")) == ["forget_ask", "forget_how"]


async def test_a_forged_or_odd_button_about_ones_data_is_answered(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    for data in ("me", "me.", "me.x", "me.data.ZZZZZZ.9", "me.data..", "me.withdraw", "me.note", "me.remind.1.2.3"):
        assert keys(await citizen.taps(data))
    assert len(await db.read(contacts)) == 1


async def test_a_photo_among_what_is_kept_is_called_a_photo_not_by_its_reference(db: Database, vault: Vault) -> None:
    photo = Question(name="photo", type="image", label={"th": "รูปถนน"})
    form = Form(title={"th": "ถนน"}, questions=(photo,))
    made = await db.write(consultation, form=form)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม")
    await citizen.does(kind="media", media=Media(what="image", reference="line:44").model_dump())
    said = "".join(message["text"] for message in await citizen.says("ข้อมูลของฉัน"))
    assert "รูปถนน: ส่งรูปภาพแล้ว" in said and "line:44" not in said
