"""Runs durable jobs: claims what is due, keeps the lease while it works, finishes, retries, sets aside.

Handlers are given explicitly, by kind. Any number of processes may run the loop on one database, and one process
several: kinds that wait for others for long have a loop of their own, so that no other work waits for them (`apart`).
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog

from consultation import jobs
from consultation.db import Database
from consultation.jobs import Claimed, Handler, LeaseLost
from consultation.webhooks.telling import DELIVER_JOB

log = structlog.get_logger()

EVERY = 1.0  # seconds between two looks when nothing was due
AT_ONCE = 4
SLOW = {DELIVER_JOB: 2}  # kinds with a loop of their own, and how many of them at once


async def run(
    db: Database, owner: str, handlers: Mapping[str, Handler], stop: asyncio.Event, at_once: int = AT_ONCE
) -> None:
    """Work on due jobs until `stop` is set, then finish those begun. owner: unique to this process."""
    working: set[asyncio.Task[None]] = set()
    while not stop.is_set():
        due = await _claim(db, owner, handlers, at_once - len(working))
        working |= {asyncio.create_task(work(db, owner, handlers[job.kind], job)) for job in due}
        if not working or not due:
            await _wait(working, stop)
        working = {task for task in working if not task.done()}
    await asyncio.gather(*working)


def apart(handlers: Mapping[str, Handler]) -> list[tuple[dict[str, Handler], int]]:
    """The handlers of each loop, and how many of its jobs run at once: one loop for what is quick, one a slow kind."""
    quick = {kind: handler for kind, handler in handlers.items() if kind not in SLOW}
    return [(quick, AT_ONCE), *(({kind: handlers[kind]}, most) for kind, most in SLOW.items() if kind in handlers)]


async def work(db: Database, owner: str, handler: Handler, job: Claimed) -> None:
    """Run one claimed job to its end: done, to be retried, or set aside."""
    keeper = asyncio.create_task(_keep(db, owner, job))
    doing = asyncio.ensure_future(handler(job))
    await asyncio.wait({keeper, doing}, return_when=asyncio.FIRST_COMPLETED)
    if not doing.done():
        # The lease is lost: somebody else has the job, and what we would still write could undo theirs.
        doing.cancel()
        await asyncio.gather(doing, keeper, return_exceptions=True)
        log.warning("job lost its lease", job=job.id, kind=job.kind)
        return
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)
    await _record(db, owner, job, doing.exception())


async def _record(db: Database, owner: str, job: Claimed, error: BaseException | None) -> None:
    try:
        if error is None:
            await db.write(jobs.finish, job.id, owner)
            return
        again = await db.write(jobs.retry, job.id, owner, f"{type(error).__name__}: {error}")
        log.error("job failed", job=job.id, kind=job.kind, again=again, exc_info=error)
    except LeaseLost:
        log.warning("job lost its lease", job=job.id, kind=job.kind)


async def _keep(db: Database, owner: str, job: Claimed) -> None:
    """Renew the lease every third of its length; returns when it cannot be kept."""
    while True:
        await asyncio.sleep(jobs.LEASE.total_seconds() / 3)
        try:
            await db.write(jobs.renew, job.id, owner)
        except LeaseLost:
            return
        except Exception:
            log.exception("lease not renewed", job=job.id)


async def _claim(db: Database, owner: str, handlers: Mapping[str, Handler], limit: int) -> list[Claimed]:
    if limit <= 0 or not handlers:
        return []
    try:
        return await db.write(jobs.claim, owner, list(handlers), limit)
    except Exception:
        log.exception("no jobs claimed")
        return []


async def _wait(working: set[asyncio.Task[None]], stop: asyncio.Event) -> None:
    stopping = asyncio.create_task(stop.wait())
    with suppress(asyncio.CancelledError):
        await asyncio.wait({stopping, *working}, timeout=EVERY, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
