"""Comments that stand in several themes with parts of them: each is listed, shown and counted once.

A whole comment is one row of `Assignment` (position 0, without an end); one of several points is a row for each part.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consultation.themes.models import Assignment, Theme
from consultation.themes.values import Elsewhere, Scope

Span = tuple[int, int | None]  # from where, up to where of a masked text; None: up to its end


class Parts:
    """The parts of some comments that stand in several themes. Others have none."""

    def __init__(self, rows: Iterable[Any], themes: Mapping[int | None, tuple[int, str]]) -> None:
        self._of: dict[int, list[tuple[Span, int | None, int | None]]] = defaultdict(list)
        self._themes = themes
        for comment, begins, ends, theme, sub in rows:
            self._of[comment].append(((begins, ends), theme, sub))

    def spans(self, comment: int, text: str, theme: int | None, sub: int | None) -> tuple[tuple[int, int], ...]:
        """Where in its text a comment speaks of a theme, or sub-theme: every part that stands there."""
        here = [span for span, *stands in self._of.get(comment, ()) if stands[0] == theme and sub in (None, stands[1])]
        return tuple((begins, len(text) if ends is None else min(ends, len(text))) for begins, ends in here)

    def others(self, comment: int, theme: int | None) -> tuple[Elsewhere, ...]:
        """The other themes that a comment stands in, each once."""
        ids = dict.fromkeys(at for _, at, _ in self._of.get(comment, ()) if at != theme)
        return tuple(Elsewhere(number=self._themes[at][0] if at else None, label=self._themes[at][1]) for at in ids)


def parts(session: Session, set_id: int, comments: Any) -> Parts:
    """The parts of these comments in a set, in their order; comments: ids, or a selection of them."""
    columns: Any = (Assignment.begins, Assignment.ends, Assignment.theme_id, Assignment.sub_theme_id)
    query = (
        select(Assignment.comment_id, *columns)
        .where(Assignment.theme_set_id == set_id, col(Assignment.comment_id).in_(comments), in_parts())
        .order_by(col(Assignment.comment_id), col(Assignment.position))
    )
    rows = session.exec(query).all()
    ids = {theme for *_, theme, _ in rows if theme is not None}
    named = session.exec(select(Theme.id, Theme.number, Theme.label).where(col(Theme.id).in_(ids))) if ids else ()
    known: dict[int | None, tuple[int, str]] = {theme: (number, label) for theme, number, label in named}
    return Parts(rows, known | {None: (0, "")})


def in_parts() -> Any:
    """A condition on Assignment: it is a part, not a whole comment."""
    return col(Assignment.ends).is_not(None)


def once(set_id: int, stands: Any, wanted: Any = None) -> Any:
    """A condition on Assignment: the first of a comment's rows that stand there, so that it is listed once.

    stands: tells, of a table of assignments, the conditions for standing there; wanted: further ones that the row has
    to fulfil, too.
    """
    other = aliased(Assignment)
    before = exists().where(
        col(other.theme_set_id) == set_id,
        col(other.comment_id) == col(Assignment.comment_id),
        col(other.position) < col(Assignment.position),
        *stands(other),
        *(wanted(other) if wanted else ()),
    )
    return (col(Assignment.position) == 0) | ~before


def share(one: Any, other: Any) -> Any:
    """A condition on two tables of assignments, joined by comment: the parts have words in common."""
    return (col(other.ends).is_(None) | (col(one.begins) < col(other.ends))) & (
        col(one.ends).is_(None) | (col(other.begins) < col(one.ends))
    )


def standing(theme: Theme | None, scope: Scope) -> Any:
    """What tells, of a table of assignments, the conditions for standing in a scope; theme: of a numbered scope."""

    def stands(table: Any) -> list[Any]:
        if theme is not None:
            level = table.theme_id if theme.parent_id is None else table.sub_theme_id
            return [col(level) == theme.id]
        return [] if scope == "all" else [col(table.theme_id).is_(None)]

    return stands
