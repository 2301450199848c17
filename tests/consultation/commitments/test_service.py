"""Commitments: promised after a signature, moved with evidence, closed by citizens and by nobody else."""

from datetime import date, timedelta

import pytest

from consultation import clock
from consultation.commitments import service
from consultation.commitments.quarters import Quarter, quarter, quarter_of
from consultation.commitments.service import CommitmentInput, CommitmentView, MoveInput
from consultation.db import Database
from consultation.errors import Refused
from consultation.findings import deciding
from tests.consultation.findings.test_deciding import NOT_YET, finding

DUE = date(2026, 12, 20)
PROMISE = CommitmentInput(text="ขุดลอกหนอง", owner="โครงการชลประทาน", due=DUE)

pytestmark = pytest.mark.usefixtures("fixed_clock")  # 2 November 2026


async def promised(db: Database) -> CommitmentView:
    made, *_ = await finding(db)
    with pytest.raises(Refused, match="หัวหน้ารับรอง"):
        await db.write(service.promise, made.id, PROMISE, "a")
    decided = await db.write(deciding.decide, made.id, NOT_YET, "a")
    await db.write(deciding.sign, made.id, decided.id, "boss")
    return await db.write(service.promise, made.id, PROMISE, "a")


async def test_done_wants_evidence_and_only_citizens_confirm(db: Database) -> None:
    made = await promised(db)
    assert (made.ref, made.state, made.late) == ("ส-๐๑", "planned", False)
    for state, why in (
        ("done", "หลักฐาน"),
        ("confirmed", "ไม่รู้จักสถานะ"),
        ("stopped", "เหตุผล"),
        ("planned", "ไม่มีอะไรเปลี่ยน"),
    ):
        with pytest.raises(Refused, match=why):
            await db.write(service.move, made.id, MoveInput(state=state, due=DUE), "a", 0)
    with pytest.raises(Refused, match="เลื่อนกำหนด"):
        await db.write(service.move, made.id, MoveInput(state="doing", due=DUE + timedelta(days=1)), "a", 0)
    done = await db.write(service.move, made.id, MoveInput(state="done", due=DUE, evidence="รูปถ่าย"), "a", 0)
    assert done.state == "done" and await db.read(service.asked_since, made.id) == clock.now()
    with pytest.raises(Refused, match="หลังจากท่านเปิด"):
        await db.write(service.move, made.id, MoveInput(state="doing", due=DUE), "a", 0)
    assert await db.write(service.hear, made.id, 0, 2, False) == "confirmed"
    assert await db.write(service.hear, made.id, 1, 2, True) == "reopened"
    seen = await db.read(service.find, made.id)
    assert [one.state for one in seen.moves] == ["reopened", "confirmed", "done"] and seen.reopened_at == clock.now()
    assert [one.id for one in await db.read(service.reopened)] == [made.id]
    with pytest.raises(Refused, match="ประชาชนบอกว่ายังไม่ตรง"):
        await db.write(service.move, made.id, MoveInput(state="doing", due=DUE), "a", seen.version)
    again = MoveInput(state="doing", due=DUE, note="ลงพื้นที่อีกครั้ง")
    assert (await db.write(service.move, made.id, again, "a", seen.version)).state == "doing"


async def test_nothing_opens_what_was_stopped(db: Database) -> None:
    made = await promised(db)
    await db.write(service.move, made.id, MoveInput(state="stopped", due=DUE, note="ไม่มีงบ"), "a", 0)
    assert await db.write(service.hear, made.id, 1, 0, True) == "stopped"


async def test_a_quarter_lists_what_is_due_what_moved_and_what_is_late(db: Database) -> None:
    made = await promised(db)
    first = quarter_of(DUE)
    assert (first, first.first, first.last) == (Quarter(2570, 1), date(2026, 10, 1), date(2026, 12, 31))
    assert first.after.before == first and quarter("2570-1") == first
    assert [one.ref for one in await db.read(service.listed, first.first, first.last)] == [made.ref]
    later = first.after
    assert [one.id for one in await db.read(service.listed, later.first, later.last)] == [made.id], "open and overdue"
    with clock.fixed(clock.now() + timedelta(days=60)):
        assert (await db.read(service.find, made.id)).late
        await db.write(service.move, made.id, MoveInput(state="done", due=DUE, evidence="รูป"), "a", 0)
    await db.write(service.hear, made.id, 0, 1, False)
    assert await db.read(service.listed, later.after.first, later.after.last) == []
    with pytest.raises(Refused):
        quarter("2570-5")


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2026, 9, 30), "2569-4"),
        (date(2026, 10, 1), "2570-1"),
        (date(2027, 1, 1), "2570-2"),
        (date(2027, 4, 1), "2570-3"),
    ],
)
def test_the_fiscal_year_begins_in_october(day: date, wanted: str) -> None:
    assert quarter_of(day).key == wanted and quarter_of(day).first <= day <= quarter_of(day).last
