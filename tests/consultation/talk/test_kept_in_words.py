"""What is kept of a person is said in words for each state that it can be in, in their language, votes too."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms.form import Form, Group, Question
from consultation.privacy.links import STORES
from consultation.privacy.unlink import cut
from consultation.responses.models import Answer, Comment
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, buttons, consultation, contacts, keys
from tests.consultation.talk.test_hear import one_question, rows
from tests.consultation.talk.test_rights import NO, sent

pytestmark = pytest.mark.usefixtures("fixed_clock")
BLANKS = (
    "title",
    "state",
    "date",
    "count",
    "consents",
    "until",
    "page",
    "pages",
    "line",
    "scope",
    "text",
    "answer",
    "note",
)
MEMBERS = Form(
    title={"th": "ครัวเรือน"},
    groups=(Group(name="member", label={"th": "สมาชิก"}, repeat=True),),
    questions=(Question(name="say", type="text", label={"th": "เล่าคะ"}, comment=True, groups=("member",)),),
)


def hears(turn: list[dict[str, Any]], *said: str) -> None:
    """Every sentence stands in the turn, in its messages or on its buttons, whatever fills its blanks."""
    heard = "\n".join(
        text for each in turn for text in (each["text"], *(button["label"] for button in each["buttons"]))
    )
    for key in said:
        pattern = re.escape(say(key, **dict.fromkeys(BLANKS, "\0"))).replace("\0", ".+?")
        assert re.search(pattern, heard), (key, heard)


async def test_what_was_sent_is_said_with_its_consents_and_until_when(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    said = await citizen.says("ข้อมูลของฉัน")
    hears(said, "mine_sent", "mine_consents", "mine_until", "mine_until_withdrawn", "mine_answers_page", "scope_quote")
    hears(await citizen.says("ถอนความยินยอม"), "consent_line", "scope_quote")
    await citizen.says("ขอแก้ไข", "1", "เลย")
    hears(await citizen.says("ข้อมูลของฉัน"), "mine_correcting")


async def test_what_was_begun_is_said_with_how_far_it_came(db: Database, vault: Vault) -> None:
    made = await db.write(consultation, title="เรื่องน้ำ")
    citizen = Citizen(db, vault)
    await citizen.says(made.code)
    hears(await citizen.says("ข้อมูลของฉัน"), "mine_welcome", "mine_no_answers", "mine_no_consent")
    await citizen.says("เริ่ม", "อุดร")
    hears(await citizen.says("ข้อมูลของฉัน"), "mine_started")
    other = await db.write(consultation, title="เรื่องถนน", form=one_question())
    await citizen.says(other.code, "เริ่ม", "ถนนแคบ")
    assert [label for label, _ in buttons(await citizen.says("ข้อมูลของฉัน"))][:2] == [
        "เรื่องถนน (ยังไม่ได้ส่ง ตอบไว้ 1 ข้อ)", "เรื่องน้ำ (ยังไม่ได้ส่ง ตอบไว้ 1 ข้อ)",
    ]  # fmt: skip


async def test_a_note_after_the_close_is_said_to_be_late(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault, NO, NO)
    (made,) = await db.read(consult.listing)
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=1)):
        await citizen.says("ขอแก้ไข", "ฝากข้อความ", "ตอบผิดไปข้อหนึ่ง")
        said = [*await citizen.says("ข้อมูลของฉัน"), *await citizen.says("ดูต่อ")]
    hears(said, "mine_note", "mine_late")


async def test_a_correction_inside_a_repeat_changes_that_instance_alone(db: Database, vault: Vault) -> None:
    made = await db.write(consultation, form=MEMBERS)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "มี", "น้ำไม่พอ", "มี", "ถนนพัง", "ไม่มี", "ส่ง")
    before = {row.instance: row.id for row in await db.read(rows, Comment)}
    assert set(before) == {"1", "2"}
    assert keys(await citizen.says("ขอแก้ไข", "2")) == ["question:say"]
    await citizen.says("ไฟดับบ่อย", "ส่ง")
    after = {row.instance: row for row in await db.read(rows, Comment)}
    assert {instance: row.raw for instance, row in after.items()} == {"1": "น้ำไม่พอ", "2": "ไฟดับบ่อย"}
    assert {instance: row.id for instance, row in after.items()} == before
    assert {row.value for row in await db.read(rows, Answer) if row.question.startswith("say")} == {"น้ำไม่พอ", "ไฟดับบ่อย"}


async def test_rights_are_spoken_of_in_the_language_of_the_talk(db: Database, vault: Vault) -> None:
    (question,) = one_question().questions
    asked = question.model_copy(update={"label": {"th": "เล่าคะ", "en": "Please tell us"}})
    made = await db.write(consultation, form=Form(title={"th": "ถาม"}, questions=(asked,)))
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "English", "start", "too little water")
    (said, *_) = await citizen.says("delete my data")
    assert said["language"] == "en" and said["text"] == say("forget_ask", "en")


async def test_a_reminder_is_a_consent_that_is_named(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "หยุดก่อน", "เตือนพรุ่งนี้")
    hears(await citizen.says("ถอนความยินยอม"), "scope_remind")


async def test_of_what_was_cut_only_the_consent_to_be_contacted_is_left(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=200)):
        assert await db.write(cut, made.id, STORES, seconds=60.0)
        hears(await citizen.says("ข้อมูลของฉัน"), "mine_consent_only")


async def test_whoever_talks_about_none_of_several_is_asked_which_to_correct(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    other = await db.write(consultation, title="เรื่องถนน")
    await citizen.says(other.code, "เริ่ม", "เลย")
    await db.write(talk_about_nothing)
    hears(await citizen.says("ขอแก้ไข"), "correct_choose")
    assert keys(await citizen.says("2")) == ["correct_sent", "correct_which"]


def talk_about_nothing(session: Session) -> None:
    (contact,) = contacts(session)
    contact.active_code = None
    session.add(contact)
