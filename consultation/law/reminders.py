"""Reminders of what is due: a job looks once a day and writes down what is to be told, once for each step.

There is no messaging to officers: what is written down here is shown on their home page until somebody has seen it; the
calendar feed has alarms for the same days, and `prachakhom clocks` prints them, so that a system's timer can mail them.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Claimed, Handler, Job
from consultation.law import due
from consultation.law.clocks import Clock, every
from consultation.law.models import LawReminder
from consultation.rights import EVERYWHERE, Reach
from consultation.settings import settings
from consultation.upsert import insert_once

REMIND_JOB = "law.remind"
AT = time(6)  # before offices open


def handlers(db: Database) -> dict[str, Handler]:
    """The handler of this job."""

    async def at_its_time(job: Claimed) -> None:
        await db.write(remind)

    return {REMIND_JOB: at_its_time}


def begin(session: Session) -> None:
    """Put the next round in. Any number of processes may begin it."""
    now = clock.now().astimezone(settings().zone)
    day = now.date() if now.time() < AT else now.date() + timedelta(days=1)
    at = datetime.combine(day, AT, settings().zone)
    jobs.enqueue_once(session, REMIND_JOB, {}, key=f"{REMIND_JOB}:{day}", at=at)


def remind(session: Session) -> int:
    """Write down what is to be told today, put the next round in, and return how many were new."""
    begin(session)
    over = (
        col(Job.kind) == REMIND_JOB,
        col(Job.done_at).is_not(None),
        col(Job.run_at) < clock.now() - timedelta(days=7),
    )
    session.connection().execute(delete(Job).where(*over))
    return sum(_tell(session, each) for each in every(session, due.today()))


def step(left: int) -> int | None:
    """Which reminder is the one for so many days left; None when it is too early or too late."""
    return min((days for days in settings().reminders if 0 <= left <= days), default=None)


def unseen(session: Session, running: list[Clock]) -> list[tuple[LawReminder, Clock]]:
    """The reminders that nobody has seen, of clocks that still run towards the same day; soonest first."""
    now = {(each.key, each.due): each for each in running if each.done is None}
    rows = session.exec(select(LawReminder).where(col(LawReminder.seen_at).is_(None)).order_by(col(LawReminder.due)))
    newest = {(row.clock, row.due): row for row in sorted(rows, key=lambda row: -row.days)}
    return [(row, now[key]) for key, row in newest.items() if key in now]


def seen(session: Session, id: int, actor: str, reach: Reach = EVERYWHERE) -> None:
    """Note that somebody has seen a reminder, and every earlier one of the same day; nothing beyond their reach."""
    row = session.get(LawReminder, id)
    if row is None or not _within(session, row, reach):
        return
    same = (LawReminder.clock == row.clock, LawReminder.due == row.due, col(LawReminder.seen_at).is_(None))
    for each in session.exec(select(LawReminder).where(*same)):
        each.seen_at, each.seen_by = clock.now(), actor
        session.add(each)
    told = {"clock": row.clock, "due": row.due.isoformat()}
    audit.record(
        session, actor, "reminder.seen", f"reminder:{id}", before={**told, "seen": False}, after={**told, "seen": True}
    )


def _within(session: Session, row: LawReminder, reach: Reach) -> bool:
    of = session.get(Consultation, row.consultation_id) if row.consultation_id is not None else None
    return of is None or reach.sees(of.scheme, of.cluster)


def _tell(session: Session, of: Clock) -> bool:
    days = step(of.left(due.today()))
    if of.done is not None or days is None:
        return False
    values = {"clock": of.key, "consultation_id": of.consultation_id, "due": of.due, "days": days, "title": of.title}
    fresh = {"told_at": clock.now(), "seen_at": None, "seen_by": ""}
    return insert_once(session, LawReminder, {**values, **fresh}, ("clock", "due", "days"))
