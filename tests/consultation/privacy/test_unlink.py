"""When a consultation's time is over nobody can tell who answered what, and nothing else has changed."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel
from sqlmodel import Session, SQLModel, col, select

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.jobs import Claimed, Job
from consultation.lifecycle.timers import close_due
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent, Contact, Person
from consultation.privacy.links import STORES
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.unlink import cut, handlers
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment, Response
from consultation.settings import settings
from consultation.talk.model import Outgoing
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.consultation.outbox import taking
from tests.consultation.talk.citizens import Citizen, consultation, keys
from tests.prepared import made_once

Row = TypeVar("Row", bound=SQLModel)
ANSWERS = (
    "เริ่ม", "อุดร", "กุมภวาปี", "1", "60 ปีขึ้นไป", "3 4", "น้ำไม่พอทำนา", "ขุดลอกคลอง", "ทั้งอำเภอ", "มาก",
)  # fmt: skip
LATER = timedelta(days=91)


@pytest.fixture(autouse=True)
def start(fixed_clock: datetime) -> datetime:
    return fixed_clock


def rows(session: Session, table: type[Row]) -> list[Row]:
    return list(session.exec(select(table).order_by(col(table.id))))  # type: ignore[attr-defined]


@made_once
async def heard(db: Database, vault: Vault) -> ConsultationView:
    """A closed consultation with four people, an hour between any two messages.

    reachable may be contacted, quotable only quoted; half stopped on the way; nobody declined.
    """
    made = await db.write(consultation)
    await says(db, vault, "reachable", made.code, *ANSWERS, "ไม่ยินยอม", "ยินยอม", "ส่ง")
    await says(db, vault, "quotable", made.code, *ANSWERS, "ยินยอม", "ไม่ยินยอม", "ส่ง", begin=20)
    await says(db, vault, "half", made.code, "เริ่ม", "อุดร", begin=40)
    await says(db, vault, "nobody", made.code, "ไม่สะดวกตอบ", begin=50)
    with clock.fixed(clock.now() + timedelta(days=3)):
        return await db.write(consult.close, made.id, "officer:1")


async def says(db: Database, vault: Vault, who: str, *texts: str, begin: int = 0) -> list[dict[str, Any]]:
    citizen, said = Citizen(db, vault, who), []
    for hour, text in enumerate(texts, begin):
        with clock.fixed(clock.now() + timedelta(hours=hour, minutes=1)):
            said = await citizen.says(text)
    return said


def shown(session: Session, consultation_id: int) -> list[BaseModel]:
    """All that officers, planners and documents read of a consultation."""
    return [
        responses.figures(session, consultation_id),
        *responses.stances(session, consultation_id),
        *responses.comments(session, consultation_id),
    ]


async def unlink(db: Database, consultation_id: int) -> None:
    await handlers(db, STORES)[UNLINK_JOB](Claimed(1, UNLINK_JOB, {"consultation": consultation_id}, 1))


def consents(session: Session, of: set[int]) -> set[tuple[str, bool]]:
    return {(row.scope, row.withdrawn_at is None) for row in rows(session, Consent) if row.person_id in of}


@pytest.mark.parametrize("by_hand", [True, False])
async def test_closing_puts_the_cut_in_for_the_day_that_the_notice_names(
    db: Database, monkeypatch: pytest.MonkeyPatch, by_hand: bool
) -> None:
    monkeypatch.setenv("PRACHAKHOM_RETENTION_LINK_DAYS", "30")
    settings.cache_clear()
    made = await db.write(consultation)
    assert made.closes_at is not None
    end = clock.now() + timedelta(days=1) if by_hand else made.closes_at
    with clock.fixed(end if by_hand else end + timedelta(hours=5)):  # the server was away at its time
        await (db.write(consult.close, made.id, "officer:1") if by_hand else db.write(close_due, made.id))
    job = next(job for job in await db.read(rows, Job) if job.key == f"privacy.unlink:{made.id}")
    assert (job.kind, job.run_at, job.payload) == (UNLINK_JOB, end + timedelta(days=30), {"consultation": made.id})


async def test_no_answer_leads_to_an_account_any_more(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    await unlink(db, made.id)
    assert await db.read(rows, TalkRow) == []
    reachable = {contact.person_id for contact in await db.read(rows, Contact)}
    answered = [response.person_id for response in await db.read(rows, Response)]
    assert len(set(answered)) == len(answered) == 3 and reachable.isdisjoint(answered)
    assert {person.id for person in await db.read(rows, Person)} == reachable | set(answered), "nobody else is kept"


async def test_what_was_read_before_reads_the_same_afterwards(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    before = await db.read(shown, made.id)
    await unlink(db, made.id)
    assert await db.read(shown, made.id) == before
    assert [comment.quote_ok for comment in await db.read(responses.comments, made.id)] == [False, False, True, True]
    assert [len(await db.read(rows, table)) for table in (Answer, Comment)] == [11 + 11 + 1, 4]


async def test_only_whoever_agreed_to_be_contacted_stays_reachable(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    await unlink(db, made.id)
    (contact,) = await db.read(rows, Contact)
    assert vault.open(contact.address_sealed) == b"reachable"
    assert await db.read(consents, {contact.person_id}) == {("contact", True)}


async def test_turns_are_emptied_and_keep_how_they_ended(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)

    def send(session: Session) -> None:
        for row in session.exec(select(OutboxMessage)).all():
            row.state, row.receipts, row.reply, row.sent_at = "sent", ["m1"], {"token": "t"}, row.created_at
        session.exec(select(OutboxMessage).where(OutboxMessage.id == 1)).one().state = "queued"

    await db.write(send)
    await unlink(db, made.id)
    turns = await db.read(rows, OutboxMessage)
    assert {(row.contact_id, row.reply, row.receipts, len(row.messages)) for row in turns} == {(None, None, None, 0)}
    assert [(row.state, row.error) for row in turns[:2]] == [("failed", "unlinked"), ("sent", "")]
    assert await db.write(taking.claim, "sender", [("line", "one")]) == []


async def test_no_moment_is_kept_on_both_sides(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    await unlink(db, made.id)

    def moments(session: Session) -> tuple[set[datetime | None], set[datetime | None]]:
        reachable = {contact.person_id for contact in rows(session, Contact)}
        account = {moment for row in rows(session, Contact) for moment in (row.created_at, row.last_seen_at)}
        account |= {moment for row in rows(session, OutboxMessage) for moment in (row.created_at, row.not_before)}
        account |= {row.given_at for row in rows(session, Consent) if row.person_id in reachable}
        account |= {row.created_at for row in rows(session, Person) if row.id in reachable}
        answer = {moment for row in rows(session, Response) for moment in (row.started_at, row.submitted_at)}
        answer |= {row.answered_at for row in rows(session, Answer)} | {r.created_at for r in rows(session, Comment)}
        return account, answer

    account, answer = await db.read(moments)
    assert len(account) == 2 and len(answer) > 20 and account.isdisjoint(answer)


async def test_another_talk_goes_on_and_keeps_its_own_promise(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    with clock.fixed(clock.now() + LATER):
        other = await db.write(consultation, title="อีกเรื่อง")
        await says(db, vault, "quotable", other.code, "เริ่ม", "อุดร")
        await unlink(db, made.id)
        assert [talk.consultation_id for talk in await db.read(rows, TalkRow)] == [other.id]
        assert {vault.open(c.address_sealed) for c in await db.read(rows, Contact)} == {b"reachable", b"quotable"}
        assert keys(await says(db, vault, "quotable", "กุมภวาปี")) == ["question:sector"]
        newest = [row.messages for row in await db.read(rows, OutboxMessage) if row.consultation_id == other.id]
        assert newest and all(newest)


async def test_whoever_comes_back_hears_that_it_is_over_and_begins_nothing(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    with clock.fixed(clock.now() + LATER):
        await unlink(db, made.id)
        for who in ("reachable", "quotable", "half"):
            assert keys(await says(db, vault, who, made.code)) == ["closed"]
            assert keys(await Citizen(db, vault, who).taps(f"{made.code}.1.3.c1")) == ["closed"]
            assert keys(await says(db, vault, who, "น้ำไม่ไหล")) == ["none_open"]
    assert await db.read(rows, TalkRow) == []
    assert len(await db.read(rows, Response)) == 3


async def test_a_turn_on_its_way_is_not_taken_from_under_the_sender(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    contact = (await db.read(rows, Contact))[1]
    assert contact.id is not None
    news = await db.write(outbox.put, contact.id, [Outgoing(key="hello", text="สวัสดี")])
    await unlink(db, made.id)
    kept = {row.id: row for row in await db.read(rows, Contact)}
    assert contact.id in kept
    turn = next(row for row in await db.read(rows, OutboxMessage) if row.id == news)
    assert (turn.contact_id, turn.state, len(turn.messages)) == (contact.id, "queued", 1)


async def test_what_was_destroyed_is_on_record_without_a_word_of_what_it_was(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    assert await db.write(cut, made.id, STORES, seconds=60.0)
    (record,) = [e for e in await db.read(rows, AuditEntry) if e.action == "privacy.unlink"]
    assert (record.actor, record.subject) == ("timer", f"consultation:{made.id}")
    # Four talks with a turn for each of 14 + 14 + 3 + 2 messages; three contacts and the person who declined are gone.
    counts = {
        "talks": 4,
        "turns": 33,
        "attachments": 0,
        "subscriptions": 0,
        "replies": 0,
        "broadcasts": 0,
        "answers": 3,
    }
    counts |= {
        "link_codes": 0,
        "officer_chats": 0,
        "invitations": 0,
        "papers": 0,
        "requests": 0,
        "marks": 0,
        "attendance": 0,
        "contacts": 3,
        "people": 3,
    }
    assert record.after == counts | {"complete": True}
    await db.read(audit.verify)


async def test_small_rounds_and_a_second_run_come_to_the_same(db: Database, vault: Vault) -> None:
    made = await heard(db, vault)
    before = await db.read(shown, made.id)
    while not await db.write(cut, made.id, STORES, 2, 0.0):
        assert await db.read(shown, made.id) == before
    await unlink(db, made.id)
    after = [e.after or {} for e in await db.read(rows, AuditEntry) if e.action == "privacy.unlink"]
    assert [each["complete"] for each in after[-3:]] == [False, True, True]
    names = ("talks", "turns", "answers", "contacts", "people")
    assert [sum(each.get(name, 0) for each in after) for name in names] == [4, 33, 3, 3, 3]
    assert all(after[-1][name] == 0 for name in names)


async def test_nothing_is_cut_while_it_is_open(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    await says(db, vault, "half", made.code, "เริ่ม", "อุดร")
    await unlink(db, made.id)
    assert len(await db.read(rows, TalkRow)) == len(await db.read(rows, Contact)) == 1
    assert [e for e in await db.read(rows, AuditEntry) if e.action == "privacy.unlink"] == []


async def test_what_was_said_about_no_consultation_is_emptied_too_because_it_may_name_several(
    db: Database, vault: Vault
) -> None:
    made = await heard(db, vault)
    other = await db.write(consultation, title="อีกเรื่อง")
    await says(db, vault, "reachable", other.code, "ข้อมูลของฉัน", begin=60)
    listed = [row.id for row in await db.read(rows, OutboxMessage) if row.consultation_id is None]
    await db.write(_all_sent)
    with clock.fixed(clock.now() + LATER):
        await unlink(db, made.id)
    assert len(listed) == 1 and all(not row.messages for row in await db.read(rows, OutboxMessage) if row.id in listed)


def _all_sent(session: Session) -> None:
    for row in rows(session, OutboxMessage):
        row.state = "sent"
        session.add(row)
