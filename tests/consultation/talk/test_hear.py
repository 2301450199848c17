"""One event of a citizen as one unit of work, on both databases."""

from datetime import timedelta
from typing import TypeVar

import pytest
from sqlmodel import Session, SQLModel, col, select

from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms import service as forms
from consultation.forms.form import Choice, Form, Group, Question
from consultation.people.models import Consent, Person
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment, Response
from consultation.talk.models import TalkRow
from consultation.themes import service as themes
from consultation.vault import Vault
from tests.consultation.talk.citizens import NEEDS, Citizen, consultation, contacts, keys

pytestmark = pytest.mark.usefixtures("fixed_clock")
Row = TypeVar("Row", bound=SQLModel)
WHOLE = (
    "เริ่ม", "อุดร", "กุมภวาปี", "1", "60 ปีขึ้นไป", "3 4", "โทรหาผม 081-234-5678 น้ำไม่พอทำนา", "ขุดลอกคลอง", "ทั้งอำเภอ",
    "มาก", "ยินยอม", "ไม่ยินยอม",
)  # fmt: skip


def rows(session: Session, table: type[Row]) -> list[Row]:
    return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]


def one_question() -> Form:
    return Form(
        title={"th": "ถาม"}, questions=(Question(name="say", type="text", label={"th": "เล่าคะ"}, comment=True),)
    )


async def test_a_start_code_begins_and_nothing_is_stored_before_the_privacy_text_is_accepted(
    db: Database, vault: Vault
) -> None:
    made = await db.write(consultation)
    said = await Citizen(db, vault).says(f" {made.code.lower()} ")
    assert keys(said) == ["greet", "privacy_short", "ready"]
    assert made.cluster_name in said[0]["text"]
    assert said[1]["link"].endswith(f"/c/{made.code}/privacy")
    assert len(await db.read(contacts)) == 1
    assert await db.read(rows, Response) == []


async def test_a_whole_talk_makes_one_counted_response_with_its_columns(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *WHOLE)
    assert [r.state for r in await db.read(rows, Response)] == ["started"]
    said = await citizen.says("ส่ง")
    assert keys(said) == ["close", "close_nopromise"]
    (response,) = await db.read(rows, Response)
    assert (response.state, response.province, response.district) == ("submitted", "TH-41", "4104")
    assert (response.sector, response.age, response.channel, response.source) == ("N", "60plus", "line", "chat")
    assert response.receipt in said[0]["text"]
    assert response.submitted_at == clock.now()
    answers = {a.question: a.value for a in await db.read(rows, Answer)}
    assert answers["topics"] == "T03 T04" and len(answers) == 11


async def test_comments_keep_what_was_said_and_show_it_without_personal_data(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    await Citizen(db, vault).says(made.code, *WHOLE, "ส่ง")
    problem, wish = await db.read(rows, Comment)
    assert problem.raw == "โทรหาผม 081-234-5678 น้ำไม่พอทำนา"
    assert "081" not in problem.text and "น้ำไม่พอทำนา" in problem.text
    assert (wish.question, wish.text) == ("wish", "ขุดลอกคลอง")


def household() -> Form:
    """Of each person in the house how they get about and what they need; how many there are is worked out."""
    by = tuple(Choice(name=name, label={"th": label}) for name, label in (("foot", "เดิน"), ("bike", "มอเตอร์ไซค์")))
    member = ("member",)
    asked = (
        Question(name="moves", type="select_one", label={"th": "ไปไหนมาไหนอย่างไรคะ"}, choices=by, groups=member),
        Question(name="age", type="integer", label={"th": "อายุเท่าไรคะ"}, role="age", groups=member),
        Question(name="needs", type="text", label={"th": "ต้องการอะไรคะ"}, comment=True, groups=member),
        Question(name="people", type="calculate", label={}, calculation="count(${member})"),
        Question(name="picture", type="image", label={"th": "ขอรูปบ้านได้ไหมคะ"}),
        Question(name="spot", type="geopoint", label={"th": "บ้านอยู่ตรงไหนคะ"}),
    )
    groups = (Group(name="member", label={"th": "คนในบ้าน"}, repeat=True),)
    return Form(title={"th": "บ้าน"}, questions=asked, groups=groups)


HOUSEHOLD = (
    "เริ่ม", "มี", "เดิน", "72", "ไม้เท้า", "มี", "มอเตอร์ไซค์", "40", "ข้าม", "มี", "เดิน", "7", "รถรับส่งนักเรียน", "หมดแล้ว",
)  # fmt: skip


async def test_what_is_said_of_each_in_a_repeat_is_kept_and_counted_under_its_question(
    db: Database, vault: Vault
) -> None:
    made = await db.write(consultation, form=household())
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *HOUSEHOLD)
    await citizen.does(kind="media", media={"what": "image", "reference": "line:77"})
    await citizen.does(kind="place", place={"lat": 17.4, "lon": 102.8, "title": "บ้านโนน"})
    await citizen.says("ส่ง")
    found = {a.question: a.value for a in await db.read(rows, Answer)}
    assert found["moves[2]"] == "bike" and found["needs[2]"] is None and found["member[3]"] == "no"
    assert (found["people"], found["picture"], found["spot"]) == ("3", "line:77", "17.4 102.8 0 0")
    comments = [(c.question, c.instance, c.text) for c in await db.read(rows, Comment)]
    assert comments == [("needs", "1", "ไม้เท้า"), ("needs", "3", "รถรับส่งนักเรียน")]
    (response,) = await db.read(rows, Response)
    assert response.age is None, "nobody is several ages"
    (moves,) = await db.read(responses.stances, made.id)
    assert (moves.question, moves.base, [c.n for c in moves.counts]) == ("moves", 3, [2, 1])
    assert [(c.key, c.n) for c in await db.read(themes.questions, made.id)] == [("needs", 2)]


async def test_who_is_taken_away_before_sending_leaves_nothing_behind(db: Database, vault: Vault) -> None:
    made = await db.write(consultation, form=household())
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *HOUSEHOLD, "ข้าม", "ข้าม", "แก้ไข", "ลบคนในบ้าน ลำดับที่ 3", "ลบ", "ส่ง")
    found = {a.question: a.value for a in await db.read(rows, Answer)}
    assert found["people"] == "2" and not [key for key in found if key.endswith("[3]")]
    assert [c.instance for c in await db.read(rows, Comment)] == ["1"]


async def test_consents_are_kept_apart_and_only_the_given_ones(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    await Citizen(db, vault).says(made.code, *WHOLE, "ส่ง")
    (consent,) = await db.read(rows, Consent)
    assert (consent.scope, consent.withdrawn_at, len(consent.text_hash)) == ("quote", None, 64)


async def test_answers_that_no_longer_apply_are_not_counted(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *WHOLE, "แก้ไข", "จังหวัด", "กรุงเทพ", "ส่ง")
    (response,) = await db.read(rows, Response)
    assert (response.province, response.district) == ("TH-10", None)
    assert "district" not in {a.question for a in await db.read(rows, Answer)}


async def test_one_person_one_response_however_often_they_come(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, *WHOLE, "ส่ง")
    for text in ("ส่ง", made.code, "สวัสดี", "เริ่ม", "อุดร"):
        assert keys(await citizen.says(text)) == ["already"]
    await citizen.taps(f"{made.code}.1.0.start")
    assert len(await db.read(rows, Response)) == len(await db.read(rows, TalkRow)) == 1
    assert len(await db.read(rows, Comment)) == 2


async def test_s6_the_same_address_on_two_channels_is_two_people(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    await Citizen(db, vault, "1").says(made.code)
    await Citizen(db, vault, "1", "telegram").says(made.code)
    assert len(await db.read(rows, Person)) == len(await db.read(contacts)) == 2
    sealed = (await db.read(contacts))[0]
    assert vault.open(sealed.address_sealed) == b"1" and sealed.address_hash != "1"


async def test_a_greeting_with_nothing_open_says_so(db: Database, vault: Vault) -> None:
    await db.write(consultation, open=False)
    assert keys(await Citizen(db, vault).does(kind="hello")) == ["none_open"]


async def test_a_greeting_begins_the_only_open_one_and_comes_back_to_it_later(db: Database, vault: Vault) -> None:
    await db.write(consultation)
    citizen = Citizen(db, vault)
    assert keys(await citizen.says("สวัสดีค่ะ")) == ["greet", "privacy_short", "ready"]
    await citizen.says("เริ่ม", "อุดร")
    assert keys(await citizen.says("สวัสดีค่ะ")) == ["resume", "question:district"]


async def test_several_open_ones_are_offered_and_a_number_chooses(db: Database, vault: Vault) -> None:
    await db.write(consultation, title="เรื่องน้ำ")
    second = await db.write(consultation, title="เรื่องถนน")
    citizen = Citizen(db, vault)
    said = await citizen.does(kind="hello")
    assert keys(said) == ["choose_consultation"]
    assert [b["label"] for b in said[0]["buttons"]] == ["เรื่องน้ำ", "เรื่องถนน"]
    assert keys(await citizen.says("อะไรนะ")) == ["choose_consultation"]
    assert "เรื่องถนน" in (await citizen.says("๒"))[2]["text"]
    assert keys(await citizen.says("1")) == ["question:province"], "now 1 answers the question of the one chosen"
    assert (await db.read(contacts))[0].active_code == second.code


async def test_a_button_chooses_too_and_leads_back_to_the_talk_it_belongs_to(db: Database, vault: Vault) -> None:
    first = await db.write(consultation, title="เรื่องน้ำ")
    second = await db.write(consultation, title="เรื่องถนน")
    citizen = Citizen(db, vault)
    await citizen.taps(f"{first.code}.go")
    await citizen.says("เริ่ม")
    await citizen.says(second.code)
    assert (await db.read(contacts))[0].active_code == second.code
    assert keys(await citizen.taps(f"{first.code}.1.1.c0")) == ["question:district"]
    assert (await db.read(contacts))[0].active_code == first.code


async def test_t8_forged_button_data_changes_nothing(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม")
    for data in ("", "x", "ZZZZZZ.1.1.c0", f"{made.code}.1.1.send", f"{made.code}.7.1.c0", "\x00\ud800", "๑" * 300):
        assert keys(await citizen.taps(data))[-1] == "question:province"
    assert await db.read(rows, Answer) == []


async def test_a_draft_says_when_it_opens_and_a_closed_one_that_it_is_over(db: Database, vault: Vault) -> None:
    draft = await db.write(consultation, open=False)
    citizen = Citizen(db, vault)
    assert keys(await citizen.says(draft.code)) == ["not_open"]
    opens = clock.now() + timedelta(days=3)
    await db.write(consult.set_window, draft.id, opens, opens + timedelta(days=9), "officer:1")
    (opens,) = await citizen.says(draft.code)
    assert opens["key"] == "opens_on" and "5 พ.ย. 2569 12.00 น." in opens["text"]
    gone = await db.write(consultation)
    await db.write(consult.close, gone.id, "officer:1")
    assert keys(await citizen.says(gone.code, gone.code)) == ["closed"]
    assert await db.read(rows, TalkRow) == []


async def test_nobody_begins_after_the_window_even_before_the_timer_has_run(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    with clock.fixed(clock.now() + timedelta(days=31)):
        assert keys(await Citizen(db, vault).says(made.code)) == ["closed"]
    assert await db.read(rows, TalkRow) == []


async def test_s3_the_events_own_time_decides_and_late_answers_stand_apart(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร")
    in_time = clock.now()
    with clock.fixed(clock.now() + timedelta(days=1)):
        await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert keys(await citizen.says("กุมภวาปี", at=in_time)) == ["question:sector"]
        assert keys(await citizen.says("1")) == ["closed"]
        assert keys(await citizen.says("2")) == ["closed"]
        assert keys(await citizen.says("สวัสดี")) == ["closed"]
        assert keys(await citizen.says(made.code)) == ["closed"]
    found = {(a.question, a.value, a.late) for a in await db.read(rows, Answer)}
    assert found == {("province", "TH-41", False), ("district", "4104", False), ("sector", "R", True)}
    (response,) = await db.read(rows, Response)
    assert (response.state, response.sector) == ("started", None)


async def test_an_unfinished_talk_of_a_closed_consultation_does_not_stand_before_the_next(
    db: Database, vault: Vault
) -> None:
    old = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(old.code, "เริ่ม")
    await db.write(consult.close, old.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        await db.write(consultation, title="เรื่องใหม่")
        said = await citizen.says("สวัสดีครับ")
    assert keys(said) == ["greet", "privacy_short", "ready"] and "เรื่องใหม่" in said[2]["text"]


async def test_declining_leaves_no_response_and_starting_later_works(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    assert keys(await citizen.says(made.code, "ไม่สะดวกตอบ")) == ["declined"]
    assert await db.read(rows, Response) == []
    assert keys(await citizen.says("เริ่ม")) == ["question:province"]


async def test_whoever_blocks_is_not_written_to_until_they_come_back(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร")
    assert await citizen.does(kind="farewell") == []
    assert (await db.read(contacts))[0].blocked_at == clock.now()
    assert keys(await citizen.does(kind="hello")) == ["resume", "question:district"]
    assert (await db.read(contacts))[0].blocked_at is None


async def test_s2_a_saved_revision_does_not_touch_a_talk_that_has_begun(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    early = Citizen(db, vault, "U1")
    await early.says(made.code, "เริ่ม", "อุดร")
    assert await db.write(forms.save, made.id, one_question(), "officer:1") == 2
    assert keys(await early.says("กุมภวาปี")) == ["question:sector"]
    later = Citizen(db, vault, "U2")
    assert keys(await later.says(made.code, "เริ่ม")) == ["question:say"]
    talks = await db.read(rows, TalkRow)
    assert [talk.state["revision"] for talk in talks] == [1, 2]


async def test_a_draft_of_a_form_is_replaced_until_somebody_starts(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    assert await db.write(forms.save, made.id, one_question(), "officer:1") == 1
    assert keys(await Citizen(db, vault).says(made.code, "เริ่ม")) == ["question:say"]
    assert await db.write(forms.save, made.id, NEEDS, "officer:1") == 2


async def test_characters_that_no_database_takes_do_not_lose_the_words_around_them(db: Database, vault: Vault) -> None:
    made = await db.write(consultation, form=one_question())
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "น้ำ\x00ท่วม\ud83d บ้าน 😭", "ส่ง")
    (comment,) = await db.read(rows, Comment)
    assert comment.raw == "น้ำท่วม บ้าน 😭"


async def test_what_a_menu_says_begins_or_goes_on_and_never_answers(db: Database, vault: Vault) -> None:
    """Three taps on a menu's first area: who asks and the privacy text, then the first question, then that again."""
    await db.write(consultation, form=one_question())
    citizen = Citizen(db, vault)
    assert keys(await citizen.says("ขอตอบแบบสอบถาม"))[:2] == ["greet", "privacy_short"]
    asked = await citizen.says("ขอตอบแบบสอบถาม")
    assert "เล่าคะ" in asked[-1]["text"]
    again = await citizen.says("ขอตอบแบบสอบถามค่ะ")
    assert "เล่าคะ" in again[-1]["text"]
    assert await db.read(rows, Answer) == []
