"""Deadlines that are not of one consultation: those of `data/deadlines.toml`, and the office's own.

What ships can be moved, done or dropped by the office: a row of the table under the same key says so.
"""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from consultation import audit, clock, ids
from consultation.law.days import fiscal_year
from consultation.law.models import Deadline
from consultation.law.wording import era, refused

_OWN = "own:"
LONGEST_TITLE = 200
_TAKEN_UP_WITHIN = timedelta(days=30)


class DeadlineView(BaseModel):
    """A deadline. own: the office added it. unverified: its day still has to be looked up. moved: not as it ships.

    event: nothing is to be done by it. touched: the office has moved it or called it done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str
    why: str
    due: date
    source: str
    done_on: date | None = None
    own: bool = False
    unverified: bool = False
    moved: bool = False
    event: bool = False
    touched: bool = False

    def binding(self, today: date) -> bool:
        """Whether it is overdue when it is past: what ships, and the office never took up, is not for long."""
        if self.own or self.touched:
            return True
        return not self.event and not self.unverified and today <= self.due + _TAKEN_UP_WITHIN

    @property
    def fiscal_year(self) -> int:
        """The fiscal year (B.E.) that it lies in."""
        return era(fiscal_year(self.due))


def listing(session: Session, first: date, last: date) -> list[DeadlineView]:
    """The deadlines from one day to another, both included, in order."""
    rows = {row.key: row for row in session.exec(select(Deadline))}
    found = [_with(one, rows.pop(one.key, None)) for one in _shipped(first.year - 1, last.year + 1)]
    own = [_own(row) for row in rows.values() if row.key.startswith(_OWN) and not row.dropped]
    kept = [one for one in found if one is not None] + own
    return sorted((one for one in kept if first <= one.due <= last), key=lambda one: (one.due, one.key))


def add(session: Session, title: str, due: date, why: str, source: str, actor: str) -> str:
    """Add a deadline of the office's own, and return its key. Raises Refused."""
    if not title.strip():
        raise refused("deadline_title")
    row = Deadline(
        key=f"{_OWN}{ids.code(8)}", title=title.strip()[:LONGEST_TITLE], due=due, why=why.strip()[:LONGEST_TITLE],
        source=source.strip()[:LONGEST_TITLE], recorded_at=clock.now(), recorded_by=actor,
    )  # fmt: skip
    session.add(row)
    _record(session, actor, "deadline.add", row, None)
    return row.key


def move(session: Session, key: str, due: date, source: str, actor: str) -> None:
    """Say that a deadline is on another day, and where that is written. Raises Refused."""
    row, before = _held(session, key)
    row.due, row.source = due, source.strip()[:LONGEST_TITLE] or row.source
    _store(session, actor, "deadline.move", row, before)


def done(session: Session, key: str, on: date | None, actor: str) -> None:
    """Say on which day it was done; None: it is not done after all. Raises Refused."""
    row, before = _held(session, key)
    row.done_on = on
    _store(session, actor, "deadline.done", row, before)


def drop(session: Session, key: str, actor: str) -> None:
    """Say that it does not concern the office. Raises Refused."""
    row, before = _held(session, key)
    row.dropped = True
    _store(session, actor, "deadline.drop", row, before)


@cache
def _data() -> dict[str, Any]:
    path = resources.files("consultation.law").joinpath("data/deadlines.toml")
    return tomllib.loads(path.read_text(encoding="utf8"))


def _shipped(first: int, last: int) -> Iterator[DeadlineView]:
    """What ships: the yearly ones of these fiscal years (CE), and those of one day."""
    for year in range(first, last + 1):
        for one in _data()["yearly"]:
            day = date.fromisoformat(f"{year + one['offset']}-{one['day']}")
            title, key = one["title"].format(year=era(year)), f"{one['key']}:{year}"
            told = {"why": one["why"], "due": day, "source": one["source"], "event": one.get("event", False)}
            yield DeadlineView.model_validate({"key": key, "title": title, **told})
    for one in _data()["once"]:
        told = {"unverified": one.get("unverified", False), "source": one["source"], "why": one["why"]}
        yield DeadlineView(key=one["key"], title=one["title"], due=one["day"], **told)


def _with(one: DeadlineView, row: Deadline | None) -> DeadlineView | None:
    if row is None:
        return one
    if row.dropped:
        return None
    moved = row.due != one.due
    told = {"due": row.due, "source": row.source or one.source, "done_on": row.done_on, "moved": moved, "touched": True}
    return one.model_copy(update={**told, "unverified": one.unverified and not moved})


def _own(row: Deadline) -> DeadlineView:
    told = {"due": row.due, "source": row.source, "done_on": row.done_on, "own": True}
    return DeadlineView.model_validate({"key": row.key, "title": row.title, "why": row.why, **told})


def _held(session: Session, key: str) -> tuple[Deadline, dict[str, Any] | None]:
    row = session.exec(select(Deadline).where(Deadline.key == key).with_for_update()).first()
    if row is not None:
        return row, row.model_dump(mode="json")
    year = int(tail) if (tail := key.rpartition(":")[2]).isdecimal() and len(tail) == len("2027") else 0
    found = next((one for one in _shipped(year, year) if one.key == key), None) if year or ":" not in key else None
    if found is None:
        raise refused("deadline_unknown")
    return Deadline(key=key, due=found.due, recorded_at=clock.now(), recorded_by=""), None


def _store(session: Session, actor: str, act: str, row: Deadline, before: dict[str, Any] | None) -> None:
    row.recorded_at, row.recorded_by = clock.now(), actor
    session.add(row)
    _record(session, actor, act, row, before)


def _record(session: Session, actor: str, act: str, row: Deadline, before: dict[str, Any] | None) -> None:
    session.flush()
    audit.record(session, actor, act, f"deadline:{row.key}", before=before, after=row.model_dump(mode="json"))
