"""Whoever asks to be forgotten is: at once, with its time, on record without who it was; and nobody counts twice."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from consultation import audit, clock, jobs
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.jobs import Claimed, Job
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent, Contact, Person
from consultation.privacy.forget import FORGET_JOB, HEARD_WITHIN, handlers
from consultation.privacy.links import STORES
from consultation.privacy.models import Participation
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment, Correction, Response
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.consultation.outbox import taking
from tests.consultation.talk.citizens import ANSWERS, Citizen, buttons, consultation, contacts, keys
from tests.consultation.talk.test_amend import shown
from tests.consultation.talk.test_hear import rows
from tests.consultation.talk.test_rights import NO, YES, sent

pytestmark = pytest.mark.usefixtures("fixed_clock")
LATER = HEARD_WITHIN + timedelta(minutes=1)


def sent_away(session: Session) -> None:
    """What the sender does: everything that was to be said has been said."""
    while claimed := taking.claim(session, "sender", [("line", "one")]):
        for one in claimed:
            taking.record(session, one.id, "sender", outbox.Outcome("sent"))


async def let_go(db: Database, vault: Vault) -> None:
    """Run the job that lets the account go, as the job loop does."""
    (job,) = await db.write(jobs.claim, "test", [FORGET_JOB])
    await handlers(db, vault, STORES)[FORGET_JOB](job)
    await db.write(jobs.finish, job.id, "test")


async def test_it_is_asked_how_and_nothing_happens_before_the_answer(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    said = await citizen.says("ขอลบข้อมูลของฉันค่ะ")
    assert keys(said) == ["forget_ask", "forget_how"]
    assert [label for label, _ in buttons(said)] == ["ตัดความเชื่อมโยง", "ลบคำตอบด้วย", "ไม่ลบแล้ว"]
    assert keys(await citizen.says("ไม่ลบแล้ว")) == ["forget_kept"]
    assert len(await db.read(rows, TalkRow)) == 1 and (await db.read(rows, Response))[0].state == "submitted"


async def test_an_old_button_asks_again_and_deletes_nothing(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    old = dict(buttons(await citizen.says("ลบข้อมูลของฉัน")))["ลบคำตอบด้วย"]
    await citizen.says("สวัสดี")
    assert keys(await citizen.taps(old)) == ["forget_ask", "forget_how"]
    assert (await db.read(rows, Response))[0].state == "submitted"


@pytest.mark.parametrize("answer", ["1", "๑", "ตัดความเชื่อมโยง"])
async def test_cut_the_answers_stay_and_lead_to_nobody(db: Database, vault: Vault, answer: str) -> None:
    citizen = await sent(db, vault, contact=YES)
    (made,) = await db.read(consult.listing)
    before = await db.read(shown, made.id)
    done = await citizen.says("ลบข้อมูลของฉัน", answer)
    assert keys(done) == ["forget_cut", "forget_mark", "forget_account"]
    assert "แล้วเมื่อ 2 พ.ย. 2569 12.00 น." in done[0]["text"]
    assert await db.read(shown, made.id) == before, "counts, comments and the consent to be quoted are as they were"
    (contact,), (response,) = await db.read(contacts), await db.read(rows, Response)
    assert response.person_id != contact.person_id and await db.read(rows, TalkRow) == []
    assert {row.scope: row.withdrawn_at is None for row in await db.read(rows, Consent)} == {
        "quote": True, "contact": False,
    }  # fmt: skip
    assert all(row.person_id == response.person_id for row in await db.read(rows, Consent))
    told = [row for row in await db.read(rows, OutboxMessage) if row.contact_id is not None]
    assert [message["key"] for row in told for message in row.messages] == keys(done)
    assert keys(await citizen.says("ข้อมูลของฉัน")) == ["mine_none"]


async def test_no_moment_of_the_account_is_the_moment_of_an_answer(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    for minute, text in enumerate((made.code, *ANSWERS, YES, YES, "ส่ง")):
        with clock.fixed(clock.now() + timedelta(minutes=minute)):
            await citizen.says(text)
    with clock.fixed(clock.now() + timedelta(hours=2)):
        await citizen.says("ลบข้อมูลของฉัน", "1")

    def moments(session: Session) -> tuple[set[datetime | None], set[datetime | None]]:
        mine = {moment for row in rows(session, Contact) for moment in (row.created_at, row.last_seen_at)}
        mine |= {moment for row in rows(session, OutboxMessage) for moment in (row.created_at, row.not_before)}
        mine |= {row.given_at for row in rows(session, Consent)} | {row.created_at for row in rows(session, Person)}
        answers = {moment for row in rows(session, Response) for moment in (row.started_at, row.submitted_at)}
        answers |= {row.answered_at for row in rows(session, Answer)}
        return mine, answers | {row.created_at for row in rows(session, Comment)}

    mine, answers = await db.read(moments)
    assert len(answers) > 10 and mine.isdisjoint(answers - {made.opened_at})


async def test_while_it_is_open_the_account_cannot_answer_again_and_count_twice(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    with clock.fixed(clock.now() + LATER):
        await db.write(sent_away)
        await let_go(db, vault)
        assert await db.read(contacts) == []
        for text in (made.code, "สวัสดี"):
            assert keys(await citizen.says(text)) == ["took_part"]
        assert keys(await citizen.taps(f"{made.code}.1.0.start")) == ["took_part"]
    assert await db.read(rows, TalkRow) == [] and len(await db.read(rows, Response)) == 1
    assert (await db.read(responses.figures, made.id)).submitted == 1
    other = await sent_by(db, vault, "U2", made.code)
    assert keys(other) == ["close", "close_nopromise"], "the mark is one account's"


async def sent_by(db: Database, vault: Vault, who: str, code: str) -> list[dict[str, object]]:
    return await Citizen(db, vault, who).says(code, *ANSWERS, NO, NO, "ส่ง")


async def test_the_mark_refers_to_no_answer_and_is_gone_at_the_close(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    (mark,) = await db.read(rows, Participation)
    assert set(mark.model_dump()) == {"id", "consultation_id", "mark"}
    assert mark.mark not in {(await db.read(contacts))[0].address_hash}
    await db.write(consult.close, made.id, "officer:1")
    assert await db.read(rows, Participation) == []
    assert keys(await citizen.says(made.code)) == ["closed"]


async def test_erased_the_words_are_gone_the_counts_fall_and_they_may_answer_anew(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    await citizen.says("ขอแก้ไข", "ปัญหา", "ดินเค็ม")
    done = await citizen.says("ลบข้อมูลของฉัน", "ลบคำตอบด้วย")
    assert keys(done) == ["forget_erased", "forget_account"] and "12.00 น." in done[0]["text"]
    (response,) = await db.read(rows, Response)
    facts = (response.state, response.province, response.district, response.sector, response.age)
    assert facts == ("withdrawn", None, None, None, None)
    assert await db.read(rows, Answer) == await db.read(rows, Correction) == []
    assert {(row.raw, row.text) for row in await db.read(rows, Comment)} == {("", "")}
    figures = await db.read(responses.figures, made.id)
    assert (figures.submitted, figures.started) == (0, 0) and await db.read(responses.comments, made.id) == []
    assert all(row.withdrawn_at is not None for row in await db.read(rows, Consent))
    assert keys(await citizen.says(made.code, *ANSWERS, NO, NO, "ส่ง")) == ["close", "close_nopromise"]
    assert (await db.read(responses.figures, made.id)).submitted == 1


@pytest.mark.parametrize("answer", ["1", "2"])
async def test_what_was_never_sent_goes_either_way(db: Database, vault: Vault, answer: str) -> None:
    made = await db.write(consultation)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร", "กุมภวาปี", "ลบข้อมูลของฉัน", answer)
    assert await db.read(rows, Answer) == await db.read(rows, TalkRow) == await db.read(rows, Participation) == []
    assert (await db.read(responses.figures, made.id)).started == 0
    assert keys(await citizen.says(made.code, "เริ่ม")) == ["question:province"]


@pytest.mark.parametrize("answer", ["1", "2"])
async def test_after_the_close_it_works_until_the_cut(db: Database, vault: Vault, answer: str) -> None:
    citizen = await sent(db, vault)
    (made,) = await db.read(consult.listing)
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=60)):
        assert keys(await citizen.says("ลบข้อมูลของฉัน", answer))[0] in ("forget_cut", "forget_erased")
    assert (await db.read(responses.figures, made.id)).submitted == (1 if answer == "1" else 0)
    assert await db.read(rows, Participation) == [] == await db.read(rows, TalkRow)


async def test_it_is_on_record_for_each_consultation_without_who_it_was(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    other = await db.write(consultation, title="เรื่องถนน")
    await citizen.says(other.code, "ไม่สะดวกตอบ", "ลบข้อมูลของฉัน", "2")
    entries = [each for each in await db.read(rows, AuditEntry) if each.action == "privacy.forget"]
    assert [(each.actor, each.after) for each in entries] == [
        ("citizen", {"erased": True, "responses": 1}), ("citizen", {"erased": True, "responses": 0}),
    ]  # fmt: skip
    assert {each.subject.split(":")[0] for each in entries} == {"consultation"}
    await db.read(audit.verify)


async def test_the_account_is_deleted_once_it_has_heard_so(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    (job,) = [each for each in await db.read(rows, Job) if each.kind == FORGET_JOB]
    assert job.run_at == clock.now() + HEARD_WITHIN
    with clock.fixed(clock.now() + LATER):
        await db.write(sent_away)
        await let_go(db, vault)
    assert await db.read(contacts) == []
    assert [row.id for row in await db.read(rows, Person)] == [(await db.read(rows, Response))[0].person_id]
    assert {(row.contact_id, row.messages == []) for row in await db.read(rows, OutboxMessage)} == {(None, True)}


async def test_an_account_that_has_begun_something_new_stays(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    with clock.fixed(clock.now() + timedelta(minutes=10)):
        other = await db.write(consultation, title="เรื่องถนน")
        await citizen.says(other.code, "เริ่ม", "อุดร")
    with clock.fixed(clock.now() + LATER):
        await db.write(sent_away)
        await let_go(db, vault)
        assert keys(await citizen.says("กุมภวาปี")) == ["question:sector"]
    kept = [row for row in await db.read(rows, OutboxMessage) if row.messages]
    assert {row.consultation_id for row in kept} == {other.id}


async def test_an_answer_still_on_its_way_is_not_taken_from_under_the_sender(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    await let_go_at(db, vault, clock.now() + LATER)
    assert len(await db.read(contacts)) == 1
    last = (await db.read(rows, OutboxMessage))[-1]
    assert (last.state, len(last.messages)) == ("queued", 3)
    with clock.fixed(clock.now() + 2 * LATER):
        await db.write(sent_away)
        for _ in range(2):
            await let_go(db, vault)
    assert await db.read(contacts) == []


async def let_go_at(db: Database, vault: Vault, at: datetime) -> None:
    with clock.fixed(at):
        contact = (await db.read(contacts))[0]
        payload = {"contact": contact.id, "asked_at": (at - LATER).isoformat()}
        await handlers(db, vault, STORES)[FORGET_JOB](Claimed(1, FORGET_JOB, payload, 1))


async def test_a_channel_that_is_not_connected_does_not_keep_an_account_longer_than_a_day(
    db: Database, vault: Vault
) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    for hour in range(1, 24):
        with clock.fixed(clock.now() + timedelta(hours=hour, minutes=1)):
            if await db.read(contacts):
                await let_go(db, vault)
    assert await db.read(contacts) == []
