"""The board of themes at a size that no hearing has had yet: pages and acts on a generated theme set.

    python -m tests.bench board [COMMENTS]     1,000,000 unless said otherwise

Prints seconds of this process's and the database's own processor where they can be told apart (SQLite runs in this
process), else of the wall. The rows are made in the database itself; nothing of them is a person's.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from consultation import clock, ids
from consultation.db import Database
from consultation.forms import service as forms
from consultation.people.models import Person
from consultation.places.schemes import cluster
from consultation.responses.models import Answer, Comment, Response
from consultation.themes import figures, service
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.reading import Filter
from tests.consultation.themes.hearing import hold

THEMES, SUBS = 24, 3
BATCH = 20_000
SECTORS = ("G1", "L", "P", "C", "A")
AGES = ("18_29", "30_44", "45_59", "60_up")
LOOSE = 0.05  # share of comments in no theme
FLOOR = 1.0  # seconds in which a page must be there


@dataclass(frozen=True)
class Measured:
    """One page or act: processor seconds of this process, and seconds by the clock on the wall."""

    name: str
    processor: float
    wall: float


async def measure(db: Database, comments: int) -> list[Measured]:
    """Fill the database and time the pages and acts of a board, each once warm."""
    set_id = await fill(db, comments)
    return [await _timed(name, act) for name, act in _acts(db, set_id)]


async def fill(db: Database, comments: int) -> int:
    """A hearing of so many people with one comment each, and its theme set with kept figures; the set's id."""
    consultation_id = await db.write(hold, 0)
    set_id = await db.write(_theme_set, consultation_id)
    for start in range(0, comments, BATCH):
        await db.write(_rows, consultation_id, set_id, start, min(BATCH, comments - start))
    await db.write(_analyze)
    await db.write(_keep, set_id)
    return set_id


def _acts(db: Database, set_id: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    yield "line of the set", lambda: db.read(service.summary, set_id)
    yield "board", lambda: db.read(service.view, set_id)
    yield "one look for changes", lambda: db.read(service.progress, set_id)
    yield "theme, first page", lambda: db.read(service.page, set_id, 1, Filter())
    yield "theme, newest first", lambda: db.read(service.page, set_id, 1, Filter(order="newest"))
    yield "rename", lambda: db.write(service.rename, set_id, 1, "ชื่อใหม่", "", "a", 0)
    yield "move 20 comments", lambda: db.write(_move, set_id)
    yield "merge two themes", lambda: db.write(service.merge, set_id, [2, 3], 2, "a", 9)
    yield "undo the merge", lambda: db.write(service.undo, set_id, "a")
    yield "count all anew (in a job)", lambda: db.write(_keep, set_id)


def _move(session: Session, set_id: int) -> None:
    theme = session.exec(select(Theme.id).where(Theme.theme_set_id == set_id, Theme.number == 1)).one()
    some = select(Assignment.comment_id).where(Assignment.theme_id == theme).limit(20)
    service.move(session, set_id, list(session.exec(some)), 4, "a", 9)


async def _timed(name: str, act: Callable[[], Any]) -> Measured:
    wall, processor = time.perf_counter(), time.process_time()
    await act()
    return Measured(name, time.process_time() - processor, time.perf_counter() - wall)


def _theme_set(session: Session, consultation_id: int) -> int:
    row = ThemeSet(
        consultation_id=consultation_id, question="change", state="draft", created_at=clock.now(), created_by="bench"
    )
    session.add(row)
    session.flush()
    for number in range(1, THEMES + 1):
        theme = Theme(
            theme_set_id=row.id or 0, number=number, label=f"ก{number}", machine_label=f"ก{number}", stability=0.8
        )
        session.add(theme)
        session.flush()
        session.add_all(
            Theme(theme_set_id=row.id or 0, number=1000 * number + sub, label=f"ย{number}-{sub}",
                  machine_label=f"ย{number}-{sub}", parent_id=theme.id)
            for sub in range(SUBS)
        )  # fmt: skip
    session.flush()
    return row.id or 0


def _rows(session: Session, consultation_id: int, set_id: int, start: int, n: int) -> None:
    themes = session.exec(select(Theme).where(Theme.theme_set_id == set_id).order_by(col(Theme.id))).all()
    tops = [theme.id for theme in themes if theme.parent_id is None]
    subs = {top: [theme.id for theme in themes if theme.parent_id == top] for top in tops}
    chance, now = random.Random(start), datetime.now(UTC)
    revision = forms.start(session, consultation_id)
    isos = [place.iso for place in cluster("current:10").provinces]
    put, at = session.connection().execute, range(start + 1, start + n + 1)
    made: list[tuple[type[SQLModel], list[dict[str, Any]]]] = [
        (Person, [{"id": i, "created_at": now} for i in at]),
        (Response, [
            {"id": i, "consultation_id": consultation_id, "person_id": i, "revision_id": revision.id,
             "receipt": f"{ids.receipt()}{i}", "state": "submitted", "source": "chat", "channel": "line",
             "language": "th", "province": chance.choice(isos), "sector": chance.choice(SECTORS),
             "age": chance.choice(AGES), "started_at": now, "submitted_at": now}
            for i in at
        ]),
        (Answer, [
            {"response_id": i, "question": "stance_1", "value": chance.choice(("agree", "disagree")), "raw": "",
             "late": False, "message": "", "answered_at": now}
            for i in at
        ]),
        (Comment, [
            {"id": i, "consultation_id": consultation_id, "response_id": i, "question": "change", "instance": "",
             "raw": f"ข้อความตัวอย่างที่ {i} น้ำไม่พอใช้", "text": f"ข้อความตัวอย่างที่ {i} น้ำไม่พอใช้", "kind": "opinion",
             "created_at": now}
            for i in at
        ]),
    ]  # fmt: skip
    for table, rows in made:
        put(insert(table), rows)
    placed = []
    for i in at:
        top = None if chance.random() < LOOSE else tops[min(int(chance.expovariate(0.15)), THEMES - 1)]
        placed.append({
            "theme_set_id": set_id, "comment_id": i, "theme_id": top, "machine_theme_id": top, "by": "machine",
            "sub_theme_id": chance.choice(subs[top]) if top and chance.random() < 0.5 else None,
            "typicality": chance.random(), "quote": i if i <= 5 and top else None,
            "reason": "" if top else "unclear",
        })  # fmt: skip
    put(insert(Assignment), placed)


def _analyze(session: Session) -> None:
    session.connection().exec_driver_sql("ANALYZE")


def _keep(session: Session, set_id: int) -> None:
    figures.keep(session, session.get_one(ThemeSet, set_id))
