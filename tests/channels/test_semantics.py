"""What citizens' events mean, from the platform's raw event to the counted answer: the same on every channel."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.models import InboxEvent
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment
from consultation.vault import Vault
from tests.channels.chat import AT, SECOND, Chat, button, keys, said, work_all
from tests.channels.speakers import LineSpeaker, Speaker, TelegramSpeaker, every_channel
from tests.consultation.talk.citizens import consultation
from tests.consultation.talk.test_afterwards import FORM
from tests.consultation.talk.test_hear import rows
from tests.prepared import made_once

LINE, TELEGRAM = LineSpeaker(), TelegramSpeaker()


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.fixed(AT):
        yield


@made_once
async def begun(db: Database, vault: Vault, speaker: Speaker, form: Any = FORM) -> tuple[Chat, int]:
    """Somebody whom the first question was asked, by messages 1 and 2."""
    made = await db.write(lambda session: consultation(session, form=form))
    chat = Chat(db, vault, speaker)
    await chat.says(made.code, "เริ่ม")
    return chat, made.id


async def answers(db: Database) -> dict[str, str | None]:
    return {row.question: row.value for row in await db.read(rows, Answer) if not row.late}


def raws(session: Session) -> list[tuple[str, bytes]]:
    return [(row.state, row.raw) for row in session.exec(select(InboxEvent).order_by(InboxEvent.id))]  # type: ignore[arg-type]


# Taps


@every_channel
async def test_t4_a_tap_on_an_older_question_or_another_revision_does_not_count(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    chat, _ = await begun(db, vault, speaker)
    roads = button(await db.read(said), "ถนน")
    await chat.says("น้ำ", "หน้าวัด")
    heard = await chat.gets(chat.tapped(roads))
    assert keys(heard) == ["stale", "question:many"] and (await answers(db))["what"] == "water"
    code, revision, turn, verb = button(await db.read(said), "หยุดก่อน").split(".")
    assert keys(await chat.gets(chat.tapped(f"{code}.{int(revision) + 1}.{turn}.skip")))[0] == "stale"
    assert "many" not in await answers(db) and verb == "pause"


FORGED = ("", "garbage", "A.B.C.D", "' OR 1=1 --", "ก" * 90, "TLK234.1.1.c99999", "me.forget.erase.AAAA", "a.1.1.send")


@every_channel
@pytest.mark.parametrize("data", FORGED)
async def test_t8_forged_and_garbage_data_changes_nothing(
    db: Database, vault: Vault, speaker: Speaker, data: str
) -> None:
    chat, made = await begun(db, vault, speaker)
    code = button(await db.read(said), "ถนน").split(".")[0]
    await chat.gets(chat.tapped(data), chat.tapped(f"{code}.1.1.c77"), chat.tapped(f"{code}.1.1.send"))
    assert await answers(db) == {} and (await db.read(responses.figures, made)).submitted == 0
    assert keys(await chat.says("ถนน")) == ["question:where"], "the talk goes on where it was"


@every_channel
@pytest.mark.parametrize("first", [0, 1])
async def test_t5_of_two_options_tapped_at_once_the_first_tapped_is_the_answer_in_whichever_order_they_come(
    db: Database, vault: Vault, speaker: Speaker, first: int
) -> None:
    chat, _ = await begun(db, vault, speaker)
    shown = await db.read(said)
    taps = [chat.tapped(button(shown, "น้ำ"), AT), chat.tapped(button(shown, "ถนน"), AT + SECOND / 2)]
    earlier = taps[0]
    if first:
        taps.reverse()
    for tap in taps:
        with clock.fixed(AT if tap is earlier else AT + SECOND / 2):
            heard = await chat.gets(tap)
    assert await answers(db) == {"what": "water"} and heard[-1]["key"] == "question:where"
    assert first or heard[0]["key"] == "tap_first", "how to change it is told"
    assert keys(await chat.says("หน้าวัด")) == ["question:many"]


@every_channel
@pytest.mark.parametrize("tap_first", [True, False])
async def test_t3_a_tap_and_a_message_at_once_are_both_heard_in_either_order(
    db: Database, vault: Vault, speaker: Speaker, tap_first: bool
) -> None:
    chat, _ = await begun(db, vault, speaker)
    tap, typed = chat.tapped(button(await db.read(said), "น้ำ")), chat.typed("ถนน")
    await chat.gets(*((tap, typed) if tap_first else (typed, tap)))
    found = await answers(db)
    # The tap answers the question that it hangs on, or is too late for it; no question has two answers.
    assert found == ({"what": "water", "where": "ถนน"} if tap_first else {"what": "roads"})
    assert [row.state for row in await db.read(rows, InboxEvent)] == ["done"] * 4


@every_channel
async def test_t6_a_tap_under_a_message_that_is_gone_counts(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, _ = await begun(db, vault, speaker)
    tap = chat.tapped(button(await db.read(said), "น้ำ"))
    if not chat.on_line:
        tap["callback_query"]["message"] |= {"date": 0}
        del tap["callback_query"]["message"]["text"]
    await chat.gets(tap)
    assert await answers(db) == {"what": "water"}


# Messages changed and taken back


async def test_t10_telegram_edits_replace_before_the_close_and_are_late_after(db: Database, vault: Vault) -> None:
    chat, made = await begun(db, vault, TELEGRAM)
    await chat.says("ถนน", "หน้าวัด", "2", "ส่ง")
    await chat.gets(chat.edited(4, "หลังวัด"))
    assert (await answers(db))["where"] == "หลังวัด"
    assert [row.raw for row in await db.read(rows, Comment)] == ["หลังวัด"]
    assert await chat.gets(chat.edited(4, "หลังวัด"), chat.edited(2, "ถนน")) == []
    with clock.fixed(AT + timedelta(minutes=1)):
        await db.write(consult.close, made, "officer:1")
    with clock.fixed(AT + timedelta(minutes=2)):
        assert keys(await chat.gets(chat.edited(4, "ในเมือง"))) == ["closed"]
    late = [row.value for row in await db.read(rows, Answer) if row.late]
    assert late == ["ในเมือง"] and (await answers(db))["where"] == "หลังวัด"


async def test_l13_an_unsent_message_is_destroyed_wherever_it_is_and_its_copy_stays_away(
    db: Database, vault: Vault
) -> None:
    chat, made = await begun(db, vault, LINE)
    where = chat.typed("หน้าโรงเรียนลับ")
    where["message"]["id"] = "m4"
    await chat.gets(chat.typed("ถนน"), where)
    await chat.says("2", "ส่ง")
    before = len(await db.read(raws))
    await chat.gets(chat.unsent(4))
    copy = {**where, "deliveryContext": {"isRedelivery": True}}
    await chat.gets(copy, copy)
    assert len(await db.read(raws)) == before + 1, "the id of the event still stops a second copy"
    opened = [vault.open(raw).decode() for _, raw in await db.read(raws) if raw]
    assert "หน้าโรงเรียนลับ" not in "".join(json.loads(json.dumps(opened)))
    assert "where" not in await answers(db) and await db.read(responses.comments, made) == []
    assert "หน้าโรงเรียนลับ" not in str(await db.read(said))


async def test_l13_an_unsend_that_comes_before_its_message_stops_it(db: Database, vault: Vault) -> None:
    chat, _ = await begun(db, vault, LINE)
    where = chat.typed("หน้าโรงเรียนลับ")
    await chat.gets(chat.unsent(3), where)
    assert await answers(db) == {}
    assert [state for state, raw in await db.read(raws) if not raw] == ["ignored"]
    assert "หน้าโรงเรียนลับ" not in str(await db.read(said))
    await chat.gets(chat.unsent(3))  # twice
    assert keys(await chat.says("ถนน")) == ["question:where"]


async def test_l13_an_unsend_without_the_original_does_no_harm(db: Database, vault: Vault) -> None:
    chat, _ = await begun(db, vault, LINE)
    assert await chat.gets(chat.unsent(99)) == []
    assert keys(await chat.says("ถนน")) == ["question:where"]


async def test_l13_a_message_and_its_unsend_in_one_round_leave_nothing(db: Database, vault: Vault) -> None:
    chat, _ = await begun(db, vault, LINE)
    where = chat.typed("หน้าโรงเรียนลับ")
    await chat.gets(where, chat.unsent(3, AT + SECOND), work=False)
    await work_all(db, vault, LINE)
    assert await answers(db) == {}
    assert "หน้าโรงเรียนลับ" not in str([vault.open(raw) for _, raw in await db.read(raws) if raw])


async def test_l13_an_unsent_message_in_a_group_and_an_edited_one_leave_no_copy(db: Database, vault: Vault) -> None:
    chat = Chat(db, vault, LINE)
    group = {"source": {"type": "group", "groupId": "C1", "userId": "U" + "1" * 32}}
    first, second = chat.typed("คำแรกในกลุ่ม") | group, chat.typed("คำที่สองในกลุ่ม") | group
    changed = chat.typed("คำที่แก้") | group | {"type": "messageEdited"}
    changed["message"]["id"] = "m2"
    await chat.gets(first, second, changed, chat.unsent(1) | group)
    kept = "".join(vault.open(raw).decode("unicode_escape") for _, raw in await db.read(raws) if raw)
    whole = str([json.loads(vault.open(raw)) for _, raw in await db.read(raws) if raw])
    assert "คำแรกในกลุ่ม" not in whole and "คำที่สองในกลุ่ม" not in whole and "คำที่แก้" in whole and kept
    assert await answers(db) == {}


# Deep links


@pytest.mark.parametrize("start", ["/start {code}", "/start@prachakhom_bot {code}", "{code}"])
async def test_t9_a_start_code_begins_and_comes_back(db: Database, vault: Vault, start: str) -> None:
    made = await db.write(lambda session: consultation(session, form=FORM))
    chat = Chat(db, vault, TELEGRAM)
    assert keys(await chat.says(start.format(code=made.code))) == ["greet", "privacy_short", "ready"]
    await chat.says("เริ่ม", "ถนน")
    assert keys(await chat.says(start.format(code=made.code))) == ["resume", "question:where"]
    assert keys(await chat.says("/start")) == ["resume", "question:where"]
    assert await answers(db) == {"what": "roads"}


@pytest.mark.parametrize("payload", ["x" * 64, "s42", "A_b-C"])
async def test_t9_an_unknown_payload_is_no_answer(db: Database, vault: Vault, payload: str) -> None:
    chat, _ = await begun(db, vault, TELEGRAM)
    await chat.says("ถนน")
    heard = await chat.says(f"/start {payload}")
    assert heard[-1]["key"] == "question:where" and await answers(db) == {"what": "roads"}
