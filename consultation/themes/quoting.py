"""The comments that a board shows of each theme: what planners starred, then what the machine found telling."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.themes.members import MEMBER_COLUMNS, members, views, with_theme
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.values import MemberView

QUOTES = 3
_LAST = 1_000_000  # stands for "no rank" where ranks are ordered


def quotes(session: Session, row: ThemeSet, themes: Sequence[Theme]) -> dict[int | None, list[MemberView]]:
    """Up to three comments of each theme by its id; of sub-themes those that were starred or are representative.

    Representative and starred comments are few and come in two queries; only a theme that lacks them is asked for its
    most typical ones.
    """
    by_number = {theme.number: theme for theme in themes}
    found: dict[int | None, list[MemberView]] = defaultdict(list)
    chosen = with_theme(members(row.id or 0, *MEMBER_COLUMNS)).where(col(Assignment.id).in_(_shown(session, row)))
    for quote in views(session, row, session.exec(chosen.order_by(*_order()))):
        for number in (quote.theme, quote.sub_theme):
            theme = by_number.get(number or 0)
            if theme is None or quote.id in {one.id for one in found[theme.id]}:  # shown already, by another part
                continue
            if len(found[theme.id]) < QUOTES:
                found[theme.id].append(quote)
    for theme in themes:
        if theme.parent_id is None and len(found[theme.id]) < QUOTES:
            found[theme.id] += _typical(session, row, theme, {quote.id for quote in found[theme.id]})
    return found


def _shown(session: Session, row: ThemeSet) -> list[int]:
    """The placings of comments to show: of each theme and sub-theme the first few that are starred or representative.

    Asked before anything is joined, so that both databases look them up in the index of just these.
    """
    few = select(Assignment.id, Assignment.theme_id, Assignment.sub_theme_id).where(
        col(Assignment.theme_set_id) == row.id,
        col(Assignment.quote).is_not(None) | col(Assignment.starred_by).is_not(None),
    )
    taken: Counter[int] = Counter()
    ids: list[int] = []
    for placed_id, *homes in session.exec(few.order_by(*_order())):
        places = [theme_id for theme_id in homes if theme_id is not None]
        if placed_id is not None and any(taken[theme_id] < 2 * QUOTES for theme_id in places):
            taken.update(places)
            ids.append(placed_id)
    return ids


def _typical(session: Session, row: ThemeSet, theme: Theme, besides: set[int]) -> list[MemberView]:
    """The most typical comments of a theme, copies of others last, to fill up what it lacks."""
    near = members(row.id or 0, col(Assignment.id)).where(col(Assignment.theme_id) == theme.id)
    near = near.order_by(col(Assignment.typicality).desc(), col(Assignment.comment_id).desc()).limit(4 * QUOTES)
    chosen = with_theme(members(row.id or 0, *MEMBER_COLUMNS)).where(col(Assignment.id).in_(near))
    rows = session.exec(chosen.order_by(*_order())).all()
    fresh: dict[int, MemberView] = {}
    for one in views(session, row, rows):
        if one.id not in besides:
            fresh.setdefault(one.id, one)
    return list(fresh.values())[: QUOTES - len(besides)]


def _order() -> tuple[Any, ...]:
    return (
        col(Assignment.starred_by).is_(None),
        func.coalesce(Assignment.quote, _LAST),
        func.coalesce(Assignment.same_as, 0),
        col(Assignment.typicality).desc(),
        col(Assignment.comment_id),
    )
