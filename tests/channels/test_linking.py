"""S5: the same person on LINE and on Telegram answers once, by a code that they carry from one chat to the other."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.linking import codes, joining
from consultation.linking.cutting import cut
from consultation.linking.doubles import Double, Part, Why
from consultation.linking.models import LinkCode
from consultation.outbox.models import OutboxMessage
from consultation.people import service as people
from consultation.people.models import Consent, Contact
from consultation.people.service import Who
from consultation.privacy.models import Participation
from consultation.privacy.store import Ended
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment, Response
from consultation.talk import link, linked
from consultation.talk.caller import Caller
from consultation.talk.models import TalkRow
from consultation.talk.wording import LANGUAGES, say
from consultation.vault import Vault
from tests.channels.chat import AT, Chat, button, keys, said, work_all
from tests.channels.speakers import SPEAKERS, Speaker
from tests.consultation.talk.citizens import consultation
from tests.consultation.talk.test_afterwards import FORM
from tests.consultation.talk.test_hear import rows
from tests.prepared import made_once

MINUTE = timedelta(minutes=1)
CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")
both_ways = pytest.mark.parametrize("first, second", [SPEAKERS, SPEAKERS[::-1]], ids=["line", "telegram"])
Two = tuple[Chat, Chat, Any]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.fixed(AT):
        yield


@made_once
async def two(db: Database, vault: Vault, first: Speaker, second: Speaker) -> Two:
    """One person's chats on two channels, and what they may answer."""
    made = await db.write(lambda session: consultation(session, form=FORM, title="ถามสั้น"))
    return Chat(db, vault, first), Chat(db, vault, second, who=2), made


@pytest.fixture
async def chats(db: Database, vault: Vault) -> Two:
    return await two(db, vault, *SPEAKERS)


async def answers(chat: Chat, made: Any, what: str, where: str, *, at: datetime = AT, send: bool = True) -> None:
    with clock.fixed(at):
        await chat.says(made.code, "เริ่ม", what, where, "2", *(["ส่ง"] if send else []))


async def code_of(chat: Chat) -> str:
    given, secret = await chat.says("ขอเชื่อมบัญชีค่ะ" if chat.who == 1 else "เชื่อมบัญชี")
    found = CODE.search(given["text"])
    assert (given["key"], secret["key"]) == ("link_code", "link_secret") and found is not None
    return found[0]


async def links(asking: Chat, joining: Chat) -> list[dict[str, Any]]:
    """Carry a code from one chat to the other and say yes; what was said to that, in both."""
    shown = await joining.says(await code_of(asking))
    assert shown[-1]["key"] == "link_ask"
    return await joining.gets(joining.tapped(button(shown, "ใช่ เชื่อมเลย")))


def counted(session: Session) -> list[tuple[str, str | None]]:
    """The answers of every response that counts."""
    query = select(Answer.question, Answer.value).join(Response, col(Response.id) == col(Answer.response_id))
    found = session.exec(query.where(Response.state == "submitted", Answer.question != "words"))
    return sorted(found.all())


async def persons(db: Database) -> set[int]:
    return {row.person_id for row in await db.read(rows, Contact)}


@both_ways
async def test_s5_of_two_that_were_sent_the_one_answered_last_counts(
    db: Database, vault: Vault, first: Speaker, second: Speaker
) -> None:
    asking, other, made = await two(db, vault, first, second)
    await answers(asking, made, "ถนน", "หน้าวัด", at=AT + 9 * MINUTE)
    await answers(other, made, "น้ำ", "หลังวัด", at=AT + 3 * MINUTE)
    assert (await db.read(responses.figures, made.id)).submitted == 2
    with clock.fixed(AT + 20 * MINUTE):
        done = await links(asking, other)
        assert keys(done) == ["link_told", "link_doubles", "link_done"]
        assert "นับชุดที่ตอบล่าสุดเมื่อ 2 พ.ย. 2569 12.09 น." in done[1]["text"], "by the platform's time, not ours"
        assert keys(await other.says(made.code))[0] == "already"
    assert await db.read(counted) == [("many", "2"), ("what", "roads"), ("where", "หน้าวัด")]
    assert (await db.read(responses.figures, made.id)).submitted == 1 and len(await persons(db)) == 1
    assert sorted(row.raw for row in await db.read(rows, Comment)) == ["", "หน้าวัด"]
    acts = {entry.action: entry.after for entry in await db.read(rows, AuditEntry)}
    assert acts["response.double"] == {"why": "both_sent", "responses": 1, "counted": 1}
    assert acts["person.link"] == {"doubles": 1} and await db.read(audit.verify) > 2


async def test_s5_what_was_sent_stays_and_what_was_begun_goes(db: Database, chats: Two) -> None:
    asking, other, made = chats
    await answers(asking, made, "ถนน", "หน้าวัด")
    await answers(other, made, "น้ำ", "หลังวัด", at=AT + MINUTE, send=False)
    await links(other, asking)
    assert await db.read(counted) == [("many", "2"), ("what", "roads"), ("where", "หน้าวัด")]
    assert len(await db.read(rows, TalkRow)) == 1


async def test_s5_two_open_talks_become_one_and_nothing_answers_a_question_that_was_not_shown(
    db: Database, chats: Two
) -> None:
    asking, other, made = chats
    await asking.says(made.code, "เริ่ม", "ถนน")
    with clock.fixed(AT + MINUTE):
        await other.says(made.code, "เริ่ม", "น้ำ", "หลังวัด")
        done = await links(asking, other)
        assert "ตอบล่าสุดเมื่อ 2 พ.ย. 2569 12.01 น." in done[1]["text"]
        assert keys(await asking.says("หน้าวัด")) == ["resume", "question:many"], "it asked something else here"
        assert keys(await other.says("7")) == ["resume", "question:many"], "and now the person was over there"
        assert keys(await other.says("7")) == ["confirm"]
        await asking.says(made.code)
        assert keys(await asking.says("ส่ง"))[0] == "close"
    assert await db.read(counted) == [("many", "7"), ("what", "water"), ("where", "หลังวัด")]


async def test_s5_before_it_is_done_it_is_told_and_no_changes_nothing(db: Database, chats: Two) -> None:
    asking, other, made = chats
    for chat, at in ((asking, AT), (other, AT + MINUTE)):
        await answers(chat, made, "น้ำ", "ที่นี่", at=at)
    shown = await other.says(f"เชื่อมบัญชี {(await code_of(asking)).lower().replace('-', ' ')}")
    assert keys(shown) == ["link_doubles", "link_ask"] and "ถามสั้น" in shown[0]["text"] and "LINE" in shown[1]["text"]
    assert keys(await other.says("ไม่เชื่อม")) == ["link_not"]
    assert len(await persons(db)) == 2 and (await db.read(responses.figures, made.id)).submitted == 2
    assert keys(await other.gets(other.tapped(button(shown, "ใช่ เชื่อมเลย")))) == ["link_wrong"], "not by an old button"


async def test_s5_a_code_works_once_for_a_while_in_the_other_chat_and_is_kept_hashed(
    db: Database, vault: Vault, chats: Two
) -> None:
    asking, other, _ = chats
    code = await code_of(asking)
    assert code not in str([row.model_dump() for row in await db.read(rows, LinkCode)])
    assert keys(await asking.says(code)) == ["link_same"]
    newer = await code_of(asking)
    assert keys(await other.says(code)) == ["link_wrong"], "a newer code takes the place of the older"
    with clock.fixed(AT + codes.LIFE):
        assert keys(await other.says(newer)) == ["link_wrong"]
    shown = await other.says(newer)
    with clock.fixed(AT + codes.LIFE):
        assert keys(await other.gets(other.tapped(button(shown, "ใช่ เชื่อมเลย")))) == ["link_wrong"]
    shown = await other.says(newer)
    await other.gets(other.tapped(button(shown, "ใช่ เชื่อมเลย")))
    third = Chat(db, vault, SPEAKERS[0], who=3)
    assert keys(await third.says(newer)) == ["link_wrong"] and len(await persons(db)) == 2
    assert keys(await other.says(await code_of(asking))) == ["link_already"]


async def test_s5_who_tries_codes_is_stopped_and_a_right_one_does_not_help_then(db: Database, chats: Two) -> None:
    asking, other, made = chats
    await other.says(made.code, "เริ่ม", "น้ำ")
    code = await code_of(asking)
    for n in range(codes.MOST_WRONG):
        assert keys(await other.says(f"2345-ABC{n + 2}")) == ["link_wrong"]
    assert keys(await other.says(code)) == ["link_barred"] and len(await persons(db)) == 2
    assert [row.value for row in await db.read(rows, Answer)] == ["water"], "no code is taken for an answer"
    for _ in range(codes.MOST_ASKED - 1):
        await code_of(asking)
    assert keys(await asking.says("เชื่อมบัญชี")) == ["link_often"]
    with clock.fixed(AT + codes.WITHIN + MINUTE):
        assert keys(await other.says(await code_of(asking)))[-1] == "link_ask"


async def test_s5_the_number_of_one_s_own_response_is_no_code(db: Database, chats: Two) -> None:
    asking, _, made = chats
    await answers(asking, made, "น้ำ", "หลังวัด")
    await db.write(lambda session: session.connection().execute(update(Response).values(receipt="2A3B-4C5D")))
    assert "link_wrong" not in keys(await asking.says("2a3b 4c5d"))


async def test_s5_a_forged_button_links_nobody(db: Database, chats: Two) -> None:
    asking, other, _ = chats
    await code_of(asking)
    (row,) = await db.read(rows, LinkCode)
    for data in (f"me.link.yes.{row.id}.{codes.proof_of(row)}", "me.link.yes.1.", "me.link.yes.x.y", "me.unlink.here"):
        assert keys(await other.gets(other.tapped(data)))[0] in ("link_wrong", "link_code", "unlink_none")
    assert len(await persons(db)) == 2


async def test_s5_a_code_in_a_line_group_links_nobody(db: Database, chats: Two) -> None:
    asking, other, _ = chats
    code = await code_of(other)
    assert keys(await asking.gets(asking.speaker.in_group(code))) == ["outside_group"]
    assert len(await persons(db)) == len(await db.read(rows, Contact))


async def test_s5_the_stricter_consent_holds_and_who_stopped_news_hears_none(db: Database, vault: Vault) -> None:
    one, other = Chat(db, vault, SPEAKERS[0]), Chat(db, vault, SPEAKERS[1], who=2)
    first = await db.write(lambda session: consultation(session, form=FORM, title="หนึ่ง"))
    second = await db.write(lambda session: consultation(session, form=FORM, title="สอง"))
    await answers(one, first, "น้ำ", "ที่นี่")
    await answers(other, first, "น้ำ", "ที่นี่", at=AT + MINUTE)
    await answers(other, second, "น้ำ", "ที่นั่น")
    mine, theirs = [row.person_id for row in await db.read(rows, Contact)]

    def consents(session: Session) -> None:
        for person, of, scope in ((mine, first, "quote"), (mine, first, "contact"), (theirs, second, "contact")):
            people.consent(session, [people.Consented(person, of.id or 0, scope, "ยินยอม", "line", given=True, at=AT)])

    await db.write(consents)
    await one.says("เลิกรับข่าว")
    done = await links(one, other)
    assert keys(done)[-2:] == ["link_done", "link_news"]
    kept = {(row.consultation_id, row.scope): row.withdrawn_at is None for row in await db.read(rows, Consent)}
    assert kept == {(first.id, "quote"): False, (first.id, "contact"): False, (second.id, "contact"): False}


async def test_s5_erasing_and_seeing_cover_both_accounts(db: Database, chats: Two) -> None:
    asking, other, made = chats
    await answers(asking, made, "น้ำ", "หลังวัด")
    await links(asking, other)
    shown = await other.says("ข้อมูลของฉัน")
    assert say("mine_linked", channels="LINE") in shown[0]["text"] and "หลังวัด" in shown[-1]["text"]
    shown = await other.says("ลบข้อมูลของฉัน")
    await other.gets(other.tapped(button(shown, "ตัดความเชื่อมโยง")))
    assert "forget_cut" in keys(await db.read(said))
    assert len(await db.read(rows, Participation)) == 2, "neither account can answer again and count twice"
    for chat in (asking, other):
        assert keys(await chat.says(made.code)) == ["took_part"]
    left = [row for row in await db.read(rows, OutboxMessage) if "หลังวัด" in str(row.messages)]
    assert left == [] and [row.raw for row in await db.read(rows, Comment)] == ["หลังวัด"]


async def test_s5_after_a_cut_link_what_is_answered_anew_elsewhere_does_not_count_twice(
    db: Database, chats: Two
) -> None:
    asking, other, made = chats
    await answers(asking, made, "น้ำ", "หลังวัด")
    shown = await asking.says("ลบข้อมูลของฉัน")
    await asking.gets(asking.tapped(button(shown, "ตัดความเชื่อมโยง")))
    await answers(other, made, "ถนน", "หน้าวัด")
    done = await links(asking, other)
    assert "คำตอบเดิมยังนับอยู่" in done[1]["text"]
    assert (await db.read(responses.figures, made.id)).submitted == 1
    assert keys(await other.says(made.code)) == ["took_part"]


@pytest.mark.parametrize("label, leaves", [("แยกแชตนี้ออก", 1), ("แยกบัญชีอื่นออก", 0)])
async def test_s5_unlinked_the_answers_stay_with_one_and_count_once(
    db: Database, chats: Two, label: str, leaves: int
) -> None:
    asking, other, made = chats
    await answers(asking, made, "น้ำ", "หลังวัด")
    await links(asking, other)
    assert keys(await other.says("ยกเลิกการเชื่อม")) == ["unlink_means", "unlink_ask"]
    assert keys(await other.says("ไม่แยกแล้ว")) == ["unlink_kept"]
    shown = await other.says("ยกเลิกการเชื่อม")
    told = keys(await other.gets(other.tapped(button(shown, label))))
    here, others = ["unlink_told_stays", "unlink_done_here"], ["unlink_told_leaves", "unlink_done_others"]
    assert told == (here if leaves else others)
    gone, stays = (asking, other)[leaves], (asking, other)[1 - leaves]
    assert keys(await gone.says(made.code)) == ["took_part"] and keys(await gone.says("ข้อมูลของฉัน")) == ["mine_none"]
    assert keys(await stays.says(made.code))[0] == "already"
    assert (await db.read(responses.figures, made.id)).submitted == 1 and not any(
        row.linked for row in await db.read(rows, Contact)
    )
    assert keys(await gone.says("ยกเลิกการเชื่อม")) == ["unlink_none"]


async def test_s5_killed_while_linking_nothing_is_done_and_the_tap_is_heard_again(
    db: Database, chats: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, other, made = chats
    for chat, at in ((asking, AT), (other, AT + MINUTE)):
        await answers(chat, made, "น้ำ", "ที่นี่", at=at)
    shown = await other.says(await code_of(asking))
    record, calls = joining._record, 0

    def fails_once(*given: Any) -> None:
        nonlocal calls
        calls += 1
        if calls <= 2:  # together with others, and by itself
            raise RuntimeError("killed")
        record(*given)

    monkeypatch.setattr(joining, "_record", fails_once)
    assert await other.gets(other.tapped(button(shown, "ใช่ เชื่อมเลย"))) == []
    assert (await db.read(responses.figures, made.id)).submitted == 2 and len(await persons(db)) == 2
    with clock.fixed(AT + MINUTE):
        assert "link_done" in keys(await _worked(other))
    assert (await db.read(responses.figures, made.id)).submitted == 1


async def _worked(chat: Chat) -> list[dict[str, Any]]:
    before = len(await chat.db.read(said))
    await work_all(chat.db, chat.vault, chat.speaker)
    return (await chat.db.read(said))[before:]


async def test_s5_both_chats_at_once_are_heard_one_after_the_other(db: Database, vault: Vault, chats: Two) -> None:
    """Linking waits for whoever is being heard on the other contact, and a linked person is in one place at a time."""
    asking, other, made = chats
    await asking.says(made.code, "เริ่ม")
    await links(asking, other)
    await asking.says("ตอบต่อ")
    events = [asking.typed("น้ำ"), other.typed("ถนน")]
    await asyncio.gather(asking.gets(events[0]), other.gets(events[1]))
    talked = [key for key in keys(await db.read(said)) if key == "question:where"]
    values = [row.value for row in await db.read(rows, Answer)]
    assert values in ([], ["water"]) and len(talked) <= 2, "nothing answered a question that was not shown there"
    assert len(await db.read(rows, TalkRow)) == 1


async def _together(first: Chat, event: Any, second: Chat, then: Any) -> None:
    """Two chats' events heard in one round of one transaction, in this order."""
    await first.gets(event, work=False)
    await second.gets(then, work=False)
    await work_all(first.db, first.vault, first.speaker, second.speaker)


async def test_s5_an_answer_of_the_same_moment_does_not_survive_linking(db: Database, chats: Two) -> None:
    asking, other, made = chats
    await asking.says(made.code, "เริ่ม", "น้ำ")
    with clock.fixed(AT + MINUTE):
        await answers(other, made, "ถนน", "หน้าวัด", at=AT + MINUTE)
        shown = await other.says(await code_of(asking))
        await asking.says("ตอบต่อ")
        await _together(asking, asking.typed("หลังวัด"), other, other.tapped(button(shown, "ใช่ เชื่อมเลย")))
    assert "link_done" in keys(await db.read(said))
    assert [row.raw for row in await db.read(rows, Answer) if row.raw == "หลังวัด"] == []


async def test_s5_words_taken_back_in_one_chat_go_from_what_the_other_was_told(db: Database, chats: Two) -> None:
    asking, other, made = chats
    await links(asking, other)
    await asking.says(made.code, "เริ่ม", "น้ำ", "หลังวัดใหญ่")
    given = asking.n
    await other.says(made.code)
    assert "confirm" in keys(await other.says("2")) and "หลังวัดใหญ่" in str(await db.read(said))
    await asking.gets(asking.unsent(given))
    assert "หลังวัดใหญ่" not in str(await db.read(said))


async def test_s5_codes_and_counts_go_with_the_contact_and_in_time(db: Database, vault: Vault, chats: Two) -> None:
    asking, _, made = chats
    await code_of(asking)
    await db.write(consult.close, made.id, "officer:1")
    assert await db.write(cut, Ended(made.id, made.code, AT), 10) == 0
    with clock.fixed(AT + 2 * codes.WITHIN):
        assert await db.write(cut, Ended(made.id, made.code, AT), 10) == 1


@pytest.mark.parametrize(
    "why, key",
    [
        ("both_sent", "link_both_sent"),
        ("one_sent", "link_one_sent"),
        ("none_sent", "link_none_sent"),
        ("took_part", "link_took_part"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_s5_what_counts_and_what_goes_is_told_for_each_and_the_rest_as_a_number(
    vault: Vault, why: Why, key: str, language: str
) -> None:
    who = Who("line", "one", "U1")
    contact = Contact(
        person_id=1, channel="web", account="one", address_hash="", address_sealed=b"", language=language,
        created_at=AT, last_seen_at=AT,
    )  # fmt: skip
    caller = Caller(Session(), vault, who, contact, ())
    of = Consultation.model_construct(title="น้ำ", id=1)
    lost = Part(None, Response.model_construct(id=1), True, AT)
    kept = None if why == "took_part" else Part(None, None, True, AT)
    (told,) = link._told(caller, [Double(of, kept, (lost,), why)] * (link.MOST_DOUBLES + 2))
    at = "" if kept is None else caller.moment(AT)
    lines = [say(key, language, title="น้ำ", at=at)] * link.MOST_DOUBLES + [say("link_more", language, count=2)]
    assert told.text.split("\n") == lines
    assert link._told(caller, [Double(of, kept, (Part(None, None, False, AT),), why)]) == (), "nothing was said there"
    assert linked.named(caller, [contact]) == say("channel_web", language)


@pytest.mark.parametrize(
    "text, read",
    [
        *dict.fromkeys(("7K4M-P2X9", " 7k4m p2x9 ", "7K4MP2X9", "７K๔M-P2X9"), "7K4M-P2X9").items(),
        *dict.fromkeys(("23456789", "ABCDEFGH", "7K4M-P2X", "7K4M-P2X9 ค่ะ", "0K4M-P2X9", "")).items(),
    ],
)
def test_s5_only_a_whole_code_is_a_code(text: str, read: str | None) -> None:
    assert codes.read(text) == read
