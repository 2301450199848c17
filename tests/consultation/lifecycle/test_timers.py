import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from consultation import clock, jobs
from consultation.consult import service as consult
from consultation.consult.service import CLOSE_JOB, OPEN_JOB
from consultation.db import Database
from consultation.errors import Refused
from consultation.jobs import Claimed, Job
from consultation.lifecycle.timers import close_at_its_time, open_at_its_time
from consultation.privacy.schedule import UNLINK_JOB
from consultation.settings import settings
from tests.consultation.consult.test_service import EMPTY, OFFICER, acts, make

pytestmark = pytest.mark.usefixtures("fixed_clock")
KINDS = {OPEN_JOB: open_at_its_time, CLOSE_JOB: close_at_its_time}


async def run_due(db: Database) -> int:
    """Run the jobs that are due now, as the loop of a server would; how many there were."""
    due = await db.write(jobs.claim, "worker", list(KINDS), 9)
    for job in due:
        await KINDS[job.kind](db, job)
        await db.write(jobs.finish, job.id, "worker")
    return len(due)


def one(id: int) -> Claimed:
    return Claimed(id=1, kind=OPEN_JOB, payload={"consultation": id}, attempts=1)


def undone(session: Session) -> list[str]:
    return [job.kind for job in session.exec(select(Job)) if job.done_at is None]


async def test_it_opens_and_closes_by_itself_at_its_times(db: Database) -> None:
    opens, closes = clock.now() + timedelta(days=1), clock.now() + timedelta(days=5)
    made = await db.write(make, opens_at=opens, closes_at=closes)
    assert await run_due(db) == 0
    with clock.fixed(opens):
        assert await run_due(db) == 1
        assert (await db.read(consult.view, made.id)).state == "open"
        assert await run_due(db) == 0
    with clock.fixed(closes + timedelta(seconds=9)):
        assert await run_due(db) == 1
        shown = await db.read(consult.view, made.id)
    assert (shown.state, shown.result_due) == ("closed", datetime(2026, 11, 23, 23, 59, 59, tzinfo=settings().zone)), (
        "counted from the window's end: the 15th day is a Sunday"
    )
    assert await db.read(undone) == [UNLINK_JOB], "only what is promised for later is left"
    assert [(a, who) for a, who in await db.read(acts) if who == "timer"] == [
        ("consultation.open", "timer"), ("consultation.close", "timer"),
    ]  # fmt: skip


async def test_running_twice_or_after_an_officer_changes_nothing(db: Database) -> None:
    made = await db.write(make, opens_at=clock.now() + timedelta(hours=1))
    with clock.fixed(clock.now() + timedelta(hours=2)):
        await asyncio.gather(*(open_at_its_time(db, one(made.id)) for _ in range(4)))
        before = await db.read(acts)
        await open_at_its_time(db, one(made.id))
        await db.write(consult.close, made.id, OFFICER)
        await open_at_its_time(db, one(made.id))
        await close_at_its_time(db, one(made.id))
        assert (await db.read(consult.view, made.id)).state == "closed"
    assert len(await db.read(acts)) == len(before) + 1


async def test_a_job_of_a_time_that_was_moved_does_nothing(db: Database) -> None:
    made = await db.write(make, opens_at=clock.now() + timedelta(hours=1))
    await open_at_its_time(db, one(made.id))
    assert (await db.read(consult.view, made.id)).state == "draft"
    await db.write(consult.open_now, made.id, OFFICER)
    await close_at_its_time(db, one(made.id))
    assert (await db.read(consult.view, made.id)).state == "open"


async def test_what_cannot_open_at_its_time_says_why(db: Database) -> None:
    made = await db.write(make, EMPTY, opens_at=clock.now() + timedelta(hours=1))
    with clock.fixed(clock.now() + timedelta(hours=1)), pytest.raises(Refused, match="ยังไม่มีคำถาม"):
        await open_at_its_time(db, one(made.id))
