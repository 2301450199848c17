"""What has changed on a board since this planner's visit before.

A visit ends after an hour of not looking: what was seen last is then what the next visit is compared with, so that
opening the board again over lunch does not lose what is new.
"""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from consultation import clock
from consultation.themes.models import ThemeVisit
from consultation.themes.values import Since, ThemeSetView, Visit
from consultation.upsert import insert_once

LASTS = timedelta(hours=1)


def visit(session: Session, seen: ThemeSetView, account: str) -> Visit:
    """Note that a planner looks at a board, and return what has changed since their visit before."""
    now, figures = clock.now(), _figures(seen)
    values = {
        "theme_set_id": seen.about.id, "account": account, "base": {}, "base_at": now, "last": figures, "last_at": now,
    }  # fmt: skip
    if insert_once(session, ThemeVisit, values, ("theme_set_id", "account")):
        return Visit(at=None, themes={}, people=Since(people=seen.people, now=seen.people))
    mine = select(ThemeVisit).where(ThemeVisit.theme_set_id == seen.about.id, ThemeVisit.account == account)
    row = session.exec(mine.with_for_update()).one()
    if now - row.last_at > LASTS:
        row.base, row.base_at = row.last, row.last_at
    row.last, row.last_at = figures, now
    session.add(row)
    return _compared(row, seen)


def _figures(seen: ThemeSetView) -> dict[str, Any]:
    return {"people": seen.people} | {str(theme.id): theme.people for theme in seen.every}


def _compared(row: ThemeVisit, seen: ThemeSetView) -> Visit:
    if not row.base:
        return Visit(at=None, themes={}, people=Since(people=seen.people, now=seen.people))
    since = {theme.id: Since(people=row.base.get(str(theme.id)), now=theme.people) for theme in seen.every}
    return Visit(at=row.base_at, themes=since, people=Since(people=row.base["people"], now=seen.people))
