"""Several consultations at once: a number answers what was shown last, and every switch says whose question it is."""

from datetime import timedelta

import pytest

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.forms.form import Choice, Form, Question
from consultation.responses.models import Answer, Response
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, buttons, consultation, contacts, keys
from tests.consultation.talk.test_hear import rows
from tests.prepared import made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")


@made_once
async def two(db: Database) -> tuple[ConsultationView, ConsultationView]:
    return await db.write(consultation, title="เรื่องน้ำ"), await db.write(consultation, title="เรื่องถนน")


async def answered(db: Database) -> list[tuple[int, str | None]]:
    """Which consultation was given which values, in order."""
    of = {row.id: row.consultation_id for row in await db.read(rows, Response)}
    return [(of[row.response_id], row.value) for row in await db.read(rows, Answer)]


async def test_a_start_code_in_the_middle_switches_keeps_the_place_and_says_so(db: Database, vault: Vault) -> None:
    water, road = await two(db)
    citizen = Citizen(db, vault)
    await citizen.says(water.code, "เริ่ม", "อุดร", road.code, "เริ่ม")
    assert keys(await citizen.says("1")) == ["question:district"], "1 answers the question that was asked last"
    back = await citizen.says(water.code)
    assert keys(back) == ["resume", "question:district"]
    assert back[0]["text"].splitlines()[0] == "เรื่อง: เรื่องน้ำ"
    assert "เรื่องน้ำ" not in (await citizen.says("1"))[0]["text"], "once is enough"
    assert await answered(db) == [(water.id, "TH-41"), (road.id, "TH-38"), (water.id, "4102")]


async def test_s8_a_button_of_the_other_talk_answers_there_and_the_next_question_says_whose_it_is(
    db: Database, vault: Vault
) -> None:
    water, road = await two(db)
    citizen = Citizen(db, vault)
    asked = await citizen.says(water.code, "เริ่ม")
    await citizen.says(road.code, "เริ่ม")
    said = await citizen.taps(dict(buttons(asked))["อุดรธานี"])
    assert keys(said) == ["question:district"] and said[0]["text"].startswith("เรื่อง: เรื่องน้ำ\n")
    assert await answered(db) == [(water.id, "TH-41")]
    said = await citizen.says("เมนู", "เรื่องถนน")
    assert said[0]["text"].startswith("เรื่อง: เรื่องถนน\n") and keys(said) == ["resume", "question:province"]


@pytest.mark.parametrize("text", ["เมนู", "เปลี่ยนเรื่องค่ะ", "เรื่องอื่น", "/menu"])
async def test_s8_the_menu_lists_what_is_open_and_a_number_chooses(db: Database, vault: Vault, text: str) -> None:
    water, road = await two(db)
    citizen = Citizen(db, vault)
    await citizen.says(water.code, "เริ่ม")
    said = await citizen.says(text)
    assert keys(said) == ["menu"] and [label for label, _ in buttons(said)] == ["เรื่องน้ำ", "เรื่องถนน"]
    assert keys(await citizen.says("2")) == ["greet", "privacy_short", "ready"]
    assert (await db.read(contacts))[0].active_code == road.code and await answered_nothing(db)


async def answered_nothing(db: Database) -> bool:
    return await db.read(rows, Answer) == []


async def test_s8_a_number_beyond_the_list_is_asked_again_and_answers_no_question(db: Database, vault: Vault) -> None:
    water, _ = await two(db)
    citizen = Citizen(db, vault)
    await citizen.says(water.code, "เริ่ม", "เมนู")
    said = await citizen.says("5")
    assert keys(said) == ["menu_number"] and [label for label, _ in buttons(said)] == ["เรื่องน้ำ", "เรื่องถนน"]
    assert await answered_nothing(db)
    assert keys(await citizen.says("1")) == ["resume", "question:province"]
    assert await answered_nothing(db)


async def test_whatever_else_is_said_lets_the_list_lapse(db: Database, vault: Vault) -> None:
    water, _ = await two(db)
    citizen = Citizen(db, vault)
    await citizen.says(water.code, "เริ่ม", "เมนู", "อุดร")
    assert await answered(db) == [(water.id, "TH-41")]
    assert keys(await citizen.says("2")) == ["question:sector"], "2 is the second district, not the second subject"


async def test_a_choice_that_reads_like_a_command_is_the_choice(db: Database, vault: Vault) -> None:
    choices = (Choice(name="a", label={"th": "เริ่มใหม่"}), Choice(name="b", label={"th": "เมนู"}))
    ask = Question(name="ask", type="select_one", label={"th": "เลือกคะ"}, choices=choices)
    made = await db.write(consultation, form=Form(title={"th": "ถาม"}, questions=(ask,)))
    citizen = Citizen(db, vault)
    assert keys(await citizen.says(made.code, "เริ่ม", "เมนู")) == ["confirm"]
    assert [row.value for row in await db.read(rows, Answer)] == ["b"]


async def test_what_is_done_is_not_on_the_menu(db: Database, vault: Vault) -> None:
    water, road = await two(db)
    citizen = Citizen(db, vault)
    await citizen.says(water.code, "ไม่สะดวกตอบ")
    assert [label for label, _ in buttons(await citizen.says("เมนู"))] == ["เรื่องถนน"]
    await citizen.says(road.code, "ไม่สะดวกตอบ")
    assert keys(await citizen.says("เมนู")) == ["menu_done"]
    await db.write(consult.close, water.id, "officer:1")
    await db.write(consult.close, road.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        assert keys(await citizen.says("เมนู")) == ["none_open"]


async def test_s1_days_later_it_goes_on_where_it_stood(db: Database, vault: Vault) -> None:
    water, road = await two(db)
    citizen = Citizen(db, vault)
    await citizen.says(road.code, "เริ่ม", water.code, "เริ่ม", "อุดร")
    with clock.fixed(clock.now() + timedelta(days=7)):
        assert keys(await citizen.says("สวัสดีค่ะ")) == ["resume", "question:district"]
        said = await citizen.says("เปลี่ยนเรื่อง", "2")
        assert keys(said) == ["resume", "question:province"] and "เรื่องถนน" in said[0]["text"]
