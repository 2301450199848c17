"""The job by which a set follows its consultation: new comments join their nearest theme, the rest wait, listed."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.db import Database
from consultation.jobs import Claimed
from consultation.responses.models import Comment
from consultation.themes import figures, searching
from consultation.themes.changed import ALL_ENDED, JOIN_JOB
from consultation.themes.changing import hold
from consultation.themes.members import members, unplaced
from consultation.themes.models import Assignment, ThemeSet
from consultation.themes.storing import PLACING, Text
from nlp.join import join_parts
from nlp.pointed import Part

TEACHERS = 300  # comments of a theme that teach what it is about, the most typical first
RECOUNT_AFTER = timedelta(minutes=2)  # between two counts of a large set, each of which takes seconds of processor
AGAIN_AFTER = ALL_ENDED  # a comment may be stored while the job reads: it looks once more


Joined = dict[Text, tuple[Part[int | None], ...]]  # the parts of each new comment with their themes


async def join_sets(db: Database, job: Claimed) -> None:
    """Let one theme set, or every one of a consultation, follow the comments that came, changed or went."""
    if "theme_set" in job.payload:
        sets = [int(job.payload["theme_set"])]
        await searching.follow(db, sets[0])  # what a process had left over that was killed while it did
    else:
        sets = await db.read(_sets, int(job.payload["consultation"]))
    for set_id in sets:
        await _join(db, set_id, str(job.payload.get("actor", "system")))


async def _join(db: Database, set_id: int, actor: str) -> None:
    known, new = await db.read(_to_join, set_id)
    found: Joined = {}
    if new:
        parts = await asyncio.to_thread(join_parts, known, [text for _, text in new])
        found = dict(zip(new, parts, strict=True))
    if await db.write(_store, set_id, found, actor):
        counted = await db.read(figures.whole, set_id)
        await db.write(_keep, set_id, counted)
    await searching.follow(db, set_id, [comment_id for comment_id, _ in found])


def _sets(session: Session, consultation_id: int) -> list[int]:
    ready = select(ThemeSet.id).where(
        ThemeSet.consultation_id == consultation_id, col(ThemeSet.state).in_(("draft", "signed_off"))
    )
    return [set_id for set_id in session.exec(ready) if set_id is not None]


def _to_join(session: Session, set_id: int) -> tuple[list[tuple[str, int]], list[Text]]:
    """The texts that teach the living themes, and the comments that the set does not have. Nothing but for a draft."""
    row = session.get(ThemeSet, set_id)
    if row is None or row.state != "draft":
        return [], []
    fresh: Iterable[Any] = session.exec(unplaced(row, Comment.id, Comment.text).order_by(col(Comment.id)))
    new = [(comment_id, text) for comment_id, text in fresh]
    if not new:
        return [], []
    known: list[tuple[str, int]] = []
    for theme in figures.living(session, set_id):
        if theme.parent_id is None and theme.id is not None:
            said = (Comment.text, Assignment.begins, Assignment.ends)
            typical = members(set_id, *said).where(col(Assignment.theme_id) == theme.id)
            nearest = typical.order_by((col(Assignment.by) == "machine"), col(Assignment.typicality).desc())
            known += [(text[start:end], theme.id) for text, start, end in session.exec(nearest.limit(TEACHERS))]
    return known, new


def _store(session: Session, set_id: int, found: Joined, actor: str) -> bool:
    """Keep where new comments went, unless the set was signed off or they were placed meanwhile.

    Returns whether the figures of a large set are to be counted now; soon after the last count they are later.
    """
    row = hold(session, set_id)
    joined = _place(session, row, found) if found and row.state == "draft" else {}
    if joined:
        after = {"comments": len(joined), "joined": sum(joined.values())}
        audit.record(session, actor, "themes.joined", f"theme_set:{set_id}", after=after)
        again = {"theme_set": set_id, "actor": "system"}
        jobs.enqueue(session, JOIN_JOB, again, key=f"{JOIN_JOB}:{set_id}:again", at=clock.now() + AGAIN_AFTER)
        row.waiting = 0
    row.beat += 1
    session.add(row)
    if row.counted_at is None or clock.now() >= row.counted_at + RECOUNT_AFTER:
        return row.counted_at is not None
    _count_at(session, set_id, row.counted_at + RECOUNT_AFTER)
    return False


def _keep(session: Session, set_id: int, counted: figures.Counted) -> None:
    """Keep the figures that were counted; where somebody acted meanwhile they are counted again soon."""
    row = hold(session, set_id)
    if figures.keep(session, row, counted):
        row.beat += 1
    else:
        _count_at(session, set_id, clock.now() + RECOUNT_AFTER)


def _count_at(session: Session, set_id: int, at: datetime) -> None:
    jobs.enqueue(session, JOIN_JOB, {"theme_set": set_id, "actor": "system"}, key=f"{JOIN_JOB}:{set_id}:count", at=at)


def _place(session: Session, row: ThemeSet, found: Joined) -> dict[int, bool]:
    """Store where comments went that are still to be placed and say what was read; whether each joined a theme."""
    there = unplaced(row, Comment.id, Comment.text).order_by(col(Comment.id)).with_for_update(**PLACING)
    still = {(comment_id, text) for comment_id, text in session.exec(there)}
    living = {theme.id for theme in figures.living(session, row.id or 0)}
    rows: list[dict[str, Any]] = [
        {
            "theme_set_id": row.id,
            "comment_id": comment_id,
            "position": position,
            "begins": part.start,
            "ends": part.end if len(parts) > 1 else None,
            "theme_id": part.theme if part.theme in living else None,
            "machine_theme_id": part.theme if part.theme in living else None,
            "by": "machine",
            "typicality": 0.0,
            "reason": "" if part.theme in living else "waiting",
        }
        for (comment_id, text), parts in found.items()
        if (comment_id, text) in still
        for position, part in enumerate(parts)
    ]
    if rows:
        session.connection().execute(insert(Assignment), rows)
    joined: dict[int, bool] = {}
    for one in rows:
        joined[one["comment_id"]] = joined.get(one["comment_id"], False) or one["theme_id"] is not None
    return joined
