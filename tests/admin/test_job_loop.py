"""Jobs are done once, retried, set aside, and given up when the lease is lost."""

import asyncio
import time
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from admin import job_loop
from admin.loops import Loops, Wakes
from consultation import clock, jobs
from consultation.db import Database, open_database
from consultation.jobs import Claimed, Handler, Job
from consultation.vault import Vault
from consultation.webhooks.telling import DELIVER_JOB
from tests.engines import on_sqlite


@asynccontextmanager
async def running(db: Database, handlers: dict[str, Handler], owner: str = "one") -> Any:
    stop = asyncio.Event()
    task = asyncio.create_task(job_loop.run(db, owner, handlers, stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def until(db: Database, holds: Callable[[Job], bool], seconds: float = 60.0) -> Job:
    async with asyncio.timeout(seconds):
        while True:
            job = await db.read(_only)
            if holds(job):
                return job
            await asyncio.sleep(0.02)


def _only(session: Session) -> Job:
    return session.exec(select(Job)).one()


async def test_a_job_is_done_once(db: Database) -> None:
    seen: list[Claimed] = []

    async def handle(job: Claimed) -> None:
        seen.append(job)

    await db.write(jobs.enqueue, "count", {"n": 7})
    async with running(db, {"count": handle}), running(db, {"count": handle}, "two"):
        await until(db, lambda job: job.done_at is not None)
    assert [job.payload for job in seen] == [{"n": 7}]


async def test_a_job_that_fails_is_tried_later_and_set_aside_in_the_end(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FIRST_RETRY", timedelta(milliseconds=10))

    async def handle(job: Claimed) -> None:
        raise RuntimeError("the printer is out of paper")

    await db.write(jobs.enqueue, "print", {}, max_attempts=2)
    async with running(db, {"print": handle}):
        job = await until(db, lambda job: job.failed_at is not None)
    assert job.attempts == 2
    assert "out of paper" in job.error
    assert job.done_at is None


async def test_a_kind_without_a_handler_is_left_for_another_program(db: Database) -> None:
    async def handle(job: Claimed) -> None:
        raise AssertionError("not ours")

    await db.write(jobs.enqueue, "of.another.version", {})
    async with running(db, {"ours": handle}):
        await asyncio.sleep(0.1)
    assert (await db.read(_only)).attempts == 0


async def test_a_long_job_keeps_its_lease(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=3))  # a renewal may take a second on a busy disk
    ended = asyncio.Event()

    async def handle(job: Claimed) -> None:
        await asyncio.sleep(4)
        ended.set()

    await db.write(jobs.enqueue, "long", {})
    async with running(db, {"long": handle}), running(db, {"long": handle}, "two"):
        job = await until(db, lambda job: job.done_at is not None)
    assert job.attempts == 1
    assert ended.is_set()


@on_sqlite
async def test_receivers_that_do_not_answer_hold_up_no_other_work(db: Database, vault: Vault) -> None:
    waiting, most, quick, hung = 0, 0, asyncio.Event(), asyncio.Event()

    async def hang(job: Claimed) -> None:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await hung.wait()
        waiting -= 1

    async def open_it(job: Claimed) -> None:
        quick.set()

    def many(session: Session) -> None:
        for _ in range(20):
            jobs.enqueue(session, DELIVER_JOB, {})

    await db.write(many)
    loops = Loops(db, vault, (), {DELIVER_JOB: hang, "open": open_it}, Wakes())
    loops.start()
    try:
        async with asyncio.timeout(60):
            while waiting < 2:
                await asyncio.sleep(0.02)
            await db.write(jobs.enqueue, "open", {})
            await quick.wait()
            assert waiting == 2
            hung.set()
            while await db.read(_undone):
                await asyncio.sleep(0.02)
        assert most == 2
    finally:
        hung.set()
        await loops.stop()


def _undone(session: Session) -> int:
    return len(session.exec(select(Job.id).where(col(Job.done_at).is_(None))).all())


async def test_work_stops_when_the_lease_is_lost(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.3))
    stopped = asyncio.Event()

    async def handle(job: Claimed) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise

    await db.write(jobs.enqueue, "long", {})
    [claimed] = await db.write(jobs.claim, "one", ["long"])
    working = asyncio.create_task(job_loop.work(db, "one", handle, claimed))
    await asyncio.sleep(0)
    await db.write(_taken_by_another)
    await asyncio.wait_for(working, 60)
    assert stopped.is_set()
    job = await db.read(_only)
    assert (job.owner, job.done_at) == ("two", None)


def _taken_by_another(session: Session) -> None:
    job = session.exec(select(Job)).one()
    job.owner, job.lease_until = "two", clock.now() + timedelta(minutes=5)
    session.add(job)


async def test_the_same_key_put_in_at_the_same_moment_is_one_job(db: Database, url: str) -> None:
    """Processes that start together put in the same job: none of them may fail of it."""
    others = [open_database(url) for _ in range(3)]
    try:
        tasks = [each.write(_slowly, number) for number, each in enumerate((db, *others))]
        await asyncio.gather(*tasks)
    finally:
        for each in others:
            await each.close()
    assert (await db.read(_only)).key == "tend"


def _slowly(session: Session, number: int) -> None:
    jobs.enqueue(session, "tend", {"by": number}, key="tend")
    session.flush()
    session.connection().exec_driver_sql("SELECT 1")
    time.sleep(0.1)
