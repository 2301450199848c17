"""A comment whose transaction is slow joins all the same, and a correction never leaves old words in a theme."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from consultation import clock
from consultation.db import Database
from consultation.jobs import Job
from consultation.responses.models import Comment
from consultation.themes import changed, joining
from consultation.themes.changed import ALL_ENDED, GATHER, JOIN_JOB, comments_changed, leave_themes
from consultation.themes.models import Assignment
from nlp.pointed import Part
from tests.consultation.themes.grouped import grouped, run_jobs
from tests.consultation.themes.test_changed import author

pytestmark = pytest.mark.usefixtures("fixed_clock")


def looks(session: Session) -> list[float]:
    """When the sets of a consultation are looked at because of its comments, in seconds from now."""
    of = (Job.kind == JOIN_JOB, col(Job.key).like(f"{JOIN_JOB}:c%"))
    rows = session.exec(select(Job).where(*of).order_by(col(Job.run_at)))
    return [(row.run_at - clock.now()).total_seconds() for row in rows]


async def test_a_set_that_was_made_looks_again_when_all_transactions_of_before_have_ended(db: Database) -> None:
    await grouped(db)
    made = await db.read(lambda session: [row.key for row in session.exec(select(Job).where(Job.kind == JOIN_JOB))])
    assert any(key and key.endswith(":made") for key in made)


async def test_a_comment_that_is_committed_after_its_look_is_looked_for_once_more(db: Database) -> None:
    consultation_id, set_id = await grouped(db)
    await db.write(comments_changed, consultation_id)
    await db.write(comments_changed, consultation_id)
    soon, late = await db.read(looks)
    assert soon <= GATHER + 2 and late >= ALL_ENDED.total_seconds(), "one for ten seconds, one for a minute, no more"
    with clock.fixed(clock.now() + timedelta(seconds=GATHER + 3)):
        await run_jobs(db, JOIN_JOB)  # sees nothing: the comment is not committed yet
    assert timedelta(seconds=60) < ALL_ENDED, "longer than the worker's transactions may take (bot/worker.py)"
    await db.write(_another, consultation_id)
    with clock.fixed(clock.now() + timedelta(seconds=changed.LATE) + ALL_ENDED):
        await run_jobs(db, JOIN_JOB)
    assert await db.read(_unplaced, set_id) == 0


async def test_placing_waits_for_a_correction(url: str, db: Database) -> None:
    """PostgreSQL only: on SQLite one writes after the other."""
    if "sqlite" in url:
        pytest.skip("one writer")
    consultation_id, set_id = await grouped(db)
    comment_id = await db.write(_another, consultation_id)
    old = await db.read(lambda session: session.get_one(Comment, comment_id).text)
    begun = asyncio.Event()

    def correct(session: Session) -> None:
        leave_themes(session, [comment_id])
        begun.set()
        session.connection().execute(text("SELECT pg_sleep(0.5)"))
        session.get_one(Comment, comment_id).text = "คำใหม่ที่ไม่มีใครจัดไว้"

    correcting = asyncio.create_task(db.write(correct))
    await begun.wait()
    whole: Part[int | None] = Part(0, len(old), None, 0)
    await db.write(joining._store, set_id, {(comment_id, old): (whole,)}, "system")
    await correcting
    assert await db.read(_placed, comment_id) == 0, "its old words stand nowhere"


def _another(session: Session, consultation_id: int) -> int:
    """A comment like one that is there, by the same author."""
    of = (Comment.consultation_id == consultation_id, Comment.question == "change")
    like = session.exec(select(Comment).where(*of)).first()
    assert like is not None and author(session, like.id or 0)
    new = Comment(**like.model_dump(exclude={"id", "instance"}), instance="9")
    session.add(new)
    session.flush()
    return new.id or 0


def _unplaced(session: Session, set_id: int) -> int:
    return len(joining._to_join(session, set_id)[1])


def _placed(session: Session, comment_id: int) -> int:
    return len(session.exec(select(Assignment.id).where(Assignment.comment_id == comment_id)).all())
