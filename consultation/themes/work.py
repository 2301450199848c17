"""The jobs of themes: group a question's comments, and let later comments join.

The arithmetic runs in a thread, off the event loop; what it finds is stored by `storing.py`. The job loop keeps the
lease. A job that was killed half way begins again; one whose result is stored does nothing a second time.
"""

import asyncio
import threading
from dataclasses import dataclass
from functools import partial

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.errors import Refused
from consultation.jobs import Claimed, Handler
from consultation.responses.models import Comment, Response
from consultation.settings import settings
from consultation.themes import guides, joining, searching, storing
from consultation.themes.changed import JOIN_JOB
from consultation.themes.changing import hold
from consultation.themes.members import grouped
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.naming import embedder, named
from consultation.themes.starting import GROUP_JOB, TRIES
from consultation.themes.storing import Text
from consultation.themes.wording import said
from nlp.group import Grouping, TooFewComments, group
from nlp.taxonomy import Taxonomy

BETWEEN = 0.5  # seconds between two looks at the progress


@dataclass(frozen=True)
class Asked:
    """What is to be grouped: the comments, oldest first, and how. before: the theme of each in the set before."""

    texts: list[Text]
    groups: int | None
    seed: int
    taxonomy: Taxonomy | None
    before: list[int | None] | None


class Stopped(Exception):
    """A planner has cancelled the grouping."""


def handlers(db: Database) -> dict[str, Handler]:
    """The handlers of these jobs by kind."""
    return {GROUP_JOB: partial(group_set, db), JOIN_JOB: partial(joining.join_sets, db)}


async def group_set(db: Database, job: Claimed) -> None:
    """Group the comments of a theme set. A failure that repeating cannot mend is kept in the set, in Thai."""
    set_id = int(job.payload["theme_set"])
    asked = await db.write(begin, set_id)
    if asked is None:
        return
    try:
        found = await _while_telling(db, set_id, asked)
    except Stopped:
        return
    except TooFewComments:
        await db.write(_fail, set_id, said("failure", "too_few"))
        return
    except Refused as refusal:  # a model of the office that the settings name and that cannot be used
        await db.write(_fail, set_id, str(refusal))
        return
    except Exception:
        if job.attempts >= TRIES:
            await db.write(_fail, set_id, said("failure", "unexpected", job=job.id))
        raise
    await storing.store(db, job, set_id, asked.texts, found)
    await searching.follow(db, set_id)


class _Watch:
    """The last progress that the working thread told, and whether it is to stop at the next."""

    def __init__(self) -> None:
        self._lock, self._last, self._stop = threading.Lock(), ("reading", 0.0), False

    def told(self, stage: str, share: float) -> None:
        with self._lock:
            self._last = (stage, round(share, 3))
            if self._stop:
                raise Stopped

    def last(self) -> tuple[str, float]:
        with self._lock:
            return self._last

    def stop(self) -> None:
        with self._lock:
            self._stop = True


async def _while_telling(db: Database, set_id: int, asked: Asked) -> Grouping:
    """Group in a thread, and write its progress while it runs, only when it changed. Raises Stopped."""
    watch, office = _Watch(), settings()
    texts = [text for _, text in asked.texts]

    def work() -> Grouping:
        return group(
            texts, groups=asked.groups, seed=asked.seed, taxonomy=asked.taxonomy, previous=asked.before,
            embed=embedder(office), progress=watch.told,
        )  # fmt: skip

    running = asyncio.ensure_future(asyncio.to_thread(work))
    written: tuple[str, float] | None = None
    while not running.done():
        now = watch.last()
        goes_on = await (db.write(_progress, set_id, *now) if now != written else db.read(_goes_on, set_id))
        if not goes_on:  # a stage that tells nothing for long is cancelled like any other
            watch.stop()
        written = now
        await asyncio.wait({running}, timeout=BETWEEN)
    return await named(running.result(), texts, office)


def begin(session: Session, set_id: int) -> Asked | None:
    """What is to be grouped; None when there is no such set any more, it was cancelled or its result is stored."""
    row = session.get(ThemeSet, set_id)
    if row is None or row.state not in ("queued", "grouping"):
        return None
    for table in (Assignment, Theme):  # what a process had stored that was killed while it did
        session.connection().execute(delete(table).where(col(table.theme_set_id) == set_id))
    row.state, row.stage, row.progress, row.error = "grouping", "reading", 0.0, ""
    session.add(row)
    texts = _texts(session, row)
    taxonomy = guides.taxonomy(session, row.consultation_id, row.guide)
    return Asked(texts, row.groups, row.seed, taxonomy, _before(session, row, texts))


def _texts(session: Session, row: ThemeSet) -> list[Text]:
    """The opinions on a set's question as they are now, oldest first, as readers see them."""
    query = (
        select(Comment.id, Comment.text)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.consultation_id == row.consultation_id, Comment.question == row.question, *grouped())
        .order_by(col(Comment.id))
    )
    return [(comment_id or 0, text) for comment_id, text in session.exec(query)]


def _before(session: Session, row: ThemeSet, texts: list[Text]) -> list[int | None] | None:
    """The theme of each comment in the set that this one goes on from; of one in parts, that of the longest."""
    if row.previous_id is None:
        return None
    length = col(Assignment.ends) - col(Assignment.begins)
    placed = select(Assignment.comment_id, Assignment.theme_id).where(Assignment.theme_set_id == row.previous_id)
    themes: dict[int, int | None] = dict(session.exec(placed.order_by(length, col(Assignment.position).desc())).all())
    return [themes.get(comment) for comment, _ in texts]


def _goes_on(session: Session, set_id: int) -> bool:
    """Whether the grouping has not been cancelled."""
    row = session.get(ThemeSet, set_id)
    return row is not None and row.state == "grouping"


def _progress(session: Session, set_id: int, stage: str, share: float) -> bool:
    """Write the progress; False when the grouping has been cancelled."""
    row = session.get(ThemeSet, set_id)
    if row is None or row.state != "grouping":
        return False
    row.stage, row.progress = stage, share
    session.add(row)
    return True


def _fail(session: Session, set_id: int, error: str) -> None:
    row = hold(session, set_id)
    if row.state == "grouping":
        row.state, row.error, row.stage = "failed", error, ""
        session.add(row)
