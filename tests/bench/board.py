"""The board of themes at a size that no hearing has had yet: pages and acts on a generated theme set.

    python -m tests.bench board [COMMENTS]     1,000,000 unless said otherwise

Prints seconds of processor: of this process, which SQLite runs in, and of PostgreSQL's backends where Linux tells them;
a busy machine changes the clock on the wall, not these. The rows are made in the database; nobody said them.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Integer, String, case, cast, insert, literal
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from consultation import clock
from consultation.db import Database
from consultation.forms import service as forms
from consultation.people.models import Person
from consultation.places.schemes import cluster
from consultation.responses.models import Answer, Comment, Response
from consultation.themes import figures, service
from consultation.themes.filters import Filter
from consultation.themes.models import Assignment, Theme, ThemeSet
from tests.consultation.themes.hearing import hold

THEMES, SUBS = 24, 3
BATCH = 100_000
SECTORS = ("G1", "L", "P", "C", "A")
AGES = ("18_29", "30_44", "45_59", "60_up")
LOOSE = 0.05  # share of comments in no theme
SEVERAL = 10  # one comment in so many is of two points
USUAL, LARGE = 100_000, 1_000_000
FLOOR = 1.0  # seconds in which a page must be there


@dataclass(frozen=True)
class Measured:
    """One page or act: processor seconds of this process and the database's, and seconds by the clock on the wall."""

    name: str
    processor: float
    wall: float


async def measure(db: Database, comments: int) -> list[Measured]:
    """Fill the database and time the pages and acts of a board, each once warm."""
    set_id = await fill(db, comments)
    return [await timed(db, name, act) for name, act in _acts(db, set_id)]


async def fill(db: Database, comments: int) -> int:
    """A hearing of so many people with one comment each, and its theme set with kept figures; the set's id."""
    consultation_id = await db.write(hold, 0)
    set_id = await db.write(_theme_set, consultation_id)
    for start in range(0, comments, BATCH):
        await db.write(_rows, consultation_id, set_id, start, min(BATCH, comments - start))
    await db.write(analyze)
    await _count(db, set_id)
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
    yield "count all anew (in a job)", lambda: _count(db, set_id)


def _move(session: Session, set_id: int) -> None:
    theme = session.exec(select(Theme.id).where(Theme.theme_set_id == set_id, Theme.number == 1)).one()
    some = select(Assignment.comment_id).where(Assignment.theme_id == theme).limit(20)
    service.move(session, set_id, list(session.exec(some)), 4, "a", 9)


async def timed(db: Database, name: str, act: Callable[[], Any]) -> Measured:
    """Do an act once and tell what it took."""
    before, wall, processor = await db.read(_backends), time.perf_counter(), time.process_time()
    await act()
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    return Measured(name, processor + await db.read(_backends) - before, wall)


def _backends(session: Session) -> float:
    """Processor seconds that PostgreSQL's backends have used so far; 0 for SQLite, and where nobody tells."""
    if session.get_bind().dialect.name != "postgresql":
        return 0.0
    pids = session.connection().exec_driver_sql("SELECT pid FROM pg_stat_activity").scalars().all()
    files = [file for pid in pids if (file := Path(f"/proc/{pid}/stat")).exists()]
    ticks = [file.read_text().rpartition(")")[2].split()[11:13] for file in files]
    return sum(int(tick) for pair in ticks for tick in pair) / os.sysconf("SC_CLK_TCK")


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
    """People, responses, answers, comments and placings, made by the database from a row of numbers."""
    i = _numbers(start + 1, start + n)
    now = literal(datetime.now(UTC), type_=UTCDateTime())
    revision = forms.start(session, consultation_id)
    isos = [place.iso for place in cluster("current:10").provinces]
    said = literal("ข้อความตัวอย่างที่ ") + cast(i, String) + literal(" น้ำไม่พอใช้")
    theme = _theme(session, set_id, i)
    sub = case((i % 2 == 0, theme + 1 + i % SUBS), else_=None)
    made: list[tuple[type[SQLModel], dict[str, Any]]] = [
        (Person, {"id": i, "created_at": now}),
        (Response, {
            "id": i, "consultation_id": consultation_id, "person_id": i, "revision_id": revision.id,
            "receipt": cast(i, String), "state": "submitted", "channel": "line", "province": _one_of(isos, i),
            "sector": _one_of(SECTORS, i / 5), "age": _one_of(AGES, i / 25), "started_at": now, "submitted_at": now,
        }),
        (Answer, {
            "response_id": i, "question": "stance_1", "value": _one_of(("agree", "disagree"), i / 3),
            "answered_at": now,
        }),
        (Comment, {
            "id": i, "consultation_id": consultation_id, "response_id": i, "question": "change", "raw": said,
            "text": said, "created_at": now,
        }),
        (Assignment, {
            "theme_set_id": set_id, "comment_id": i, "theme_id": theme, "machine_theme_id": theme,
            "sub_theme_id": sub, "typicality": (i * 7919 % 1000) / 1000.0,
            "quote": case((i <= 5 * THEMES, 1), else_=None), "reason": case((theme.is_(None), "unclear"), else_=""),
            "ends": case((i % SEVERAL == 0, 17), else_=None),
        }),
    ]  # fmt: skip
    for table, values in made:
        columns = [value if hasattr(value, "label") else literal(value) for value in values.values()]
        session.connection().execute(insert(table).from_select(list(values), select(*columns)))
    _second_points(session, set_id, start, n)


def _second_points(session: Session, set_id: int, start: int, n: int) -> None:
    """A tenth of the comments stand in another theme, too."""
    i = _numbers(start // SEVERAL + 1, (start + n) // SEVERAL)
    other = _theme(session, set_id, i * SEVERAL + 1)
    values = {
        "theme_set_id": literal(set_id), "comment_id": i * SEVERAL, "position": literal(1), "begins": literal(17),
        "ends": literal(40), "theme_id": other, "machine_theme_id": other, "typicality": literal(0.5),
        "reason": case((other.is_(None), "unclear"), else_=""),
    }  # fmt: skip
    session.connection().execute(insert(Assignment).from_select(list(values), select(*values.values())))


def _numbers(first: int, last: int) -> Any:
    """A column of numbers."""
    numbers = select(literal(first, type_=BigInteger()).label("i")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.i + 1).where(numbers.c.i < last)).c.i


def _one_of(values: Sequence[str], i: Any) -> Any:
    place = cast(i, Integer) % len(values)
    return case(*((place == at, value) for at, value in enumerate(values)))


def _theme(session: Session, set_id: int, i: Any) -> Any:
    """The theme of a number: each theme half as large again as the one after the next, a few in none."""
    tops = select(Theme.id).where(Theme.theme_set_id == set_id, col(Theme.parent_id).is_(None)).order_by(col(Theme.id))
    spread, cut, cases = i * 7919 % 1000, int(1000 * LOOSE), []
    rest = 1000 - cut
    for place, theme_id in enumerate(session.exec(tops).all()):
        cut += max(2, int(rest * 0.15 * 0.85**place))
        cases.append((spread < cut, theme_id))
    return case((spread < int(1000 * LOOSE), None), *cases, else_=cases[0][1])


def analyze(session: Session) -> None:
    """Let the database count what is in its tables, as its own upkeep does in time."""
    session.connection().exec_driver_sql("ANALYZE")


async def _count(db: Database, set_id: int) -> None:
    """What the job does after comments came: count in a reading session, keep in a short transaction."""
    counted = await db.read(figures.whole, set_id)
    await db.write(lambda session: figures.keep(session, session.get_one(ThemeSet, set_id), counted))
