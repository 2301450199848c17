"""What a survey by chat promises, S1 to S13, on every channel: from raw events to what is counted and exported."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from admin import migrate
from bot import inbox
from bot.models import InboxEvent
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.db import Database, open_database
from consultation.forms import service as forms
from consultation.forms.form import Choice, Form, Question
from consultation.responses import service as responses
from consultation.responses.models import Answer, Response
from consultation.talk import pacing
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.channels.chat import AT, SECOND, Chat, button, keys, said, work_all
from tests.channels.speakers import LineSpeaker, Speaker, TelegramSpeaker, every_channel
from tests.channels.test_semantics import answers, begun
from tests.consultation.talk.citizens import consultation
from tests.consultation.talk.test_afterwards import FORM
from tests.consultation.talk.test_hear import rows


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.fixed(AT):
        yield


@every_channel
async def test_s1_after_three_days_a_greeting_an_answer_or_an_old_button_goes_on(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    chat, _ = await begun(db, vault, speaker)
    roads = button(await db.read(said), "ถนน")
    with clock.fixed(AT + timedelta(days=3)):
        assert keys(await chat.says("สวัสดีค่ะ")) == ["resume", "question:what"]
        assert keys(await chat.gets(chat.tapped(roads))) == ["question:where"]
    with clock.fixed(AT + timedelta(days=6)):
        assert keys(await chat.says("หน้าวัด")) == ["question:many"]


@every_channel
async def test_s2_a_talk_ends_on_the_revision_that_it_began_with(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, made = await begun(db, vault, speaker)
    changed = FORM.model_copy(update={"questions": FORM.questions[:1]})
    await db.write(forms.save, made, changed, "officer:1")
    assert keys(await chat.says("ถนน")) == ["question:where"]
    other = Chat(db, vault, speaker, who=2)
    code = button(await db.read(said), "หยุดก่อน").split(".")[0]
    await other.says(code, "เริ่ม")
    assert keys(await other.says("ถนน")) == ["confirm"]


@every_channel
@pytest.mark.parametrize("typed", [True, False])
async def test_s3_the_events_own_time_decides_whether_an_answer_is_late(
    db: Database, vault: Vault, speaker: Speaker, typed: bool
) -> None:
    chat, made = await begun(db, vault, speaker)
    water = button(await db.read(said), "น้ำ")
    with clock.fixed(AT + timedelta(minutes=1)):
        await db.write(consult.close, made, "officer:1")
    in_time = chat.typed("ถนน", AT) if typed or not chat.on_line else chat.tapped(water, AT)
    with clock.fixed(AT + timedelta(minutes=10)):
        await chat.gets(in_time)
        late = chat.typed("หน้าวัด")
        assert keys(await chat.gets(late)) == ["closed"]
    found = [(row.question, row.late) for row in await db.read(rows, Answer)]
    assert found == [("what", False), ("where", True)]


@every_channel
@pytest.mark.parametrize("skew", [-7200, 7200])
async def test_s3_a_platforms_clock_that_is_wrong_loses_no_answer(
    db: Database, vault: Vault, speaker: Speaker, skew: int
) -> None:
    chat, _ = await begun(db, vault, speaker)
    await chat.gets(chat.typed("ถนน", AT + SECOND * skew))
    assert await answers(db) == {"what": "roads"}
    assert [row.late for row in await db.read(rows, Answer)] == [False]


@every_channel
async def test_s4_back_and_change_leave_one_answer_a_question(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, _ = await begun(db, vault, speaker)
    await chat.says("ถนน", "หน้าวัด")
    await chat.gets(chat.tapped(button(await db.read(said), "ย้อนกลับ")))
    await chat.says("หลังวัด", "2")
    await chat.gets(chat.tapped(button(await db.read(said), "แก้ไข")))
    await chat.says("1", "น้ำ", "ส่ง")
    found = [(row.question, row.value) for row in await db.read(rows, Answer) if row.question != "words"]
    assert sorted(found) == [("many", "2"), ("what", "water"), ("where", "หลังวัด")]


@every_channel
async def test_s7_whoever_withdraws_is_erased_and_not_counted(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, made = await begun(db, vault, speaker)
    await chat.says("ถนน", "หน้าวัด", "2", "ส่ง")
    await chat.says("ลบข้อมูลของฉัน")
    await chat.gets(chat.tapped(button(await db.read(said), "ลบคำตอบด้วย")))
    assert (await db.read(responses.figures, made)).submitted == 0 and await db.read(rows, Answer) == []
    assert await db.read(responses.comments, made) == [] and await db.read(rows, TalkRow) == []
    kept = [raw for raw in await db.read(lambda s: [row.raw for row in s.exec(select(InboxEvent))]) if raw]
    assert len(kept) <= 1, "but the event that is being heard nothing of the inbox can be read"


@every_channel
async def test_s8_a_number_answers_what_was_asked_last(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, first = await begun(db, vault, speaker)
    other = await db.write(lambda session: consultation(session, form=FORM, title="เรื่องที่สอง"))
    await chat.says(other.code, "เริ่ม", "2")
    of = {row.id: row.consultation_id for row in await db.read(rows, Response)}
    assert [(of[row.response_id], row.value) for row in await db.read(rows, Answer)] == [(other.id, "water")]
    await chat.says("เมนู", "1")
    await chat.says("1")
    found = {(of[row.response_id], row.value) for row in await db.read(rows, Answer)}
    assert found == {(other.id, "water"), (first, "roads")}


TYPED = {
    "๒": "water", "ข้อ 2": "water", "ข้อ ๒": "water", "2.": "water", "สอง": "water", "２": "water", "2\u200b": "water",
    "น้ำ": "water", "น\u0e49\u0e4d\u0e32": "water", "น้ำครับ": "water", "น้ำ 🙏": "water", " น้ำค่ะ ": "water", "1": "roads",
}  # fmt: skip


@every_channel
@pytest.mark.parametrize("text", TYPED)
async def test_s9_numbers_and_words_in_every_spelling_are_the_choice(
    db: Database, vault: Vault, speaker: Speaker, text: str
) -> None:
    chat, _ = await begun(db, vault, speaker)
    await chat.says(text)
    assert await answers(db) == {"what": TYPED[text]}


@every_channel
@pytest.mark.parametrize("text", ["1,250", "๑,๒๕๐", "1250 ครั้ง", " 1,250 ค่ะ"])
async def test_s10_a_number_with_a_comma_is_the_number(db: Database, vault: Vault, speaker: Speaker, text: str) -> None:
    chat, _ = await begun(db, vault, speaker)
    await chat.says("ถนน", "หน้าวัด", text)
    assert (await answers(db))["many"] == "1250"


@every_channel
async def test_s12_two_machines_that_answer_each_other_are_paused_with_one_sentence(
    db: Database, vault: Vault, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "MOST", 12)
    chat, _ = await begun(db, vault, speaker)
    for n in range(20):
        with clock.fixed(AT + SECOND * n):
            await chat.says("ได้รับข้อความของท่านแล้ว จะติดต่อกลับโดยเร็ว")
    assert keys(await db.read(said)).count("too_fast") == 1
    quiet = len(await db.read(said))
    with clock.fixed(AT + timedelta(minutes=5)):
        assert await chat.says("ได้รับข้อความของท่านแล้ว") == [] and len(await db.read(said)) == quiet
    with clock.fixed(AT + timedelta(minutes=30)):
        assert keys(await chat.says("ต่อ"))[:2] == ["unheard", "resume"], "a person goes on where they were"
    assert {row.state for row in await db.read(rows, InboxEvent)} == {"done"}, "nothing that came in is lost"


def questionnaire() -> Form:
    several = tuple(Choice(name=f"t{n}", label={"th": f"ประเด็นที่ {n}"}) for n in range(1, 5))
    topics = Question(name="topics", type="select_multiple", label={"th": "เรื่องใดบ้างคะ"}, choices=several)
    return FORM.model_copy(update={"questions": (*FORM.questions[:3], topics)})


# From each database to the other.
@pytest.mark.parametrize(("url", "empty_url"), [("sqlite", "postgresql"), ("postgresql", "sqlite")], indirect=True)
async def test_s13_what_is_counted_is_what_is_stored_and_what_a_replay_of_the_inbox_gives(
    db: Database, empty_url: str, vault: Vault
) -> None:
    made = await db.write(lambda session: consultation(session, form=questionnaire()))
    speakers: tuple[Speaker, ...] = (LineSpeaker(), TelegramSpeaker())
    for who in range(1, 9):
        chat = Chat(db, vault, speakers[who % 2], who=who)
        with clock.fixed(AT + timedelta(minutes=who)):
            await a_journey(chat, made.code, who)
    await counts_agree(db, made.id)
    replayed = await a_fresh_database(empty_url, made.code)
    await replay(db, replayed, vault, speakers)
    await counts_agree(replayed, made.id)
    for count in (tally, comments, states):
        assert await replayed.read(count) == await db.read(count)
    assert await replayed.read(responses.figures, made.id) == await db.read(responses.figures, made.id)
    await replayed.close()


async def a_journey(chat: Chat, code: str, who: int) -> None:
    """A citizen with slips: copies, changes of mind, edits, a talk left unfinished.

    No unsend: what its author has had destroyed cannot be heard again, nor what was typed after it be understood so.
    """
    await chat.says(code, "เริ่ม")
    shown = await chat.db.read(said)
    tap = chat.tapped(button(shown, "ถนน" if who % 3 else "น้ำ"))
    await chat.gets(tap, tap)
    where = chat.typed(f"หมู่ที่ {who}")
    await chat.gets(where, where)
    number = chat.n
    await chat.says(f"{who},000")
    if not chat.on_line:
        await chat.gets(chat.edited(number, f"หมู่ใหม่ {who}"))
    if who == 4:
        await chat.says("ย้อนกลับ", "4,444")
    if who == 5:
        return
    await chat.says("1 3", "เสร็จแล้ว")
    await chat.says("ส่ง")


async def a_fresh_database(url: str, code: str) -> Database:
    """The same consultation, of the same code and window, in a database of its own."""
    await migrate.upgrade(url)
    db = open_database(url)
    made = await db.write(lambda session: consultation(session, form=questionnaire()))

    def rename(session: Session) -> None:
        row = session.get_one(Consultation, made.id)
        row.code = code
        session.add(row)

    await db.write(rename)
    return db


async def replay(old: Database, new: Database, vault: Vault, speakers: tuple[Speaker, ...]) -> None:
    """Give a new database the raw events of the old one's inbox, in the order in which they came in."""
    rows_of = await old.read(lambda session: list(session.exec(select(InboxEvent).order_by(col(InboxEvent.id)))))
    by_name = {speaker.channel.name: speaker for speaker in speakers}
    for row in rows_of:
        raw = inbox.opened(vault, row)
        speaker = by_name[row.channel]
        with clock.fixed(row.received_at):
            events = speaker.channel.split(speaker.body(raw))
            await new.write(inbox.store, vault, row.channel, row.account, events)
            await work_all(new, vault, speaker)


async def counts_agree(db: Database, made: int) -> None:
    """The figures that are shown and exported are those of the answers' table."""
    figures, stances = await db.read(responses.figures, made), await db.read(responses.stances, made)
    stored = await db.read(tally)
    assert figures.submitted == (await db.read(states))["submitted"]
    for question in stances:
        for count in question.counts:
            assert count.n == stored[question.question, count.key]


def tally(session: Session) -> Counter[tuple[str, str]]:
    """How often each choice stands in answers of sent responses, and each value of what is no choice."""
    query = select(Answer.question, Answer.value).join(Response, col(Response.id) == col(Answer.response_id))
    found = session.exec(query.where(Response.state == "submitted", col(Answer.late).is_(False)))
    return Counter((question, name) for question, value in found for name in (value or "").split())


def comments(session: Session) -> list[str]:
    return sorted(comment.text for comment in responses.comments(session, 1))


def states(session: Session) -> Counter[str]:
    return Counter(session.exec(select(Response.state)))
