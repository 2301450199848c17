"""The jobs of themes: group a question's comments, and let later comments join.

The arithmetic runs in a thread, off the event loop; what it finds is stored in one transaction. The job loop keeps
the lease. A job that was killed half way begins again; one whose result is stored does nothing a second time.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.responses.models import Comment, Response
from consultation.themes.edits import lock
from consultation.themes.members import grouped, members, unplaced
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.service import GROUP_JOB, JOIN_JOB, TRIES
from consultation.themes.wording import said
from nlp.group import Grouping, Placed, TooFewComments, group
from nlp.join import join

METHOD = "nlp.group"
BETWEEN = 0.5  # seconds between two looks at the progress

Text = tuple[int, str]  # a comment's id and its raw text


def handlers(db: Database) -> dict[str, Handler]:
    """The handlers of these jobs by kind."""
    return {GROUP_JOB: partial(group_set, db), JOIN_JOB: partial(join_set, db)}


async def group_set(db: Database, job: Claimed) -> None:
    """Group the comments of a theme set. A failure that repeating cannot mend is kept in the set, in Thai."""
    set_id = int(job.payload["theme_set"])
    asked = await db.write(_begin, set_id)
    if asked is None:
        return
    groups, seed, texts = asked
    watch = _Watch()
    work = partial(group, [text for _, text in texts], groups=groups, seed=seed, progress=watch.told)
    try:
        found = await _while_telling(db, set_id, watch, work)
    except TooFewComments:
        await db.write(_fail, set_id, said("failure", "too_few"))
        return
    except Exception:
        if job.attempts >= TRIES:
            await db.write(_fail, set_id, said("failure", "unexpected", job=job.id))
        raise
    await db.write(_store, set_id, texts, found)


async def join_set(db: Database, job: Claimed) -> None:
    """Let the comments that a draft set does not have yet join their nearest theme; the rest wait, listed."""
    set_id = int(job.payload["theme_set"])
    grouped, new = await db.read(_to_join, set_id)
    if not new:
        return
    themes = await asyncio.to_thread(join, grouped, [text for _, text in new])
    found = {comment_id: theme for (comment_id, _), theme in zip(new, themes, strict=True)}
    await db.write(_store_joined, set_id, found, str(job.payload.get("actor", "system")))


class _Watch:
    """The last progress that the working thread told."""

    def __init__(self) -> None:
        self._lock, self._last = threading.Lock(), ("reading", 0.0)

    def told(self, stage: str, share: float) -> None:
        with self._lock:
            self._last = (stage, round(share, 3))

    def last(self) -> tuple[str, float]:
        with self._lock:
            return self._last


async def _while_telling(db: Database, set_id: int, watch: _Watch, work: Callable[[], Grouping]) -> Grouping:
    """Run the work in a thread, and write its progress while it runs, only when it changed."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    written: tuple[str, float] | None = None
    while not running.done():
        if (now := watch.last()) != written:
            await db.write(_progress, set_id, *now)
            written = now
        await asyncio.wait({running}, timeout=BETWEEN)
    return running.result()


def _begin(session: Session, set_id: int) -> tuple[int | None, int, list[Text]] | None:
    """What is to be grouped; None when there is no such set any more or its result is stored already."""
    row = session.get(ThemeSet, set_id)
    if row is None or row.state not in ("queued", "grouping"):
        return None
    row.state, row.stage, row.progress, row.error = "grouping", "reading", 0.0, ""
    session.add(row)
    return row.groups, row.seed, _texts(session, row)


def _texts(session: Session, row: ThemeSet) -> list[Text]:
    """The opinions on a set's question as they are now, oldest first."""
    query = (
        select(Comment.id, Comment.raw)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.consultation_id == row.consultation_id, Comment.question == row.question, *grouped())
        .order_by(col(Comment.id))
    )
    return [(comment_id or 0, raw) for comment_id, raw in session.exec(query)]


def _progress(session: Session, set_id: int, stage: str, share: float) -> None:
    row = session.get(ThemeSet, set_id)
    if row is not None and row.state == "grouping":
        row.stage, row.progress = stage, share
        session.add(row)


def _fail(session: Session, set_id: int, error: str) -> None:
    row = lock(session, set_id)
    row.state, row.error, row.stage = "failed", error, ""
    session.add(row)


def _store(session: Session, set_id: int, texts: list[Text], found: Grouping) -> None:
    """Keep themes and placings, and give the set to the planners as a draft.

    What its author has changed or taken back while the machine read is left to wait: other words were judged.
    """
    row = lock(session, set_id)
    if row.state != "grouping":
        return
    still = set(_texts(session, row))
    themes = [_theme(session, set_id, number, theme.label, theme.description)
              for number, theme in enumerate(found.themes, 1)]  # fmt: skip
    ranks = {index: rank for theme in found.themes for rank, index in enumerate(theme.representatives, 1)}
    rows = [
        _assignment(set_id, texts[index][0], placed, themes, ranks.get(index))
        | {"same_as": _same(placed, texts, still)}
        for index, placed in enumerate(found.comments)
        if texts[index] in still
    ]
    if rows:
        session.connection().execute(insert(Assignment), rows)
    row.state, row.stage, row.progress, row.method = "draft", "", 1.0, METHOD
    session.add(row)
    audit.record(session, "system", "themes.grouped", f"theme_set:{set_id}",
                 after={"themes": len(themes), "comments": len(rows)})  # fmt: skip


def _same(placed: Placed, texts: list[Text], still: set[Text]) -> int | None:
    """The comment whose words it repeats, when that one still says them."""
    if placed.duplicate_of is None or texts[placed.duplicate_of] not in still:
        return None
    return texts[placed.duplicate_of][0]


def _theme(session: Session, set_id: int, number: int, label: str, description: str) -> int:
    theme = Theme(theme_set_id=set_id, number=number, label=label, machine_label=label, description=description)
    session.add(theme)
    session.flush()
    assert theme.id is not None
    return theme.id


def _assignment(set_id: int, comment_id: int, placed: Placed, themes: list[int], rank: int | None) -> dict[str, Any]:
    theme_id = themes[placed.theme] if placed.theme is not None else None
    return {
        "theme_set_id": set_id,
        "comment_id": comment_id,
        "theme_id": theme_id,
        "machine_theme_id": theme_id,
        "by": "machine",
        "typicality": placed.typicality,
        "quote": rank,
        "reason": placed.why or "",
    }


def _to_join(session: Session, set_id: int) -> tuple[list[tuple[str, int]], list[Text]]:
    """The texts of the living themes with their theme, and the comments that the set does not have."""
    row = session.get(ThemeSet, set_id)
    if row is None or row.state != "draft":
        return [], []
    placed = members(set_id, Comment.raw, Assignment.theme_id).where(col(Assignment.theme_id).is_not(None))
    grouped: Iterable[Any] = session.exec(placed.order_by(col(Comment.id)))
    new: Iterable[Any] = session.exec(unplaced(row, Comment.id, Comment.raw).order_by(col(Comment.id)))
    return [(raw, theme_id) for raw, theme_id in grouped], [(comment_id, raw) for comment_id, raw in new]


def _store_joined(session: Session, set_id: int, found: dict[int, int | None], actor: str) -> None:
    """Keep where new comments went, unless the set was signed off or they were placed meanwhile."""
    row = lock(session, set_id)
    if row.state != "draft":
        return
    still = set(session.exec(unplaced(row, Comment.id)))
    living = set(session.exec(select(Theme.id).where(Theme.theme_set_id == set_id, col(Theme.retired_at).is_(None))))
    rows = [
        {
            "theme_set_id": set_id,
            "comment_id": comment_id,
            "theme_id": theme if theme in living else None,
            "machine_theme_id": theme if theme in living else None,
            "by": "machine",
            "typicality": 0.0,
            "reason": "" if theme in living else "waiting",
        }
        for comment_id, theme in found.items()
        if comment_id in still
    ]
    if rows:
        session.connection().execute(insert(Assignment), rows)
        joined = sum(row["theme_id"] is not None for row in rows)
        after = {"comments": len(rows), "joined": joined, "at": clock.now().isoformat()}
        audit.record(session, actor, "themes.joined", f"theme_set:{set_id}", after=after)
