"""Kept figures after an act: of a small one by what it moved, of a large one by counting the themes anew.

A person counts once in a theme however many of their comments stand there, so what a moved comment changes is told by
all comments of its author: before the act, by the history's rows, and after it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import and_
from sqlmodel import Session, col, select

from consultation.responses.models import Answer, Comment, Response
from consultation.themes import figures
from consultation.themes.figures import Figures
from consultation.themes.members import members, stance_questions
from consultation.themes.models import Assignment, ThemeEditPlace, ThemeFigures, ThemeSet

SMALL = 2_000  # placed comments up to which figures are changed instead of counted

Fact = tuple[str, str, str]  # province, sector, age
Sum = Counter[tuple[int, Any]]  # by theme and cell


def follow(session: Session, row: ThemeSet, edit_id: int, placed: int, touched: Collection[int]) -> None:
    """Let kept figures follow an act that placed so many comments and touched these themes."""
    if row.counted_at is None or not placed:
        return
    session.flush()
    if placed > SMALL:
        figures.recount(session, row, touched)
    else:
        _adjust(session, row, edit_id)


def _adjust(session: Session, row: ThemeSet, edit_id: int) -> None:
    moved = (
        select(Comment.response_id)
        .join(Assignment, col(Assignment.comment_id) == col(Comment.id))
        .join(ThemeEditPlace, col(ThemeEditPlace.assignment_id) == col(Assignment.id))
        .where(ThemeEditPlace.edit_id == edit_id)
    )
    before = and_(col(ThemeEditPlace.edit_id) == edit_id, col(ThemeEditPlace.assignment_id) == col(Assignment.id))
    facts = (Response.province, Response.sector, Response.age)
    was = (ThemeEditPlace.theme_id, ThemeEditPlace.sub_theme_id, ThemeEditPlace.reason)
    now = (Assignment.theme_id, Assignment.sub_theme_id, Assignment.reason)
    theirs = (
        members(
            row.id or 0, col(Assignment.id), col(Assignment.comment_id), col(Response.id), *facts,
            ThemeEditPlace.id, *was, *now,
        )
        .outerjoin(ThemeEditPlace, before)
        .where(col(Response.id).in_(moved))
        .order_by(col(Assignment.comment_id), col(Assignment.position), col(ThemeEditPlace.id))
    )  # fmt: skip
    tally = _Tally()
    seen: set[int] = set()
    for part, comment, response, province, sector, age, noted, *places in session.exec(theirs):
        if part not in seen:  # where an act placed it twice, what it left first is what stood before
            seen.add(part)
            fact = (province or "", sector or "", age or "")
            old, new = places[:3] if noted is not None else places[3:], places[3:]
            tally.add(comment, response, fact, old, -1)
            tally.add(comment, response, fact, new, 1)
    _keep(session, row, tally, _stances(session, row, tally))


class _Tally:
    """Comments and people by theme and facts, after an act less before it."""

    def __init__(self) -> None:
        self.comments: Sum = Counter()
        self.there: dict[int, dict[tuple[int, int], Fact]] = {-1: {}, 1: {}}  # who stands in which theme
        self.loose: Counter[str] = Counter()
        self._counted: set[tuple[int, int | None, int]] = set()  # sign, theme, comment: each comment counts once

    def add(self, comment: int, response: int, fact: Fact, place: Any, sign: int) -> None:
        theme, sub, reason = place
        if theme is None and self._first(sign, None, comment):
            self.loose[reason] += sign
        for one in (theme, sub):
            if one is not None:
                self.comments[one, fact] += sign * self._first(sign, one, comment)
                self.there[sign][one, response] = fact

    def _first(self, sign: int, theme: int | None, comment: int) -> bool:
        first = (sign, theme, comment) not in self._counted
        self._counted.add((sign, theme, comment))
        return first

    def came(self) -> dict[tuple[int, int], int]:
        """By theme and person: 1 for who has come, -1 for who has gone."""
        before, after = self.there[-1], self.there[1]
        gone = {key: -1 for key in before if key not in after}
        return gone | {key: 1 for key in after if key not in before}

    def people(self) -> Sum:
        found: Sum = Counter()
        for (theme, response), step in self.came().items():
            fact = self.there[step][theme, response]
            found[theme, fact] += step
        return found


def _stances(session: Session, row: ThemeSet, tally: _Tally) -> Sum:
    """People by theme, question and answer, after less before."""
    came = tally.came()
    asked = [question.name for question in stance_questions(session, row.consultation_id)]
    given: dict[int, list[tuple[str, str]]] = defaultdict(list)
    answers = select(Answer.response_id, Answer.question, Answer.value).where(
        col(Answer.response_id).in_({response for _, response in came}), col(Answer.question).in_(asked),
        col(Answer.late).is_(False), col(Answer.value).is_not(None),
    )  # fmt: skip
    for response, question, value in session.exec(answers) if came else ():
        given[response].append((question, value or ""))
    found: Sum = Counter()
    for (theme, response), step in came.items():
        for answer in given[response]:
            found[theme, answer] += step
    return found


def _keep(session: Session, row: ThemeSet, tally: _Tally, stances: Sum) -> None:
    people = tally.people()
    themes = {theme for theme, _ in (*tally.comments, *stances)}
    kept = {one.theme_id: one for one in session.exec(select(ThemeFigures).where(
        ThemeFigures.theme_set_id == row.id, col(ThemeFigures.theme_id).in_(themes)
    ))}  # fmt: skip
    for theme in sorted(themes):
        one = kept.get(theme) or ThemeFigures(theme_set_id=row.id or 0, theme_id=theme, cells=[], stances=[], loose={})
        of = _added(figures.opened(one), theme, tally.comments, people, stances)
        one.cells, one.stances = [list(cell) for cell in of.cells], [list(stance) for stance in of.stances]
        session.add(one)
    if any(tally.loose.values()):
        whole = select(ThemeFigures).where(ThemeFigures.theme_set_id == row.id, col(ThemeFigures.theme_id).is_(None))
        one = session.exec(whole).one()
        loose = {reason: one.loose.get(reason, 0) + tally.loose[reason] for reason in {*one.loose, *tally.loose}}
        one.loose = {reason: n for reason, n in loose.items() if n}
        session.add(one)


def _added(of: Figures, theme: int, comments: Sum, people: Sum, stances: Sum) -> Figures:
    cells = {cell[:3]: (cell[3], cell[4]) for cell in of.cells}
    for one, fact in {*comments, *people}:
        if one == theme:
            persons, n = cells.get(fact, (0, 0))
            cells[fact] = (persons + people[theme, fact], n + comments[theme, fact])
    said = Counter({(question, value): n for question, value, n in of.stances})
    for (one, answer), step in stances.items():
        if one == theme:
            said[answer] += step
    return Figures(
        cells=[(*fact, *sizes) for fact, sizes in cells.items() if sizes[1]],
        stances=[(question, value, n) for (question, value), n in said.items() if n],
    )
