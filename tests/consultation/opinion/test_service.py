"""Votes and statements of citizens as units of work, heard as a channel would, on both databases."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from consultation import audit, clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.opinion import moderation, service, serving, views
from consultation.opinion.models import Statement, StatementAuthor, StatementBoard, Vote
from consultation.opinion.priority import Tally
from consultation.responses.models import Answer, Response
from consultation.talk.model import Ballot, Incoming, Talk
from consultation.talk.service import hear
from consultation.vault import Vault
from tests.consultation.opinion.voters import ASKED, FORM, SEEDS, put, queued, rows, voter, votes, voting, withdraw
from tests.consultation.talk.citizens import Citizen, keys

pytestmark = pytest.mark.usefixtures("fixed_clock")


def counts(session: Session, consultation_id: int) -> Tally:
    """All votes of a consultation that count, on whatever statement."""
    found = service.tallies(session, consultation_id, "views").values()
    return Tally(sum(t.agree for t in found), sum(t.disagree for t in found), sum(t.passed for t in found))


async def test_votes_are_stored_one_by_one_and_counted_when_the_response_is_sent(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", "1", "ไม่เห็นด้วย", "เฉย ๆ")
    assert [value for _, value, _ in await db.read(votes)] == ["agree", "disagree", "pass"]
    assert await db.read(counts, made.id) == Tally()
    said = await citizen.says("ไม่เพิ่ม", "ข้าม", "ส่ง")
    assert keys(said) == ["close", "close_nopromise"]
    assert await db.read(counts, made.id) == Tally(1, 1, 1)
    answers = {row.question: row.value for row in await db.read(rows, Answer)}
    assert answers == {"views": "3", "more": None}


async def test_a_vote_can_be_changed_by_going_back_and_counts_once(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", "1", "1")
    said = await citizen.says("ย้อนกลับ")
    assert "ข้อความที่ 2 จาก 3" in said[0]["text"] and "คำตอบเดิม: เห็นด้วย" in said[0]["text"]
    await citizen.says("2", "พอแล้ว", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    assert [value for _, value, _ in await db.read(votes)] == ["agree", "disagree"]
    assert await db.read(counts, made.id) == Tally(1, 1, 0)


async def test_a_vote_changed_at_the_review_takes_the_place_of_the_first(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", "1", "1", "1", "ไม่เพิ่ม", "ข้าม")
    said = await citizen.says("แก้ไข", "1")
    assert "คำตอบเดิม: เห็นด้วย" in said[-1]["text"]
    said = await citizen.says("2", "พอแล้ว", "ไม่เพิ่ม")
    assert keys(said) == ["confirm"] and "ลงความเห็นแล้ว 3 ข้อความ" in said[0]["text"]
    await citizen.says("ส่ง")
    assert await db.read(counts, made.id) == Tally(2, 1, 0)


async def test_two_taps_heard_at_once_are_one_vote(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code)
    data = (await citizen.does(kind="hello"))[-1]["buttons"][0]["data"]
    tap = Incoming(kind="tap", at=clock.now(), data=data)
    await asyncio.gather(*[db.write(hear, vault, citizen.who, tap, None) for _ in range(2)])
    assert [value for _, value, _ in await db.read(votes)] == ["agree"]


async def test_votes_of_a_withdrawn_response_are_not_counted(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    await voter(db, vault, made.code, "U1", "1", "พอแล้ว", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    assert await db.read(counts, made.id) == Tally(1, 0, 0)
    await db.write(withdraw)
    assert await db.read(counts, made.id) == Tally()
    assert len(await db.read(rows, Vote)) == 1


async def test_a_vote_after_the_close_is_kept_as_late_and_not_counted(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    sent = await voter(db, vault, made.code, "U1", "1", "พอแล้ว", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    citizen = await voter(db, vault, made.code, "U2", "1")
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        assert keys(await citizen.says("2")) == ["closed"]
        assert keys(await citizen.says("2")) == ["closed"]
        assert keys(await sent.says("2")) == ["already"]
    late = [(value, late) for _, value, late in await db.read(votes)]
    assert late == [("agree", False), ("agree", False), ("disagree", True)]
    assert await db.read(counts, made.id) == Tally(1, 0, 0)


async def test_cutting_the_link_to_a_person_keeps_the_counts(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    await voter(db, vault, made.code, "U1", "1", "1", "1", "ควรมีที่จอดรถเพิ่ม", "ข้าม", "ส่ง")
    await db.write(consult.close, made.id, "officer:1")
    before = await db.read(views.boards, made.id)
    await db.write(_cut, made.id)
    assert await db.read(views.boards, made.id) == before
    assert await db.read(counts, made.id) == Tally(3, 0, 0)


def _cut(session: Session, consultation_id: int) -> None:
    from admin.job_kinds import PERSONAL_STORES
    from consultation.privacy.unlink import cut

    while not cut(session, consultation_id, PERSONAL_STORES):
        pass


async def test_somebody_is_served_as_many_as_the_form_says_and_the_sitting_stays_as_it_began(
    db: Database, vault: Vault
) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code)
    await db.write(put, made.id, ASKED, "ข้อความที่มาทีหลัง", "อีกข้อความหนึ่ง")
    seen = []
    for n in (1, 2, 3):
        said = await citizen.does(kind="hello")
        assert f"ข้อความที่ {n} จาก 3" in said[-1]["text"]
        seen.append(said[-1]["text"].split("“")[1].rstrip("”"))
        await citizen.says("1")
    assert len(set(seen)) == 3 and set(seen) <= set(SEEDS)


async def test_a_statement_taken_back_is_not_shown_any_more_not_even_in_a_sitting_under_way(
    db: Database, vault: Vault
) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code)
    open_now = (await citizen.does(kind="hello"))[-1]["text"].split("“")[1].rstrip("”")
    [gone] = [row for row in await db.read(rows, Statement) if row.text == open_now]
    await db.write(moderation.reject, gone.id, "personal", "", "officer:1")
    said = await citizen.does(kind="hello")
    assert open_now not in said[-1]["text"] and "ข้อความที่ 1 จาก 2" in said[-1]["text"]
    said = await citizen.says("1", "1")
    assert keys(said) == ["own_ask"]
    assert open_now not in {text for text, _, _ in await db.read(votes)}


async def test_without_statements_the_talk_says_so_kindly_and_goes_on(db: Database, vault: Vault) -> None:
    alone = ASKED.model_copy(update={"parameters": {"own": "no"}})
    made = await db.write(voting, FORM.model_copy(update={"questions": (alone, FORM.questions[1])}), ())
    citizen = Citizen(db, vault)
    said = await citizen.says(made.code, "เริ่ม")
    assert keys(said) == ["vote_none", "question:more"]
    await citizen.says("ข้าม", "ส่ง")
    assert [response.state for response in await db.read(rows, Response)] == ["submitted"]


async def test_what_a_citizen_adds_waits_to_be_read_with_personal_data_masked(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    own = "ควรโทรบอกก่อนตัดน้ำ ที่ 081-234-5678"
    citizen = await voter(db, vault, made.code, "U1", "1", "พอแล้ว", own)
    assert await db.read(views.waiting, made.id) == 0, "not before it is sent"
    said = await citizen.says("ข้าม")
    assert "และเสนอ “ควรโทรบอกก่อนตัดน้ำ" in said[-1]["text"]
    await citizen.says("ส่ง")
    assert await db.read(views.waiting, made.id) == 1
    [waiting] = await db.read(queued, made.id)
    assert "081" not in waiting.statement.text and (waiting.statement.authors, waiting.statement.seed) == (1, False)
    [row] = [row for row in await db.read(rows, Statement) if not row.seed]
    assert (row.raw, row.state) == (own, "waiting")


async def test_the_same_words_of_two_people_wait_once_with_both_as_authors(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    for address, own in (("U1", "ควรมีที่จอดรถเพิ่ม"), ("U2", "ควรมีที่จอดรถ เพิ่ม.")):
        await voter(db, vault, made.code, address, "1", "พอแล้ว", own, "ข้าม", "ส่ง")
    [waiting] = await db.read(queued, made.id)
    assert waiting.statement.authors == 2 and waiting.statement.text == "ควรมีที่จอดรถเพิ่ม"


async def test_what_is_taken_back_before_sending_is_never_a_statement(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", "1", "พอแล้ว", "ควรมีที่จอดรถเพิ่ม", "ข้าม")
    await citizen.says("แก้ไข", "1", "พอแล้ว", "ไม่เพิ่ม", "ส่ง")
    assert await db.read(views.waiting, made.id) == 0
    assert await db.read(rows, StatementAuthor) == []


async def test_a_response_that_is_sent_again_has_the_votes_of_its_talk_and_the_old_ones_keep_their_time(
    db: Database, vault: Vault
) -> None:
    made = await db.write(voting)
    await voter(db, vault, made.code, "U1", "1", "1", "พอแล้ว", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    first, second = await db.read(rows, Vote)
    ballot = Ballot(
        served=(first.statement_id, second.statement_id), votes={first.statement_id: "agree"}, own="ควรมีที่จอดรถ"
    )
    ballot = ballot.model_copy(update={"votes": {**ballot.votes, second.statement_id: "disagree"}})

    def again(session: Session, given: Ballot | None) -> None:
        [response] = rows(session, Response)
        service.settle(session, response, ASKED, given, clock.now())

    later = clock.now() + timedelta(hours=1)
    with clock.fixed(later):
        await db.write(again, ballot)
    stored = {vote.statement_id: (vote.value, vote.voted_at == later) for vote in await db.read(rows, Vote)}
    assert stored == {first.statement_id: ("agree", False), second.statement_id: ("disagree", True)}
    assert await db.read(views.waiting, made.id) == 1
    await db.write(again, None)
    assert await db.read(rows, Vote) == [] and await db.read(views.waiting, made.id) == 0


async def test_what_is_taken_back_is_gone_but_a_statement_that_others_voted_on(db: Database, vault: Vault) -> None:
    made = await db.write(voting, texts=())
    own = "โทรแจ้งก่อนตัดน้ำที่ 081-234-5678"
    await voter(db, vault, made.code, "U1", own, "ข้าม", "ส่ง")
    await voter(db, vault, made.code, "U2", "ควรมีที่จอดรถ", "ข้าม", "ส่ง")
    shared, alone = await db.read(rows, Statement)
    await db.write(moderation.accept, shared.id, "officer:1")
    await voter(db, vault, made.code, "U3", "1", "ไม่เพิ่ม", "ข้าม", "ส่ง")

    def leave(session: Session) -> None:
        for response in rows(session, Response):
            service.take_back(session, [response.id or 0]) if response.id != 3 else None

    await db.write(leave)
    [left] = await db.read(rows, Statement)
    assert left.id == shared.id != alone.id and "081" not in left.raw == left.text
    assert await db.read(rows, StatementAuthor) == [] and len(await db.read(rows, Vote)) == 1


async def test_one_person_votes_on_line_and_another_with_the_same_address_on_telegram(
    db: Database, vault: Vault
) -> None:
    made = await db.write(voting)
    for channel in ("line", "telegram"):
        await voter(db, vault, made.code, "1", "1", "พอแล้ว", "ไม่เพิ่ม", "ข้าม", "ส่ง", channel=channel)
    assert await db.read(counts, made.id) == Tally(2, 0, 0)


async def test_seeds_that_came_in_meanwhile_are_left_as_they_are_and_putting_them_in_is_on_record(
    db: Database,
) -> None:
    made = await db.write(voting)
    assert await db.write(put, made.id, ASKED, SEEDS[0], "ข้อความใหม่") == 1
    assert len(await db.read(rows, Statement)) == 5
    entries = [row for row in await db.read(rows, audit.AuditEntry) if row.action == "statement.seed"]
    assert [entry.after["statements"] for entry in entries] == [4, 1]  # type: ignore[index]


async def test_serving_counts_at_most_once_a_minute(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    await voter(db, vault, made.code, "U1", "1")
    talk = Talk(code=made.code, revision=1, receipt="AAAA-2222")

    def served(session: Session) -> Any:
        serving.with_statements(session, made.id, FORM, talk, ["views"])
        session.flush()
        [board] = rows(session, StatementBoard)
        return board.counts

    assert await db.write(served) == {}, "counted when U1 came"
    with clock.fixed(clock.now() + timedelta(seconds=61)):
        assert [sum(three) for three in (await db.write(served)).values()] == [1]
