"""A file is stored whole or not at all, survives a kill, is noticed when it comes again, and can be taken out."""

import asyncio
import sys
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.entry import batches, service, work
from consultation.entry import views as entry_views
from consultation.entry.batches import AT_ONCE, BatchView
from consultation.entry.checking import entered
from consultation.entry.facts import noon
from consultation.entry.service import Faulty
from consultation.entry.template import filled
from consultation.errors import Refused
from consultation.meetings import views
from consultation.people.models import Consent
from consultation.responses import apart
from consultation.responses import service as responses
from consultation.responses.models import Answer, Comment, Response
from consultation.vault import Vault
from tests.consultation.entry.test_reading import GOOD
from tests.consultation.meetings.halls import meeting
from tests.consultation.talk.citizens import NEEDS, consultation

pytestmark = pytest.mark.usefixtures("fixed_clock")
BAD = {**GOOD, "province": "ฮ่องกง"}


def file(*rows: dict[str, str], first: int = 1) -> bytes:
    return filled(NEEDS, [{"_number": str(first + n), **row} for n, row in enumerate(rows)])


async def brought(db: Database, vault: Vault, id: int, content: bytes) -> BatchView:
    batch = await db.write(batches.bring, vault, id, "กระดาษ.xlsx", content, "officer")
    await work.work(db, vault, batch)
    return await db.read(batches.view, batch)


async def stored(db: Database, vault: Vault, batch: int, *, partial: bool = False) -> BatchView:
    await db.write(batches.start, batch, "officer", partial=partial)
    await work.work(db, vault, batch)
    return await db.read(batches.view, batch)


def said(session: Session, consultation_id: int) -> list[tuple[Any, ...]]:
    """Everything of what counts, without numbers that the database gave and receipts."""
    rows = session.exec(
        select(Response, Answer)
        .join(Answer, col(Answer.response_id) == col(Response.id))
        .where(Response.consultation_id == consultation_id, Response.state == "submitted")
        .order_by(col(Response.paper_number), col(Answer.question))
    )
    return [(r.paper_number, r.source, r.represents, r.province, a.question, a.value, a.raw) for r, a in rows]


async def test_nothing_is_stored_while_a_row_is_faulty_unless_the_good_ones_are_wanted(
    db: Database, vault: Vault
) -> None:
    id = (await db.write(consultation)).id
    village = {**GOOD, "_represents": "40", "_source": "เวที", "_language": "อีสาน", "consent_quote": "=yes"}
    content = file(GOOD, BAD, village)
    found = await brought(db, vault, id, content)
    assert (found.state, found.rows, found.good, found.faulty) == ("checked", 3, 2, 1)
    with pytest.raises(Refused, match="1 แถว"):
        await db.write(batches.start, found.id, "officer", partial=False)
    assert await db.read(said, id) == []
    done = await stored(db, vault, found.id, partial=True)
    assert (done.state, done.stored) == ("done", 2)
    figures = await db.read(responses.figures, id)
    assert (figures.submitted, figures.represented) == (2, 41), "people represented are a figure of their own"
    assert {(one.key, one.n) for one in figures.sources} == {("paper", 1), ("hall", 1)}
    comments = await db.read(responses.comments, id)
    assert ["081" in one.text for one in comments] == [False, False] and [one.quote_ok for one in comments] == [
        False, True,
    ]  # fmt: skip
    with pytest.raises(Refused, match="ชุดที่ 1"):
        await db.write(batches.bring, vault, id, "อีกชื่อ.xlsx", content, "officer")
    assert (await brought(db, vault, id, file(GOOD, first=3))).faulty == 1, "number 3 is stored"
    await db.read(audit.verify)


async def test_a_batch_that_was_killed_goes_on_is_taken_out_and_done_again_the_same(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = (await db.write(consultation)).id
    content = file(*[GOOD] * (AT_ONCE + 5))
    found = await brought(db, vault, id, content)
    await db.write(batches.start, found.id, "officer", partial=False)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        some, calls = batches.store_some, []

        def once(*given: Any) -> bool:
            calls.append(1)
            if len(calls) > 1:
                raise KeyboardInterrupt
            return some(*given)

        patched.setattr(batches, "store_some", once)
        await work.work(db, vault, found.id)
    assert len({row[0] for row in await db.read(said, id)}) == AT_ONCE
    await work.work(db, vault, found.id)
    await work.work(db, vault, found.id)
    before = await db.read(said, id)
    assert len({row[0] for row in before}) == AT_ONCE + 5 == (await db.read(batches.view, found.id)).stored
    with pytest.raises(Refused, match="เหตุผล"):
        await db.write(batches.undo, found.id, " ", "officer")
    await db.write(batches.undo, found.id, "ผิดแฟ้ม", "officer")
    await work.work(db, vault, found.id)
    assert await db.read(said, id) == [] and (await db.read(batches.view, found.id)).state == "undone"
    assert await db.read(_words) == set(), "no word of it is left"
    again = await brought(db, vault, id, content)
    await stored(db, vault, again.id)
    assert again.id != found.id and await db.read(said, id) == before
    acts = [entry.action for entry in await db.read(lambda session: session.exec(select(AuditEntry)).all())]
    assert [act for act in acts if act.startswith("entry.")] == [
        "entry.bring", "entry.import", "entry.imported", "entry.undo", "entry.undone", "entry.bring", "entry.import",
        "entry.imported",
    ]  # fmt: skip


async def test_what_is_half_stored_when_the_time_is_over_is_told_and_can_be_taken_out(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = (await db.write(consultation)).id
    found = await brought(db, vault, id, file(GOOD, {**GOOD, "_number": "9"}))
    await db.write(batches.start, found.id, "officer", partial=False)
    some = batches.store_some
    monkeypatch.setattr(work, "AT_ONCE", 1)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):

        def closing(*given: Any) -> bool:
            if given[-1]:
                raise KeyboardInterrupt
            return some(*given)

        patched.setattr(batches, "store_some", closing)
        await work.work(db, vault, found.id)
    await db.write(service.enter, id, {**GOOD, "_number": "9"}, "a@office")  # while the rest waits
    await work.work(db, vault, found.id)
    done = await db.read(batches.view, found.id)
    assert (done.state, done.stored, done.faulty) == ("done", 1, 1), "what was left out is told"
    await db.write(batches.undo, found.id, "ผิดแฟ้ม", "officer")
    await db.write(batches.unreadable, found.id, "ช้าไป")  # of another worker, which had begun before
    await work.work(db, vault, found.id)
    assert (await db.read(batches.view, found.id)).state == "undone" and len(await db.read(_receipts, id)) == 1


async def test_no_time_left_in_the_middle_leaves_a_batch_that_can_be_taken_out(db: Database, vault: Vault) -> None:
    id = (await db.write(consultation)).id
    found = await brought(db, vault, id, file(GOOD))
    await db.write(batches.start, found.id, "officer", partial=False)
    of = await db.read(batches.material, vault, found.id)
    row = {**GOOD, "_number": "1"}
    entry = entered(of.form, row, of.days, clock.now(), numbered=True)
    assert await db.write(batches.store_some, found.id, of, [entry], 3, 0)
    await db.write(consult.close, id, "officer")
    with clock.fixed(clock.now().replace(day=28)):
        await work.work(db, vault, found.id)
        done = await db.read(batches.view, found.id)
        assert (done.state, done.stored) == ("done", 1) and "เลยกำหนด" in str(done.faults[0]["text"])
        await db.write(batches.undo, found.id, "ผิดแฟ้ม", "officer")
        await work.work(db, vault, found.id)
    assert await db.read(_receipts, id) == []


def _receipts(session: Session, consultation_id: int) -> list[str]:
    return [row[0] for row in {one[:1] for one in said(session, consultation_id)}]


def _words(session: Session) -> set[str]:
    return {row.raw for row in session.exec(select(Comment))} - {""}


async def test_a_file_that_cannot_be_read_says_so(db: Database, vault: Vault) -> None:
    id = (await db.write(consultation)).id
    found = await brought(db, vault, id, b"\x89PNG no table")
    assert found.state == "refused" and "บันทึกเป็น .xlsx หรือ .csv" in str(found.faults[0]["text"])


async def test_a_paper_is_typed_in_looked_at_again_changed_and_taken_out(db: Database) -> None:
    id = (await db.write(consultation)).id
    with pytest.raises(Faulty) as refused:
        await db.write(service.enter, id, {**BAD, "_number": "7", "_represents": "0"}, "a@office")
    assert {one.key for one in refused.value.faults} >= {"province", "_represents"}
    cells = {**GOOD, "_number": "7", "consent_quote": "=yes"}
    made = await db.write(service.enter, id, cells, "a@office")
    with pytest.raises(Faulty, match="1 ช่อง"):
        await db.write(service.enter, id, cells, "b@office")
    view, kept = await db.read(entry_views.cells_of, id, made.receipt)
    assert kept["province"] == "=TH-41" and kept["problem"] == GOOD["problem"] and view.entered_by == "a@office"
    new = {**kept, "problem": "ถนนพัง", "consent_quote": "=no", "_represents": "3"}
    for seen, reason, said_ in (("", "", "เหตุผล"), ("2020", "พิมพ์ผิด", "เปิดดูอีกครั้ง")):
        with pytest.raises(Refused, match=said_):
            await db.write(service.change, id, made.receipt, new, "b@office", reason=reason, seen=seen)
    changed = await db.write(service.change, id, made.receipt, new, "b@office", reason="พิมพ์ผิด", seen=view.seen)
    (comment,) = await db.read(responses.comments, id)
    assert comment.text == "ถนนพัง" and not comment.quote_ok and changed.represents == 3
    recorded = [
        each.before for each in await db.read(lambda s: s.exec(select(AuditEntry)).all()) if "change" in each.action
    ]
    assert recorded == [{"source": "paper", "represents": 1}], "the record outlives the number on the paper"
    await db.write(service.remove, id, made.receipt, "b@office", reason="ซ้ำ", seen=changed.seen)
    assert (await db.read(responses.figures, id)).submitted == 0 and await db.read(entry_views.latest, id) == []
    await db.write(service.enter, id, cells, "a@office")
    assert await db.read(entry_views.totals, id) == entry_views.Totals(papers=1, represented=1)
    assert [row.scope for row in await db.read(lambda s: s.exec(select(Consent)).all()) if not row.withdrawn_at] == [
        "quote"
    ]


async def test_a_paper_is_of_a_meeting_by_its_code_and_a_new_day_moves_when_it_was_sent(
    db: Database, vault: Vault
) -> None:
    of = await db.write(consultation)
    with pytest.raises(Faulty) as refused:
        await db.write(service.enter, of.id, {**GOOD, "_meeting": "ก"}, "a@office")
    assert "ยังไม่มีเวที" in refused.value.faults[0].text
    hall = await db.write(meeting, of)
    found = await brought(db, vault, of.id, file({**GOOD, "_meeting": hall.code.lower()}, {**GOOD, "_meeting": "ก"}))
    assert found.good == 1 and hall.code in str(found.faults[0]["text"])
    await stored(db, vault, found.id, partial=True)
    (paper,) = await db.read(entry_views.latest, of.id)
    assert (await db.read(views.answers, hall.id)).submitted == 1
    _, kept = await db.read(entry_views.cells_of, of.id, paper.receipt)
    assert kept["_meeting"] == hall.code
    new = {**kept, "_meeting": "", "_date": "3/11/2569"}
    with clock.fixed(clock.now().replace(day=4)):
        await db.write(service.change, of.id, paper.receipt, new, "a@office", reason="ผิดเวที", seen=paper.seen)
    assert (await db.read(views.answers, hall.id)).submitted == 0
    (row,) = await db.read(lambda s: s.exec(select(Response)).all())
    assert row.submitted_at == row.started_at == noon(date(2026, 11, 3))


async def test_after_the_close_a_paper_counts_by_its_date(db: Database) -> None:
    id = (await db.write(consultation)).id
    await db.write(consult.close, id, "officer")
    with clock.fixed(clock.now().replace(day=10)):
        await db.write(service.enter, id, {**GOOD, "_date": "2/11/2569"}, "a@office")
        late = await db.write(service.enter, id, {**GOOD, "_date": "3/11/2569"}, "a@office")
        assert late.late and (await db.read(responses.figures, id)).submitted == 1
        assert (await db.read(apart.counts, id)).late > 0, "it is read, not counted"
    with clock.fixed(clock.now().replace(day=17)), pytest.raises(Refused, match="เลยกำหนด"):
        await db.write(service.enter, id, {**GOOD, "_date": "2/11/2569"}, "a@office")


async def test_kill_9_in_the_middle_doubles_nothing(db: Database, vault: Vault, environment: dict[str, str]) -> None:
    id = (await db.write(consultation)).id
    found = await brought(db, vault, id, file(*[GOOD] * (6 * AT_ONCE)))
    await db.write(batches.start, found.id, "officer", partial=False)
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.consultation.entry.victim", str(found.id), env=environment
    )
    while not (await db.read(batches.view, found.id)).stored and victim.returncode is None:
        await asyncio.sleep(0.01)
    if victim.returncode is None:
        victim.kill()
    await victim.wait()
    await work.work(db, vault, found.id)
    assert (await db.read(batches.view, found.id)).stored == 6 * AT_ONCE
    assert (await db.read(responses.figures, id)).submitted == 6 * AT_ONCE
