"""The job `privacy.sweep`: every night, what no consultation's own cut destroys is destroyed when its time is over.

A round is one short transaction for one kind of thing, which writes down in the audit record how much it destroyed of
which consultation: numbers, no more.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import delete
from sqlmodel import Session, col

from consultation import audit, clock, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.entry import cutting as papers
from consultation.jobs import Claimed, Handler, Job
from consultation.meetings import cutting as meetings
from consultation.privacy import proofs
from consultation.privacy.forget import FORGET_JOB
from consultation.privacy.requests import cutting as requests
from consultation.settings import settings
from consultation.webhooks import cutting as webhooks

SWEEP_JOB = "privacy.sweep"
AT = time(3)  # when nobody else writes much
ROWS_AT_ONCE = 100
KEPT = timedelta(days=7)

# Destroys up to so many in the caller's transaction; gives back the consultation of each, None for one of none.
Sweep = Callable[[Session, datetime, int], Sequence[int | None]]

SWEEPS: Mapping[str, Sweep] = {
    "papers": papers.sweep,
    "attendance": meetings.sweep,
    "requests": requests.sweep,
    "unused_proofs": proofs.sweep_orphans,
    "proofs": proofs.sweep_old,
    "webhook_log": webhooks.sweep,
}


def handlers(db: Database, sweeps: Mapping[str, Sweep] = SWEEPS) -> dict[str, Handler]:
    """The handler of this job."""
    return {SWEEP_JOB: partial(sweep_all, db, sweeps)}


def begin(session: Session) -> None:
    """Put the next round in. Any number of processes may begin it."""
    now = clock.now().astimezone(settings().zone)
    day = now.date() if now.time() < AT else now.date() + timedelta(days=1)
    at = datetime.combine(day, AT, settings().zone)
    jobs.enqueue_once(session, SWEEP_JOB, {}, key=f"{SWEEP_JOB}:{day}", at=at)


async def sweep_all(db: Database, sweeps: Mapping[str, Sweep], job: Claimed) -> None:
    """Handle `privacy.sweep`. Running it twice destroys nothing more."""
    await db.write(_next)
    for name, sweep in sweeps.items():
        while await db.write(some, name, sweep):
            pass


def some(session: Session, name: str, sweep: Sweep, limit: int = ROWS_AT_ONCE) -> int:
    """One round of one kind; how many were destroyed."""
    found = sweep(session, clock.now(), limit)
    for consultation_id, n in Counter(found).items():
        subject = f"consultation:{consultation_id}" if consultation_id is not None else "office"
        audit.record(session, consult.TIMER, "privacy.sweep", subject, after={name: n})
    return len(found)


def _next(session: Session) -> None:
    """Put the next round in, and forget old ones, and those by which accounts were forgotten: they name these."""
    begin(session)
    old = (col(Job.done_at).is_not(None), col(Job.run_at) < clock.now() - KEPT)
    session.connection().execute(delete(Job).where(col(Job.kind) == SWEEP_JOB, *old))
    session.connection().execute(delete(Job).where(col(Job.kind) == FORGET_JOB, col(Job.done_at).is_not(None)))
