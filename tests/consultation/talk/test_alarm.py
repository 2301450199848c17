"""Whoever writes of an emergency is told whom to call, wherever they are in the talk; nobody promises to come."""

import pytest

from consultation.db import Database
from consultation.forms.form import Choice, Form, Question
from consultation.responses.models import Answer, Comment
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.talk.citizens import ANSWERS, Citizen, consultation, keys
from tests.consultation.talk.test_hear import one_question, rows

pytestmark = pytest.mark.usefixtures("fixed_clock")
NUMBERS = {
    "ไฟไหม้บ้าน ช่วยด้วย": ("urgent_fire", "199"), "มีเด็กจมน้ำ ช่วยด้วย": ("urgent_drowning", "1669"),
    "หนูอยากตาย ไม่ไหวแล้ว": ("urgent_suicide", "1323"), "แม่หมดสติ": ("urgent_medical", "1669"),
    "รถชนกันมีคนเจ็บ": ("urgent_accident", "1669"), "โดนทำร้าย": ("urgent_crime", "191"),
    "น้ำท่วมติดอยู่บนหลังคา": ("urgent_disaster", "1784"), "ท่อแตกหน้าบ้าน": ("urgent_complaint", "1567"),
}  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
async def test_with_nothing_open_the_number_comes_first(db: Database, vault: Vault, text: str) -> None:
    key, number = NUMBERS[text]
    said = await Citizen(db, vault).says(text)
    assert keys(said) == [key, "none_open"] and number in said[0]["text"]


async def test_at_every_step_of_a_talk(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code)
    for step in ("เริ่ม", "อุดร", *ANSWERS[2:6]):
        said = await citizen.says("ไฟไหม้บ้าน ช่วยด้วย")
        assert said[0]["key"] == "urgent_fire" and len(said) <= 3
        assert said[-1]["buttons"] or said[-1]["controls"], "and the talk goes on from where it was"
        await citizen.says(step)
    assert keys(await citizen.says("โดนทำร้าย")) == ["urgent_crime", "question:wish"]
    await citizen.says(*ANSWERS[7:], "ข้าม", "ข้าม")
    assert keys(await citizen.says("ไฟไหม้บ้าน")) == ["urgent_fire", "invalid", "confirm"]
    await citizen.says("ส่ง")
    assert keys(await citizen.says("ไฟไหม้บ้าน")) == ["urgent_fire", "already"]


async def test_the_answer_is_stored_first_as_it_was_written_and_kept_apart(db: Database, vault: Vault) -> None:
    made = await db.write(consultation, form=one_question())
    citizen = Citizen(db, vault)
    said = await citizen.says(made.code, "เริ่ม", "ท่อประปาแตกหน้าบ้าน ช่วยมาซ่อมที")
    assert keys(said) == ["urgent_complaint", "confirm"]
    assert "เก็บไว้แล้ว แยกจาก" in said[0]["text"]
    await citizen.says("ส่ง")
    (comment,) = await db.read(rows, Comment)
    assert (comment.raw, comment.kind) == ("ท่อประปาแตกหน้าบ้าน ช่วยมาซ่อมที", "complaint")


async def test_a_need_is_no_emergency(db: Database, vault: Vault) -> None:
    made = await db.write(consultation, form=one_question())
    citizen = Citizen(db, vault)
    assert keys(await citizen.says(made.code, "เริ่ม", "ปัญหาน้ำท่วมทุกปี")) == ["confirm"]
    await citizen.says("ส่ง")
    assert [row.kind for row in await db.read(rows, Comment)] == ["opinion"]


async def test_the_name_of_a_choice_is_no_cry_for_help(db: Database, vault: Vault) -> None:
    choices = (Choice(name="fire", label={"th": "ไฟไหม้"}), Choice(name="flood", label={"th": "น้ำท่วม"}))
    ask = Question(name="ask", type="select_one", label={"th": "เรื่องไหนคะ"}, choices=choices)
    made = await db.write(consultation, form=Form(title={"th": "ถาม"}, questions=(ask,)))
    assert keys(await Citizen(db, vault).says(made.code, "เริ่ม", "ไฟไหม้")) == ["confirm"]
    assert [row.value for row in await db.read(rows, Answer)] == ["fire"]


def test_nobody_promises_to_pass_it_on_or_says_that_it_was_received() -> None:
    for key in {key for key, _ in NUMBERS.values()} | {"urgent_nobody", "urgent_kept"}:
        assert "รับเรื่อง" not in say(key) and "ส่งต่อให้แล้ว" not in say(key)
        assert len(say(key)) <= 180
    assert "ไม่ได้ค่ะ" in say("urgent_nobody") or "ไม่ได้" in say("urgent_complaint")
