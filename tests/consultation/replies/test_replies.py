"""Replies: seen before they go, once to each who agreed, in their language; what they say moves the commitment."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from consultation import clock
from consultation.commitments import service as commitments
from consultation.commitments.service import MoveInput
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.errors import Refused
from consultation.findings import gathering
from consultation.jobs import Claimed
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent, Contact
from consultation.privacy.forget import forget
from consultation.privacy.links import STORES
from consultation.replies import audience, heard, saying, service, work
from consultation.replies.models import Reply, ReplyRound
from consultation.responses.models import Answer, Response
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.replies.told import answers, buttons_of, chat, citizen, send, told
from tests.consultation.talk.citizens import keys

pytestmark = pytest.mark.usefixtures("fixed_clock")


def turns(session: Session) -> list[OutboxMessage]:
    of = select(OutboxMessage).where(OutboxMessage.lane == "broadcast")
    return list(session.exec(of.order_by(col(OutboxMessage.id))))


async def newest_move(db: Database, consultation: int) -> str:
    return next(one.of for one in await db.read(service.occasions, consultation) if one.of.startswith("move:"))


async def test_the_preview_counts_whom_it_reaches_and_changes_nothing(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    seen = await db.read(service.preview, made.consultation, made.decided)
    assert (seen.people, seen.send) == (len(people), len(people) - 1) and seen.out == {"no_consent": 1}
    assert seen.channels == {"line": seen.send} and seen.languages == {"th": seen.send - 1, "ms": 1}
    thai, malay = sorted(seen.samples, key=lambda one: one.language != "th")
    assert "ท่านบอกว่า “" in thai.turn[0].text and "เรายังทำไม่ได้ เพราะงบปีนี้ เต็มแล้ว" in thai.turn[0].text
    assert "Anda berkata" in malay.turn[0].text and "[Bahasa Thai] เรายังทำไม่ได้" in malay.turn[0].text
    assert await db.read(turns) == [] and await db.read(lambda s: s.exec(select(ReplyRound)).all()) == []


async def test_each_is_told_once_whatever_is_done_twice(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    texts = {"th": "เราจะขอเงินปีหน้า", "ms": "Kami akan memohon peruntukan tahun depan"}
    await db.write(service.write, made.consultation, made.decided, texts, "officer")
    with pytest.raises(Refused, match="จาก 3 เป็น"):
        await db.write(service.send, made.consultation, made.decided, 3, "officer")
    count = await send(db, made.consultation, made.decided)
    sent = await db.read(turns)
    assert len(sent) == count == len(people) - 1
    assert len({turn.contact_id for turn in sent}) == count
    assert sum("Kami akan" in turn.messages[0]["text"] for turn in sent) == 1
    assert all(turn.messages[0]["link"].endswith("/follow-up") for turn in sent)
    await work.send(db, Claimed(1, service.SEND_JOB, {"round": 1}, 1))
    assert len(await db.read(turns)) == count
    with pytest.raises(Refused, match="ไปแล้ว"):
        await db.write(service.send, made.consultation, made.decided, count, "officer")
    with pytest.raises(Refused, match="ไปแล้ว"):
        await db.write(service.write, made.consultation, made.decided, texts, "officer")
    again = await db.read(service.preview, made.consultation, made.decided)
    assert again.send == 0 and again.out["told"] == count


async def test_killed_in_the_middle_it_goes_on_after_the_last(db: Database, vault: Vault) -> None:
    made, _ = await told(db, vault)
    expected = (await db.read(service.preview, made.consultation, made.decided)).send
    await db.write(service.send, made.consultation, made.decided, expected, "officer")
    assert await db.write(service.put_some, 1, 2)
    assert len(await db.read(turns)) == 2
    await work.send(db, Claimed(1, service.SEND_JOB, {"round": 1}, 1))
    assert len(await db.read(turns)) == expected


async def test_at_night_it_waits_and_who_takes_consent_back_meanwhile_hears_nothing(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    with clock.fixed(clock.now() + timedelta(hours=10)):
        count = await send(db, made.consultation, made.decided)
        assert all(turn.not_before > clock.now() for turn in await db.read(turns))
        await citizen(db, vault, people[0]).says("เลิกรับข่าว")
    assert len(await db.read(turns)) == count - 1


async def test_not_yet_opens_what_was_said_to_be_done_and_shows_it_to_an_officer(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    done = MoveInput(state="done", due=made.promise.due, evidence="รูปถ่าย")
    await db.write(commitments.move, made.promise.id, done, "officer", 0)
    await send(db, made.consultation, await newest_move(db, made.consultation))
    first, second = citizen(db, vault, people[0]), citizen(db, vault, people[4])
    labels = dict(await db.read(buttons_of, people[0]))
    assert list(labels) == ["ยังไม่ตรง", "เรื่องนี้แก้แล้วจริง", "เลิกรับข่าว"]
    assert keys(await first.taps(labels["เรื่องนี้แก้แล้วจริง"])) == ["reply_fixed"]
    assert (await db.read(commitments.find, made.promise.id)).state == "confirmed"
    theirs = dict(await db.read(buttons_of, people[4]))
    assert keys(await second.taps(theirs["ยังไม่ตรง"])) == ["reply_not_yet"]
    assert (await db.read(commitments.find, made.promise.id)).state == "reopened"
    assert keys(await second.does(kind="text", text="น้ำยังไม่มา โทร 081-234-5678", message="m1")) == ["reply_noted"]
    [one, other] = await db.read(heard.unread)
    assert (one.answer, one.commitment_id, one.finding and one.finding.ref) == ("not_yet", made.promise.id, "ข-๐๑")
    assert "น้ำยังไม่มา" in one.note and "081" not in one.note and other.answer == "fixed"
    tally = await db.read(heard.tally, made.promise.id)
    assert (tally.told, tally.not_yet, tally.fixed) == (len(people) - 1, 1, 1)
    await db.write(heard.seen, one.id, "officer")
    assert [each.answer for each in await db.read(heard.unread)] == ["fixed"]
    await second.does(kind="unsend", message="m1")
    assert ("not_yet", "") in await db.read(answers)


async def test_a_changed_mind_counts_once_and_words_do_what_buttons_do(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    done = MoveInput(state="done", due=made.promise.due, evidence="รูปถ่าย")
    await db.write(commitments.move, made.promise.id, done, "officer", 0)
    await send(db, made.consultation, await newest_move(db, made.consultation))
    malay = citizen(db, vault, people[2])
    assert keys(await malay.says("belum betul")) == ["reply_not_yet"]
    assert keys(await malay.says("Sudah selesai")) == ["reply_fixed"]
    assert await db.read(answers) == [("fixed", "")]
    assert (await db.read(commitments.find, made.promise.id)).state == "reopened", "an office has to look first"
    linked = citizen(db, vault, people[1], "b")
    assert keys(await linked.says("ยังไม่ตรงค่ะ")) == ["reply_not_yet"], "either of two linked accounts speaks"
    silent = citizen(db, vault, people[3])
    assert "reply_not_yet" not in keys(await silent.says("ยังไม่ตรง"))


async def test_made_up_and_others_buttons_change_nothing(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    await send(db, made.consultation, made.decided)
    theirs = dict(await db.read(buttons_of, people[0]))["ยังไม่ตรง"]
    other = citizen(db, vault, people[5])
    nonce = theirs.split(".")[2]
    for forged in (
        theirs, f"me.said.{nonce}.z", f"me.said.{nonce}", "me.said.AAAAAAAAAAAAAAAA.n", "me.said..n", "me.said",
        f"me.said.{nonce}.w", f"me.said.{nonce}.n.n", "me.said.' OR 1=1 --.n",
    ):  # fmt: skip
        assert keys(await other.taps(forged)) == ["reply_gone"], forged
    assert await db.read(answers) == []


async def test_who_only_chose_an_answer_is_told_without_words_and_a_result_concerns_everybody(
    db: Database, vault: Vault
) -> None:
    made, people = await told(db, vault)
    asked = (await db.read(gathering.closed, made.finding.id))[0]

    def choose(session: Session) -> int:
        """Somebody who said nothing on it chooses the answer, and can be reached."""
        other = session.exec(select(Response).where(col(Response.person_id).not_in(people))).first()
        assert other is not None and other.id is not None
        session.add(
            Answer(response_id=other.id, question=asked.question, value=asked.choices[0].key, answered_at=clock.now())
        )
        for row in chat(vault, other.person_id, made.consultation):
            session.add(row)
        return other.person_id

    chooser = await db.write(choose)
    await db.write(gathering.set_answers, made.finding.id, {(asked.question, asked.choices[0].key)}, "planner")
    whole = ReplyRound(consultation_id=made.consultation, occasion="result", of="x", texts={}, created_at=clock.now())
    behind = {one.person_id: one.words for one in await db.read(audience.behind, whole)}
    assert set(behind) == {*people, chooser} and behind[chooser] == "" and all(behind[one] for one in people)
    await send(db, made.consultation, made.decided)
    [turn] = [turn for turn in await db.read(turns) if "ท่านร่วมแสดงความเห็นในเรื่อง" in turn.messages[0]["text"]]
    assert "รับฟังความเห็นต่อร่างแผน" in turn.messages[0]["text"]


async def test_whoever_is_forgotten_leaves_what_they_said_and_nobody_behind_it(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    await send(db, made.consultation, made.decided)
    one = citizen(db, vault, people[0])
    await one.taps(dict(await db.read(buttons_of, people[0]))["ยังไม่ตรง"])
    await one.says("บ้านเลขที่เดิมยังน้ำท่วม")

    def gone(session: Session) -> list[tuple[int | None, str, str]]:
        contact = session.exec(select(Contact).where(Contact.person_id == people[0])).one()
        forget(session, vault, STORES, contact, f"U{people[0]}a", erase=True)
        rows = session.exec(select(Reply).where(Reply.answer != ""))
        return [(row.contact_id, row.answer, row.note) for row in rows]

    assert await db.write(gone) == [(None, "not_yet", "")]
    left = await db.read(lambda s: s.exec(select(Consent).where(Consent.person_id == people[0])).all())
    assert left == []


@pytest.mark.parametrize("words", ["น้ำไม่พอใช้", ""])
async def test_a_reply_says_what_was_said_what_will_be_and_how_to_answer(
    db: Database, vault: Vault, words: str
) -> None:
    made, _ = await told(db, vault)
    of = await db.read(lambda session: session.get_one(Consultation, made.consultation))
    [said] = saying.turn(of, {"th": "เราจะขุดลอก"}, words, "th", "nonce")
    first = say("reply_you", text=words) if words else say("reply_you_chose", title=of.title)
    assert said.text.split("\n\n")[:3] == [first, "เราจะขุดลอก", say("reply_ask")]


async def test_what_a_person_was_told_and_said_to_it_is_among_their_data(db: Database, vault: Vault) -> None:
    made, people = await told(db, vault)
    await db.write(service.write, made.consultation, made.decided, {"th": "เราจะขอเงินปีหน้า"}, "officer")
    await send(db, made.consultation, made.decided)
    one = citizen(db, vault, people[0])
    await one.taps(dict(await db.read(buttons_of, people[0]))["ยังไม่ตรง"])
    await one.says("ท้ายบ้านยังแห้ง โทร 0812345678")
    shown = "\n".join(said["text"] for said in await one.says("ข้อมูลของฉัน"))
    assert say("mine_told", date="2 พ.ย. 2569", text="เราจะขอเงินปีหน้า") in shown
    assert say("mine_told_answer", answer="ยังไม่ตรง") in shown
    assert say("mine_told_note", note="ท้ายบ้านยังแห้ง")[:-1] in shown and "0812345678" not in shown
    other = "\n".join(said["text"] for said in await citizen(db, vault, people[3]).says("ข้อมูลของฉัน"))
    assert "เราจะขอเงินปีหน้า" not in other, "whom nobody told"
