"""The loop guard stops machines and loses nobody's answer: not a fast finger's, an album's, or a backlog's."""

from datetime import datetime, timedelta

import pytest

from consultation import clock
from consultation.db import Database
from consultation.forms.form import Form, Question
from consultation.responses.models import Answer
from consultation.talk import pacing
from consultation.talk.model import Media
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation, keys, turns
from tests.consultation.talk.test_hear import rows
from tests.prepared import made_once

SECOND = timedelta(seconds=1)
MANY = Form(
    title={"th": "รายการ"},
    questions=tuple(Question(name=f"q{n}", type="text", label={"th": f"ข้อที่ {n} คืออะไรคะ"}) for n in range(30)),
)


@pytest.fixture(autouse=True)
def start(fixed_clock: datetime) -> datetime:
    return fixed_clock


@made_once
async def begun(db: Database, vault: Vault) -> Citizen:
    made = await db.write(lambda session: consultation(session, form=MANY))
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม")
    return citizen


async def told(db: Database) -> int:
    return sum(key == "too_fast" for turn in await db.read(turns) for key in keys(turn))


async def test_s12_a_list_of_thirty_short_messages_typed_at_once_is_heard_whole(db: Database, vault: Vault) -> None:
    citizen = await begun(db, vault)
    for n in range(30):
        await citizen.says(f"เรื่องที่ {n}", at=clock.now() + SECOND * n)
    assert [row.value for row in await db.read(rows, Answer)] == [f"เรื่องที่ {n}" for n in range(30)]
    assert await told(db) == 0


async def test_s12_what_piled_up_in_an_outage_is_counted_by_when_it_was_said(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST", 5)
    citizen = await begun(db, vault)
    said = clock.now()
    with clock.fixed(said + timedelta(hours=2)):
        for n in range(12):
            await citizen.says(f"เรื่องที่ {n}", at=said + timedelta(minutes=5 * n + 11))
    assert await told(db) == 0 and len(await db.read(rows, Answer)) == 12


async def test_s12_taps_and_pictures_of_an_album_weigh_little_and_are_bounded_too(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST", 5)
    citizen = await begun(db, vault)  # two typed messages
    for n in range(12):
        media = Media(what="image", reference=f"line:{n}", album="E1", part=n)
        await citizen.does(kind="media", media=media.model_dump())
    assert await told(db) == 0
    for _ in range(3):
        await citizen.taps("me.help")
    assert await told(db) == 1
    assert await citizen.says("น้ำท่วม") == [] and await db.read(rows, Answer) == []


async def test_s12_after_the_rest_the_open_question_is_asked_again_and_answered(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST", 5)
    citizen = await begun(db, vault)
    await citizen.says(*(f"เรื่องที่ {n}" for n in range(5)))
    assert await told(db) == 1
    with clock.fixed(clock.now() + pacing.REST + SECOND):
        assert keys(await citizen.says("ต่อ")) == ["unheard", "resume", "question:q3"]
        await citizen.says("เรื่องที่ 3")
    assert [row.value for row in await db.read(rows, Answer)] == [f"เรื่องที่ {n}" for n in range(4)]


async def test_s12_whoever_goes_on_after_the_rest_is_told_exactly_what_was_not_taken(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST", 5)
    citizen, start = await begun(db, vault), clock.now()
    await citizen.says(*(f"เรื่องที่ {n}" for n in range(4)))
    for minutes in (1, 2, 7):
        with clock.fixed(start + timedelta(minutes=minutes)):
            assert await citizen.says("น้ำท่วม") == []
    with clock.fixed(start + pacing.REST + SECOND):
        said = await citizen.says("ต่อ")
        assert keys(said) == ["unheard", "resume", "question:q3"]
        assert "3 ข้อความ ตั้งแต่ 2 พ.ย. 2569 12.01 น. ถึง 2 พ.ย. 2569 12.07 น." in said[0]["text"]
        assert keys(await citizen.says("เรื่องที่ 3")) == ["question:q4"], "it is told once"
