"""What a grouping found, stored: themes, then comments in batches, then the set is the planners' draft.

Batches keep the database free for what citizens send meanwhile; nobody sees the set before the last one. What its
author has changed or taken back while the machine read is left to wait: other words were judged.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.db import Database
from consultation.jobs import Claimed
from consultation.responses.models import Comment, Response
from consultation.themes import figures
from consultation.themes.changed import ALL_ENDED, JOIN_JOB
from consultation.themes.changing import hold
from consultation.themes.figures import Counted
from consultation.themes.members import grouped
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.parts import share
from nlp.group import Grouping
from nlp.group import Theme as Found
from nlp.words import engine

BATCH = 5_000
GOES_ON = 0.5  # share of a theme's comments that must come from an earlier theme for its name to go on

# A comment that is placed is held against whoever changes its words (`changed.leave_themes`) until that is done.
PLACING: Any = {"of": Comment, "read": True, "key_share": True}

Text = tuple[int, str]  # a comment's id and its masked text


@dataclass(frozen=True)
class Ids:
    """The ids of stored themes: one a theme, and of each theme one a sub-theme."""

    themes: tuple[int, ...]
    subs: tuple[tuple[int, ...], ...]


async def store(db: Database, job: Claimed, set_id: int, texts: Sequence[Text], found: Grouping) -> None:
    """Keep themes and placings, and give the set to the planners as a draft. Raises LeaseLost."""
    ids = await db.write(_themes, job, set_id, found)
    if ids is None:
        return
    ranks = {index: rank for theme in found.themes for rank, index in enumerate(theme.representatives, 1)}
    for start in range(0, len(texts), BATCH):
        indices = range(start, min(start + BATCH, len(texts)))
        rows = [row for index in indices for row in _assignments(set_id, index, texts, found, ids, ranks.get(index))]
        await db.write(_rows, job, set_id, rows, {texts[index] for index in indices})
    counted = await db.read(figures.whole, set_id) if len(texts) > figures.COUNTED_LIVE else None
    await db.write(_finish, job, set_id, counted)


def _themes(session: Session, job: Claimed, set_id: int, found: Grouping) -> Ids | None:
    if not _still_ours(session, job, set_id):
        return None
    themes: list[Theme] = []
    for theme in found.themes:
        row = Theme(
            theme_set_id=set_id, number=len(themes) + 1, label=theme.label, machine_label=theme.label,
            description=theme.description, category=theme.category, stability=_stability(theme),
            tightness=theme.quality.tightness, margin=theme.quality.margin, named_by_model=theme.named_by_model,
        )  # fmt: skip
        themes.append(row)
        session.add(row)
    _note_method(session, set_id, found)
    session.flush()
    for row, theme in zip(themes, found.themes, strict=True):
        row.rival_id = themes[theme.quality.rival].id if theme.quality.rival is not None else None
    return Ids(tuple(row.id or 0 for row in themes), _sub_themes(session, set_id, found, themes))


def _stability(theme: Found) -> float | None:
    """How surely it is found again; of a category nothing, since it was named and not found."""
    return theme.quality.stability if theme.category is None else None


def _note_method(session: Session, set_id: int, found: Grouping) -> None:
    """Say what the set was made with: what cut the words, and the models of the office where they had a part."""
    models = {"embeddings": found.embedded, "named by model": any(theme.named_by_model for theme in found.themes)}
    session.get_one(ThemeSet, set_id).method = ", ".join(
        ["nlp.group", engine(), *(name for name, used in models.items() if used)]
    )


def _sub_themes(session: Session, set_id: int, found: Grouping, themes: list[Theme]) -> tuple[tuple[int, ...], ...]:
    number, ids = len(themes), []
    for parent, theme in zip(themes, found.themes, strict=True):
        subs = [
            Theme(
                theme_set_id=set_id, number=number + place, label=sub.label, machine_label=sub.label,
                description=sub.description, parent_id=parent.id,
            )
            for place, sub in enumerate(theme.subthemes, 1)
        ]  # fmt: skip
        number += len(subs)
        session.add_all(subs)
        session.flush()
        ids.append(tuple(sub.id or 0 for sub in subs))
    return tuple(ids)


def _assignments(
    set_id: int, index: int, texts: Sequence[Text], found: Grouping, ids: Ids, rank: int | None
) -> list[dict[str, Any]]:
    """One row for a whole comment, one for each part of a comment that stands in several themes."""
    placed = found.comments[index]
    same = texts[placed.duplicate_of][0] if placed.duplicate_of is not None else None
    about = {"theme_set_id": set_id, "comment_id": texts[index][0], "by": "machine", "same_as": same}
    if index not in found.points:
        at = _home(ids, placed.theme, placed.sub)
        how = {"typicality": placed.typicality, "quote": rank, "reason": placed.why or ""}
        return [about | at | how | {"position": 0, "begins": 0, "ends": None}]
    rows, shows = [], rank
    for position, part in enumerate(found.points[index]):
        main = part.theme == placed.theme and shows is not None
        how = {"typicality": part.typicality, "quote": shows if main else None, "reason": ""}
        where = {"position": position, "begins": part.start, "ends": part.end}
        rows.append(about | _home(ids, part.theme, part.sub) | how | where)
        shows = None if main else shows
    return rows


def _home(ids: Ids, theme: int | None, sub: int | None) -> dict[str, Any]:
    theme_id = ids.themes[theme] if theme is not None else None
    sub_id = ids.subs[theme][sub] if theme is not None and sub is not None else None
    return {"theme_id": theme_id, "sub_theme_id": sub_id, "machine_theme_id": theme_id}


def _rows(session: Session, job: Claimed, set_id: int, rows: list[dict[str, Any]], texts: set[Text]) -> None:
    if not _still_ours(session, job, set_id):
        return
    first, last = rows[0]["comment_id"], rows[-1]["comment_id"]
    now = (
        select(Comment.id, Comment.text)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(col(Comment.id).between(first, last), *grouped())
        .order_by(col(Comment.id))
        .with_for_update(**PLACING)
    )
    still = {comment_id for comment_id, text in session.exec(now) if (comment_id, text) in texts}
    if kept := [row for row in rows if row["comment_id"] in still]:
        session.connection().execute(insert(Assignment), kept)


def _finish(session: Session, job: Claimed, set_id: int, counted: Counted | None) -> None:
    if not _still_ours(session, job, set_id):
        return
    row, other = hold(session, set_id), aliased(Assignment)
    there = exists().where(col(other.theme_set_id) == set_id, col(other.comment_id) == col(Assignment.same_as))
    gone = update(Assignment).where(
        col(Assignment.theme_set_id) == set_id, col(Assignment.same_as).is_not(None), ~there
    )
    session.connection().execute(gone.values(same_as=None), execution_options={"synchronize_session": False})
    _go_on(session, row)
    row.state, row.stage, row.progress = "draft", "", 1.0
    session.add(row)
    session.flush()
    first = (Assignment.theme_set_id == set_id, Assignment.position == 0)
    stored = session.exec(select(func.count()).select_from(Assignment).where(*first)).one()
    if counted is not None:
        figures.keep(session, row, counted)
    themes = session.exec(select(func.count()).select_from(Theme).where(Theme.theme_set_id == set_id)).one()
    after = {"themes": themes, "comments": stored}
    audit.record(session, "system", "themes.grouped", f"theme_set:{set_id}", after=after)
    again = {"theme_set": set_id, "actor": "system"}
    jobs.enqueue(session, JOIN_JOB, again, key=f"{JOIN_JOB}:{set_id}")
    # Who was storing a comment while the set was made did not see it, and put nothing in.
    jobs.enqueue(session, JOIN_JOB, again, key=f"{JOIN_JOB}:{set_id}:made", at=clock.now() + ALL_ENDED)


def _go_on(session: Session, row: ThemeSet) -> None:
    """Let the names that people gave to themes of the set before go on in those that have most of their comments."""
    if row.previous_id is None:
        return
    before, after = aliased(Assignment), aliased(Assignment)
    pairs = (
        select(col(before.theme_id), col(after.theme_id), func.count())
        .join(after, col(after.comment_id) == col(before.comment_id))
        .where(col(before.theme_set_id) == row.previous_id, col(after.theme_set_id) == row.id, share(before, after))
        .where(col(before.theme_id).is_not(None), col(after.theme_id).is_not(None))
        .group_by(col(before.theme_id), col(after.theme_id))
    )
    rows: list[Any] = list(session.exec(pairs))
    found = sorted(rows, key=lambda pair: (-pair[2], pair[0], pair[1]))
    sizes: Counter[int] = Counter()
    for _, theme_id, n in found:
        sizes[theme_id] += n
    old_used: set[int] = set()
    new_used: set[int] = set()
    for old_id, new_id, n in found:
        if old_id in old_used or new_id in new_used or n < GOES_ON * sizes[new_id]:
            continue
        old_used.add(old_id)
        new_used.add(new_id)
        old, new = session.get_one(Theme, old_id), session.get_one(Theme, new_id)
        if old.label != old.machine_label:
            new.label, new.description = old.label, old.description or new.description
            session.add(new)
    session.flush()


def _still_ours(session: Session, job: Claimed, set_id: int) -> bool:
    """Whether the grouping goes on: nobody has cancelled it, and this worker still holds its lease."""
    if job.owner:
        jobs.hold(session, job)
    row = session.get(ThemeSet, set_id)
    return row is not None and row.state == "grouping"
