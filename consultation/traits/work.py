"""The job that reads comments: suggests traits of those that were not read by today's rules, then hears the voices.

The arithmetic runs in a thread, off the event loop, and what it finds is stored some thousand comments at a time. A job
that was killed half way goes on where it was: what is stored is not read again.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import delete, distinct, exists, func, update
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Claimed, Handler, Job
from consultation.responses.models import Comment, Response
from consultation.traits import storing, suggest, voicing
from consultation.traits.changed import READ_JOB, soon
from consultation.traits.models import CommentTrait, TraitReading
from consultation.traits.storing import counted
from consultation.traits.suggest import Suggester
from consultation.upsert import upsert
from nlp.taught import Taught

BATCH = 1000  # comments suggested and stored at a time
REST = 10  # times as long as it took a consultation is left alone before it is read again
OVERLAP = 10_000  # comments that are looked at again: a transaction that began earlier may have ended later
SHORT = 6.0  # seconds; what took less may be read again at once
Value = TypeVar("Value")


def handlers(db: Database) -> dict[str, Handler]:
    """The handlers of these jobs by kind."""
    return {READ_JOB: partial(read, db)}


async def read(db: Database, job: Claimed) -> None:
    """Read the comments of a consultation, unless a long reading of it has just been done: then later."""
    consultation_id = int(job.payload["consultation"])
    if await db.write(_too_soon, consultation_id):
        return
    await db.write(_taken_up, consultation_id)
    model = await asyncio.to_thread(suggest.suggester, await db.read(storing.labels))
    read_to = await db.read(_read_to, consultation_id, model.version)
    new, seconds = await _suggest(db, consultation_id, model, max(0, read_to - OVERLAP))
    for question in await db.read(_questions, consultation_id):
        if new or await db.read(_stale, consultation_id, question):
            await _hear(db, consultation_id, question, model, seconds)


def begin(session: Session) -> None:
    """Put in that consultations are read that no reading by today's rules has seen; for the start of a process."""
    current = select(TraitReading.consultation_id).where(TraitReading.version == suggest.rules_version())
    commented = exists().where(col(Comment.consultation_id) == col(Consultation.id))
    for id in session.exec(select(Consultation.id).where(commented, col(Consultation.id).not_in(current))).all():
        soon(session, id or 0)


async def _suggest(db: Database, consultation_id: int, model: Suggester, after: int) -> tuple[int, float]:
    """Suggest traits of comments that today's rules and model did not read: how many, and processor seconds."""
    new, seconds = 0, 0.0
    while rows := await db.read(storing.unread, consultation_id, model.version, after, BATCH):
        work = partial(model.suggest, [row[2] for row in rows], [row[3] for row in rows])
        found, took = await asyncio.to_thread(_timed, work)
        await db.write(storing.store, consultation_id, model.version, rows, found)
        new, after, seconds = new + len(rows), rows[-1][0], seconds + took
    return new, seconds


async def _hear(db: Database, consultation_id: int, question: str, model: Suggester, seconds: float) -> None:
    """Work the voices and bursts of a question out anew and keep what changed."""
    comments = await db.read(voicing.said, consultation_id, question)
    found, took = await asyncio.to_thread(_timed, partial(voicing.find, comments))
    voices = await db.write(voicing.keep, consultation_id, question, found)
    told = [(one.id, voices.get(one.id)) for one in comments if one.voice != voices.get(one.id)]
    for start in range(0, len(told), voicing.AT_ONCE):
        await db.write(voicing.tell, told[start : start + voicing.AT_ONCE])
    await db.write(_note, consultation_id, question, model, seconds + took, len(voices))


def _timed(work: Callable[[], Value]) -> tuple[Value, float]:
    before = time.thread_time()
    return work(), time.thread_time() - before


def _too_soon(session: Session, consultation_id: int) -> bool:
    """Whether it was read a moment ago and that took long; then this is put off."""
    of_this = select(TraitReading).where(TraitReading.consultation_id == consultation_id)
    until = max((row.read_at + timedelta(seconds=REST * row.seconds) for row in session.exec(of_this)
                 if row.seconds > SHORT), default=clock.now())  # fmt: skip
    if until <= clock.now():
        return False
    jobs.enqueue(
        session, READ_JOB, {"consultation": consultation_id}, key=f"{READ_JOB}:{consultation_id}:later", at=until
    )
    return True


def _taken_up(session: Session, consultation_id: int) -> None:
    """Take back other readings of the consultation that are due: this one sees what they were put in for.

    What authors change from now on it may not see; `stale` says so at its end. Cut off, it begins at the first comment.
    """
    stale = (col(TraitReading.consultation_id) == consultation_id, col(TraitReading.stale).is_(True))
    session.connection().execute(update(TraitReading).where(*stale).values(stale=False, read_to=0))
    theirs = col(Job.key).startswith(f"{READ_JOB}:{consultation_id}:", autoescape=True)
    waiting = (col(Job.done_at).is_(None), col(Job.owner).is_(None), col(Job.run_at) <= clock.now())
    session.connection().execute(delete(Job).where(col(Job.kind) == READ_JOB, theirs, *waiting))


def _read_to(session: Session, consultation_id: int, version: str) -> int:
    """The comment up to which everything was suggested by these rules and this model; 0 for nothing."""
    of_this = select(TraitReading).where(TraitReading.consultation_id == consultation_id)
    rows = session.exec(of_this).all()
    return min((row.read_to if row.suggested_by == version else 0 for row in rows), default=0)


def _stale(session: Session, consultation_id: int, question: str) -> bool:
    """Whether voices are other than when they were last worked out, though no comment was suggested anew."""
    of_this = (TraitReading.consultation_id == consultation_id, TraitReading.question == question)
    row = session.exec(select(TraitReading).where(*of_this)).first()
    if row is None or row.stale or not row.read_to:
        return True
    return bool(row.comments != session.exec(_read(consultation_id, question, func.count())).one())


def _questions(session: Session, consultation_id: int) -> list[str]:
    """The questions that have comments."""
    query = select(Comment.question).where(Comment.consultation_id == consultation_id).distinct()
    return sorted(session.exec(query))


def _note(
    session: Session, consultation_id: int, question: str, model: Suggester, seconds: float, repeated: int
) -> None:
    """Keep what pages show of a question, so that they need not count a million rows."""
    here = (CommentTrait.consultation_id == consultation_id, CommentTrait.question == question)
    values = {
        "consultation_id": consultation_id,
        "question": question,
        "version": suggest.rules_version(),
        "stale": False,
        "suggested_by": model.version,
        "read_to": session.exec(select(func.max(CommentTrait.comment_id)).where(*here)).one() or 0,
        "read_at": clock.now(),
        "seconds": round(seconds, 3),
        "repeated": repeated,
        "kinds": _counts(session, consultation_id, question, CommentTrait.kind),
        "scopes": _counts(session, consultation_id, question, CommentTrait.scope),
        "rude": _counts(session, consultation_id, question, CommentTrait.rude).get("True", 0),
        "model": {name: _measured(taught) for name, taught in model.models.items()},
    }
    kept = session.exec(
        select(TraitReading.stale)
        .where(TraitReading.consultation_id == consultation_id, TraitReading.question == question)
        .with_for_update()
    ).first()
    if kept is not False:  # somebody changed words while this was read, or nobody could say so before the first reading
        values |= {"stale": True, "read_to": 0}
    comments, people = session.exec(
        _read(consultation_id, question, func.count(), func.count(distinct(col(Response.id))))
    ).one()
    upsert(session, TraitReading, {**values, "comments": comments, "people": people}, ("consultation_id", "question"))


def _measured(taught: Taught) -> dict[str, object]:
    measured = taught.measured
    return {
        "labels": measured.labels,
        "right": measured.right,
        "rules": measured.rules,
        "used": taught.used,
        "found": dict(measured.found),
        "true": dict(measured.true),
    }


def _counts(session: Session, consultation_id: int, question: str, column: Any) -> dict[str, int]:
    query = _read(consultation_id, question, column, func.count()).group_by(column)
    return {str(value): n for value, n in session.exec(query)}


def _read(consultation_id: int, question: str, *columns: Any) -> Any:
    """Select over the counted comments of a question that have traits."""
    return (
        select(*columns)
        .select_from(CommentTrait)
        .join(Comment, col(Comment.id) == col(CommentTrait.comment_id))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(CommentTrait.consultation_id == consultation_id, CommentTrait.question == question, *counted())
    )
