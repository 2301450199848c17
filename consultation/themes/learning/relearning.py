"""The job that lets a theme set learn from what people decided, and what it offers people next.

The model is taught by people's decisions and by the machine's first groups, not by what it said itself before: asked
twice it says the same. What it changes is one act in the history, which can be taken back; comments that a person
placed while it ran, and members of themes locked meanwhile, stay where they are.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.responses.models import Comment
from consultation.themes import placing
from consultation.themes.changing import draft, hold
from consultation.themes.learning.models import ThemeRelearn
from consultation.themes.learning.values import LearningView, Queue, RelearnView
from consultation.themes.learning.wording import refused, said
from consultation.themes.members import MEMBER_COLUMNS, members, theme_set, views, with_theme
from consultation.themes.models import Assignment, Theme, ThemeEdit, ThemeEditPlace
from nlp.learning import Relearnt, relearn

RELEARN_JOB = "themes.relearn"
TRIES = 3
OFFER_AFTER = 20  # decisions since it learnt last
ASK_NEXT = 200
DECIDING = ("move", "split", "confirm", "confirm_out")
RUNNING = ("queued", "learning")
BETWEEN = 0.5  # seconds between two looks at the progress


@dataclass(frozen=True)
class Taught:
    """What a set learns from: rows of Assignment, each a comment or a part of one, with the words of it.

    now, machine, decided: themes as they are, as the machine first said, and as people did.
    """

    places: list[int]
    texts: list[str]
    now: list[int | None]
    machine: list[int | None]
    decided: dict[int, int | None]
    locked: frozenset[int]
    seed: int


def handlers(db: Database) -> dict[str, Handler]:
    """The handlers of these jobs by kind."""
    return {RELEARN_JOB: partial(relearn_set, db)}


def ask(session: Session, set_id: int, actor: str) -> int:
    """Let a set learn, soon; the id of this relearning. Raises Refused when it is not a draft or one is under way."""
    draft(session, set_id)
    if _running(session, set_id) is not None:
        raise refused("relearn_running")
    row = ThemeRelearn(theme_set_id=set_id, asked_by=actor, asked_at=clock.now(), ask_next=[])
    session.add(row)
    session.flush()
    jobs.enqueue(session, RELEARN_JOB, {"relearn": row.id}, key=f"{RELEARN_JOB}:{row.id}", max_attempts=TRIES)
    audit.record(session, actor, "themes.learn", f"theme_set:{set_id}", after={"relearn": row.id})
    return row.id or 0


def learning(session: Session, set_id: int) -> LearningView:
    """How a set learns, and whether to offer to learn again. Raises NotFound."""
    theme_set(session, set_id)
    running = _running(session, set_id)
    since = _since(session, set_id)
    offer = running is None and since >= OFFER_AFTER
    ended = _latest(session, set_id, ("done", "failed"))
    return LearningView(
        decisions=session.exec(members(set_id, func.count()).where(col(Assignment.by) != "machine")).one(),
        since=since,
        offer=offer,
        offer_said=said("said", "offer", n=since) if offer else "",
        running=_view(running) if running else None,
        last=_view(ended) if ended else None,
    )


def queue(session: Session, set_id: int, most: int = 20) -> Queue:
    """The comments that people should look at next, by the last learning. Raises NotFound."""
    row = theme_set(session, set_id)
    last = _latest(session, set_id, ("done",))
    if last is None:
        return Queue(ready=False, comments=(), left=0)
    waiting = members(set_id, Assignment.id).where(
        col(Assignment.id).in_(last.ask_next), Assignment.by == "machine", _open(session, set_id)
    )
    still = set(session.exec(waiting))
    ids = [place for place in last.ask_next if place in still]
    shown = with_theme(members(set_id, *MEMBER_COLUMNS)).where(col(Assignment.id).in_(ids[:most]))
    found = {member.place: member for member in views(session, row, session.exec(shown))}
    return Queue(ready=True, comments=tuple(found[place] for place in ids[:most]), left=len(ids))


async def relearn_set(db: Database, job: Claimed) -> None:
    """Learn, and keep what was learnt. Done twice it does nothing a second time."""
    relearn_id = int(job.payload["relearn"])
    taught = await db.write(begin, relearn_id)
    if taught is None:
        return
    try:
        found = await _while_telling(db, relearn_id, taught)
    except Exception:
        if job.attempts >= TRIES:
            await db.write(_fail, relearn_id, said("failure", "unexpected", job=job.id))
        raise
    await db.write(store, relearn_id, taught, found)


async def _while_telling(db: Database, relearn_id: int, taught: Taught) -> Relearnt:
    told = [0.0]
    work = partial(
        relearn, taught.texts, taught.machine, taught.decided, locked=taught.locked, seed=taught.seed,
        progress=lambda share: told.__setitem__(0, round(share, 2)),
    )  # fmt: skip
    running, written = asyncio.ensure_future(asyncio.to_thread(work)), -1.0
    while not running.done():
        if (now := told[0]) != written:
            await db.write(_progress, relearn_id, now)
            written = now
        await asyncio.wait({running}, timeout=BETWEEN)
    return running.result()


def begin(session: Session, relearn_id: int) -> Taught | None:
    """What is to be learnt from; None when that is over or the set is no draft any more."""
    row = session.get(ThemeRelearn, relearn_id)
    if row is None or row.state not in RUNNING:
        return None
    of = theme_set(session, row.theme_set_id)
    if of.state != "draft":
        _fail(session, relearn_id, said("failure", "over"))
        return None
    taught = _taught(session, row.theme_set_id, of.seed)
    row.state, row.progress, row.decisions = "learning", 0.0, len(taught.decided)
    session.add(row)
    return taught


def _taught(session: Session, set_id: int, seed: int) -> Taught:
    columns = (Assignment.id, Comment.text, Assignment.theme_id, Assignment.machine_theme_id, Assignment.by)
    spans = (Assignment.begins, Assignment.ends)
    in_order = members(set_id, *columns, *spans).order_by(col(Comment.id), col(Assignment.position))
    rows = [(place, text[start:end], *rest) for place, text, *rest, start, end in session.exec(in_order)]
    themes = {theme.id: theme for theme in session.exec(select(Theme).where(Theme.theme_set_id == set_id))}
    goes = _continued(rows, themes)
    decided = {place: theme for place, (_, _, theme, _, by) in enumerate(rows) if by != "machine"}
    return Taught(
        places=[place for place, *_ in rows],
        texts=[text for _, text, *_ in rows],
        now=[theme for _, _, theme, _, _ in rows],
        machine=[goes.get(first, theme) if first is not None else theme for _, _, theme, first, _ in rows],
        decided=decided,
        locked=frozenset(id for id, theme in themes.items() if id is not None and theme.locked_at is not None),
        seed=seed,
    )


def _continued(rows: Sequence[tuple[int, str, int | None, int | None, str]],
               themes: dict[int | None, Theme]) -> dict[int, int | None]:  # fmt: skip
    """The living theme, not below another, that each first theme goes on in: itself, or where most of it stands now."""
    stands: dict[int, Counter[int]] = defaultdict(Counter)
    for _, _, theme, first, _ in rows:
        if first is not None and theme is not None:
            stands[first][theme] += 1
    found: dict[int, int | None] = {}
    for first, counts in stands.items():
        said = themes[first]
        at = said.parent_id or said.id
        living = themes[at].retired_at is None and said.retired_at is None
        found[first] = at if living else min(counts, key=lambda key: (-counts[key], key))
    return found


def store(session: Session, relearn_id: int, taught: Taught, found: Relearnt) -> None:
    """Keep what was learnt: comments that go elsewhere, how sure of each, and what to ask next."""
    relearnt = session.get_one(ThemeRelearn, relearn_id)
    row = hold(session, relearnt.theme_set_id)
    if relearnt.state != "learning":
        return
    if row.state != "draft":
        _fail(session, relearn_id, said("failure", "over"))
        return
    if taught.decided:
        _place(session, relearnt, taught, found)
    relearnt.ask_next = [taught.places[place] for place in found.queue[:ASK_NEXT]]
    relearnt.state, relearnt.progress, relearnt.done_at = "done", 1.0, clock.now()
    session.add(relearnt)


def _place(session: Session, relearnt: ThemeRelearn, taught: Taught, found: Relearnt) -> None:
    both = enumerate(zip(taught.places, taught.now, found.themes, strict=True))
    moves = {row: to for place, (row, now, to) in both if now != to and place not in taught.decided}
    sure = dict(zip(taught.places, found.certainty, strict=True))
    relearnt.moved = placing.relearnt(session, relearnt.theme_set_id, moves, sure, relearnt.asked_by)
    last = select(ThemeEdit.id).where(ThemeEdit.theme_set_id == relearnt.theme_set_id, ThemeEdit.act == "relearn")
    relearnt.edit_id = session.exec(last.order_by(col(ThemeEdit.version).desc()).limit(1)).one()


def _progress(session: Session, relearn_id: int, share: float) -> None:
    row = session.get_one(ThemeRelearn, relearn_id)
    if row.state == "learning":
        row.progress = share
        session.add(row)


def _fail(session: Session, relearn_id: int, error: str) -> None:
    row = session.get_one(ThemeRelearn, relearn_id)
    row.state, row.error, row.done_at = "failed", error, clock.now()
    session.add(row)


def _running(session: Session, set_id: int) -> ThemeRelearn | None:
    return _latest(session, set_id, RUNNING)


def _latest(session: Session, set_id: int, states: Sequence[str]) -> ThemeRelearn | None:
    rows = select(ThemeRelearn).where(ThemeRelearn.theme_set_id == set_id, col(ThemeRelearn.state).in_(states))
    return session.exec(rows.order_by(col(ThemeRelearn.id).desc()).limit(1)).first()


def _since(session: Session, set_id: int) -> int:
    """Comments, or parts of them, that people decided after the set began to learn last."""
    learnt = select(func.max(ThemeEdit.version)).where(
        ThemeEdit.theme_set_id == set_id, ThemeEdit.act == "relearn", col(ThemeEdit.undone).is_(False)
    )
    version = session.exec(learnt).one() or 0
    decided = (
        select(func.count(func.distinct(ThemeEditPlace.assignment_id)))
        .join(ThemeEdit, col(ThemeEdit.id) == col(ThemeEditPlace.edit_id))
        .where(ThemeEdit.theme_set_id == set_id, ThemeEdit.version > version, col(ThemeEdit.undone).is_(False))
        .where(col(ThemeEdit.act).in_(DECIDING))
    )
    return session.exec(decided).one()


def _open(session: Session, set_id: int) -> object:
    """A condition on Assignment: not in a locked theme."""
    locked = select(Theme.id).where(Theme.theme_set_id == set_id, col(Theme.locked_at).is_not(None))
    return col(Assignment.theme_id).is_(None) | col(Assignment.theme_id).not_in(locked)


def _view(row: ThemeRelearn) -> RelearnView:
    words = row.error
    if row.state == "done":
        key = "looked" if not row.decisions else "moved" if row.moved else "stayed"
        words = said("said", key, decisions=row.decisions, n=row.moved)
    kept = {"id", "state", "progress", "asked_by", "asked_at", "done_at", "decisions", "moved", "edit_id"}
    return RelearnView(**row.model_dump(include=kept), stage=said("stage", row.state), said=words)
