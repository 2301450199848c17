"""Filling the index with comments from before it: a job in batches, between which what citizens send comes first.

It begins where it had come to when a process was killed; each batch commits with how far it came.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.responses.models import Comment
from consultation.search.index import line, put, read, said
from consultation.search.models import CommentWords, SearchFill

FILL_JOB = "search.fill"
BATCH = 1_000

Said = list[tuple[int, str, dict[str, str | None]]]


def handlers(db: Database) -> dict[str, Handler]:
    """The handlers of these jobs by kind."""
    return {FILL_JOB: partial(fill, db)}


def begin(session: Session) -> None:
    """Have every comment that is there now taken into the index, from the first on."""
    row = session.exec(select(SearchFill)).first() or SearchFill(upto=0)
    row.read_to, row.done_at = 0, None
    row.upto = session.exec(select(func.max(Comment.id))).one() or 0
    session.add(row)
    jobs.enqueue(session, FILL_JOB, {}, key=FILL_JOB)


async def fill(db: Database, job: Claimed) -> None:
    """Take in what is not there, a batch at a time."""
    while (batch := await db.read(_next)) is not None:
        await db.write(_store, batch, await asyncio.to_thread(lines, batch))


def share(session: Session) -> float:
    """How much of the comments that were there before the index is in it: 0 … 1, and 1 when nothing is missing."""
    row = session.exec(select(SearchFill)).first()
    if row is None or row.done_at is not None:
        return 1.0
    return min(0.99, row.read_to / max(1, row.upto))


def follow(session: Session, comments: Said, made: Sequence[str]) -> None:
    """Keep what was made of comments whose text is still what it was, and that the index does not have."""
    ids = [id for id, _, _ in comments]
    now = select(Comment.id, Comment.text).where(col(Comment.id).in_(ids)).with_for_update()
    still = {id for id, _ in set(session.exec(now)) & {(id, text) for id, text, _ in comments}}
    known = set(session.exec(select(CommentWords.comment_id).where(col(CommentWords.comment_id).in_(ids))))
    fresh = [(id, words) for (id, _, _), words in zip(comments, made, strict=True) if id in still - known]
    put(session, [{"comment_id": id, "words": words} for id, words in fresh])


def _next(session: Session) -> Said | None:
    row = session.exec(select(SearchFill)).first()
    if row is None or row.done_at is not None:
        return None
    upto = col(Comment.id).between(row.read_to + 1, row.upto)
    return read(session.exec(said().where(upto).order_by(col(Comment.id)).limit(BATCH)))


def lines(comments: Said) -> list[str]:
    """What the index holds of these comments."""
    return [line(text, facts) for _, text, facts in comments]


def _store(session: Session, batch: Said, made: Sequence[str]) -> None:
    row = session.exec(select(SearchFill).with_for_update()).one()
    follow(session, batch, made)
    row.read_to = batch[-1][0] if batch else row.upto
    row.done_at = None if batch else clock.now()
    session.add(row)
