"""Durable jobs: rows put in by the caller's transaction, claimed under a lease, retried, set aside visibly.

`enqueue` commits with the caller. `claim` gives due jobs to one owner for a while; `finish`, `retry` and `renew` only
work for the owner that still holds the lease, so a process that stalled cannot finish another's job. See
docs/decisions/0003-jobs.md.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, update
from sqlmodel import Field, Session, SQLModel, col, or_, select

from consultation import clock
from consultation.columns import document, key
from consultation.upsert import insert_once

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=15)


class Job(SQLModel, table=True):
    """Work to be done once, now or at a time; `key` makes putting it in twice the same as once."""

    __table_args__ = (Index("ix_job_due", "done_at", "failed_at", "run_at"),)

    id: int | None = key()
    kind: str
    key: str | None = Field(default=None, unique=True)
    payload: dict[str, Any] = document()
    run_at: datetime
    attempts: int = 0
    max_attempts: int = 5
    owner: str | None = None
    lease_until: datetime | None = None
    done_at: datetime | None = Field(default=None)
    failed_at: datetime | None = Field(default=None)
    error: str = ""
    created_at: datetime


@dataclass(frozen=True)
class Claimed:
    """A job that its owner may work on until the lease ends. owner: "" only for one that nobody has claimed."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int
    owner: str = ""


Handler = Callable[[Claimed], Awaitable[None]]


class LeaseLost(Exception):
    """The job is no longer this owner's: its lease ended and another took it."""


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    at: datetime | None = None,
    max_attempts: int = 5,
) -> None:
    """Put a job in, in the caller's transaction. A job of the same key is moved to the new time instead.

    Two processes may put in the same key at the same moment: the second waits for the first, and moves its job.
    """
    now = clock.now()
    values: dict[str, Any] = {
        "kind": kind,
        "key": key,
        "payload": payload,
        "run_at": at or now,
        "attempts": 0,
        "max_attempts": max_attempts,
        "error": "",
        "created_at": now,
    }
    if key is None:
        session.add(Job(**values))
    elif not insert_once(session, Job, values, ("key",)):
        _move(session, key, values)


def enqueue_once(session: Session, kind: str, payload: dict[str, Any], *, key: str, at: datetime) -> None:
    """Put a job in unless there is one under its key, done or not: one statement, which waits for nobody's job.

    For what many transactions want at the same time: a key that holds a stretch of time makes it run once a stretch.
    """
    values = {"kind": kind, "key": key, "payload": payload, "run_at": at, "attempts": 0, "max_attempts": 5}
    insert_once(session, Job, {**values, "error": "", "created_at": clock.now()}, ("key",))


def _move(session: Session, key: str, values: dict[str, Any]) -> None:
    """Put a job in anew that is there under its key, whatever had become of it."""
    job = session.exec(select(Job).where(Job.key == key)).one()
    job.kind, job.payload, job.run_at = values["kind"], values["payload"], values["run_at"]
    job.done_at = job.failed_at = job.owner = job.lease_until = None
    job.attempts, job.error = 0, ""
    session.add(job)


def cancel(session: Session, key: str) -> None:
    """Take a job that has not been done back, by its key; nothing happens when there is none."""
    job = session.exec(select(Job).where(Job.key == key, col(Job.done_at).is_(None))).first()
    if job is not None:
        session.delete(job)


def claim(session: Session, owner: str, kinds: list[str], limit: int = 1) -> list[Claimed]:
    """Take up to `limit` due jobs of these kinds for `owner`, oldest first, for the length of a lease."""
    now = clock.now()
    free = or_(col(Job.lease_until).is_(None), col(Job.lease_until) < now)
    due = (
        select(Job)
        .where(col(Job.done_at).is_(None), col(Job.failed_at).is_(None), Job.run_at <= now, free)
        .where(col(Job.kind).in_(kinds))
        .order_by(col(Job.run_at), col(Job.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    jobs = session.exec(due).all()
    for job in jobs:
        job.owner, job.lease_until, job.attempts = owner, now + LEASE, job.attempts + 1
        session.add(job)
    return [Claimed(_id(job), job.kind, dict(job.payload), job.attempts, owner) for job in jobs]


def renew(session: Session, job: int, owner: str) -> None:
    """Hold on to a long job for another lease. Raises LeaseLost."""
    _hold(session, job, owner, lease_until=clock.now() + LEASE)


def hold(session: Session, job: Claimed) -> None:
    """Make sure, in the transaction that writes what a job found, that the lease still holds. Raises LeaseLost.

    Until this transaction ends nobody else can claim the job: whoever stalled past the lease cannot write after it.
    """
    row = session.exec(select(Job).where(Job.id == job.id).with_for_update()).first()
    if row is None or row.done_at is not None or (row.owner or "") != job.owner:
        raise LeaseLost(f"job {job.id} is not {job.owner}'s")
    claimed_again = job.owner != "" and row.attempts != job.attempts
    if claimed_again or (row.lease_until is not None and row.lease_until < clock.now()):
        raise LeaseLost(f"the lease of job {job.id} is over")


def finish(session: Session, job: int, owner: str) -> None:
    """Mark a job done. Raises LeaseLost."""
    _hold(session, job, owner, done_at=clock.now(), lease_until=None, error="")


def retry(session: Session, job: int, owner: str, error: str) -> bool:
    """Give a failed job back for a later try, or set it aside after its last; True when it will be tried again."""
    row = session.get(Job, job)
    if row is None or row.owner != owner:
        raise LeaseLost(f"job {job} is not {owner}'s")
    again = row.attempts < row.max_attempts
    wait = min(FIRST_RETRY * 2 ** (row.attempts - 1), LONGEST_RETRY)
    row.run_at = clock.now() + wait
    row.failed_at = None if again else clock.now()
    row.owner = row.lease_until = None
    row.error = error[:2000]
    session.add(row)
    return again


def set_aside(session: Session) -> list[Job]:
    """Jobs that failed for good, newest first, for a person to look at."""
    return list(session.exec(select(Job).where(col(Job.failed_at).is_not(None)).order_by(col(Job.id).desc())))


def release_orphans(session: Session) -> int:
    """Free every claimed job. Only for SQLite at start, where no other process can hold one."""
    orphans = update(Job).where(col(Job.lease_until).is_not(None)).values(lease_until=None, owner=None)
    return int(session.connection().execute(orphans).rowcount)


def _hold(session: Session, job: int, owner: str, **values: Any) -> None:
    change = update(Job).where(col(Job.id) == job, col(Job.owner) == owner, col(Job.done_at).is_(None)).values(**values)
    if session.connection().execute(change).rowcount != 1:
        raise LeaseLost(f"job {job} is not {owner}'s")


def _id(job: Job) -> int:
    assert job.id is not None
    return job.id
