"""Counts of a theme set by province, sector, age and stance: people and comments of each theme, sub-theme, and all.

One grouped query a level gives every figure of the board. Up to `COUNTED_LIVE` comments it is asked each time, so that
a board is right to the second; a larger set keeps what it gave (`theme_figures`), each act of a person counts anew the
themes that it touched, and the job `themes.join` counts all anew when comments come, change or go.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from consultation import clock
from consultation.responses.models import Answer, Response
from consultation.themes.members import members, people, stance_questions, unplaced
from consultation.themes.models import Assignment, Theme, ThemeFigures, ThemeSet
from consultation.themes.parts import once, standing

COUNTED_LIVE = 20_000  # comments up to which figures are counted when they are shown

Cell = tuple[str, str, str, int, int]  # province, sector, age ("" each when not given), people, comments


@dataclass
class Figures:
    """What is counted of a theme. cells: people and comments by their facts; stances: question, answer, people.

    loose: comments in no theme, by reason; of the whole set only.
    """

    cells: list[Cell] = field(default_factory=list)
    stances: list[tuple[str, str, int]] = field(default_factory=list)
    loose: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """Different people: a person has one province, sector and age, and so stands in one cell."""
        return sum(cell[3] for cell in self.cells)

    @property
    def comments(self) -> int:
        """Comments."""
        return sum(cell[4] for cell in self.cells)

    def by(self, fact: int) -> dict[str, int]:
        """People by province (0), sector (1) or age (2); "" for those who did not say."""
        found: dict[str, int] = defaultdict(int)
        for cell in self.cells:
            found[str(cell[fact])] += cell[3]
        return dict(found)


def of(session: Session, row: ThemeSet) -> dict[int | None, Figures]:
    """The figures of every theme and sub-theme by id, and of the whole set under None."""
    if row.counted_at is None:
        return count(session, row)
    kept = session.exec(select(ThemeFigures).where(ThemeFigures.theme_set_id == row.id))
    return {one.theme_id: opened(one) for one in kept}


def count(session: Session, row: ThemeSet, themes: Collection[int] | None = None) -> dict[int | None, Figures]:
    """Count now: of these themes, or of all of them, the whole set and the loose ones."""
    found: dict[int | None, Figures] = defaultdict(Figures)
    set_id = row.id or 0
    for level in (col(Assignment.theme_id), col(Assignment.sub_theme_id)):
        which = level.is_not(None) if themes is None else level.in_(list(themes))
        _cells(found, session.exec(_facts(set_id, level).where(which).group_by(level)))
        _stances(session, found, row, level, which)
    if themes is None:
        first = col(Assignment.position) == 0
        whole = members(set_id, *_FACTS, people(), func.count()).where(first).group_by(*_FACTS)
        _cells(found, ((None, *cell) for cell in session.exec(whole)))
        found[None].loose = _loose(session, row)
    return dict(found)


@dataclass(frozen=True)
class Counted:
    """Everything of a set as it was counted at one version and beat. waiting: comments that the set did not have."""

    version: int
    beat: int
    figures: dict[int | None, Figures]
    waiting: int


def whole(session: Session, set_id: int) -> Counted:
    """Count everything of a set: for a large one this takes seconds, so it is read first and kept afterwards."""
    row = session.get_one(ThemeSet, set_id)
    waiting = session.exec(unplaced(row, func.count())).one()
    found = count(session, row)
    found.setdefault(None, Figures())
    return Counted(row.version, row.beat, found, waiting)


def keep(session: Session, row: ThemeSet, counted: Counted) -> bool:
    """Keep what was counted, unless the set has changed meanwhile; whether it was kept."""
    if (row.version, row.beat) != (counted.version, counted.beat):
        return False
    session.connection().execute(delete(ThemeFigures).where(col(ThemeFigures.theme_set_id) == row.id))
    _store(session, row, counted.figures)
    row.waiting, row.counted_at = counted.waiting, clock.now()
    session.add(row)
    return True


def recount(session: Session, row: ThemeSet, themes: Collection[int]) -> None:
    """Count some themes of a large set anew, and how many comments are in none."""
    gone = delete(ThemeFigures).where(
        col(ThemeFigures.theme_set_id) == row.id, col(ThemeFigures.theme_id).in_(list(themes))
    )
    session.connection().execute(gone)
    _store(session, row, count(session, row, themes))
    whole = select(ThemeFigures).where(ThemeFigures.theme_set_id == row.id, col(ThemeFigures.theme_id).is_(None))
    kept = session.exec(whole).one()
    kept.loose = _loose(session, row)
    session.add(kept)


_FACTS = (Response.province, Response.sector, Response.age)


def _facts(set_id: int, level: Any) -> Any:
    comments = func.count(func.distinct(Assignment.comment_id))
    return members(set_id, level, *_FACTS, people(), comments).group_by(*_FACTS)


def _cells(found: dict[int | None, Figures], rows: Iterable[Any]) -> None:
    for theme_id, province, sector, age, persons, comments in rows:
        found[theme_id].cells.append((province or "", sector or "", age or "", persons, comments))


def _stances(session: Session, found: dict[int | None, Figures], row: ThemeSet, level: Any, which: Any) -> None:
    asked = stance_questions(session, row.consultation_id)
    if not asked:
        return
    query = (
        members(row.id or 0, level, Answer.question, Answer.value, people())
        .join(Answer, col(Answer.response_id) == col(Response.id))
        .where(col(Answer.question).in_([question.name for question in asked]), col(Answer.late).is_(False))
        .where(col(Answer.value).is_not(None), which)
        .group_by(level, col(Answer.question), col(Answer.value))
    )
    for theme_id, question, value, n in session.exec(query):
        found[theme_id].stances.append((question, value, n))


def _loose(session: Session, row: ThemeSet) -> dict[str, int]:
    """Comments in no theme, with all of them or a part, by the reason of the first such part."""
    stands = standing(None, None)
    loose = members(row.id or 0, Assignment.reason, func.count()).where(*stands(Assignment))
    loose = loose.where(once(row.id or 0, stands))
    return dict(session.exec(loose.group_by(col(Assignment.reason))).all())


def _store(session: Session, row: ThemeSet, found: dict[int | None, Figures]) -> None:
    for theme_id, figures in found.items():
        cells, stances = [list(cell) for cell in figures.cells], [list(stance) for stance in figures.stances]
        session.add(
            ThemeFigures(theme_set_id=row.id or 0, theme_id=theme_id, cells=cells, stances=stances, loose=figures.loose)
        )
    session.flush()


def opened(kept: ThemeFigures) -> Figures:
    """Kept figures as they were counted."""
    cells: list[Cell] = [(p, s, a, persons, n) for p, s, a, persons, n in kept.cells]
    return Figures(cells, [(question, value, n) for question, value, n in kept.stances], dict(kept.loose))


def living(session: Session, set_id: int) -> list[Theme]:
    """The living themes and sub-themes of a set."""
    return list(session.exec(select(Theme).where(Theme.theme_set_id == set_id, col(Theme.retired_at).is_(None))))
