"""Days off of government offices: worked out by a library, corrected and replaced by what the office brings in."""

import tomllib
from collections import defaultdict
from datetime import date
from functools import cache
from importlib import resources
from importlib.metadata import version
from typing import Any

import holidays as library
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.law.days import BUDDHIST_ERA, DayOff, Holidays, YearOff, weekends_only
from consultation.law.models import Holiday, HolidayYear
from consultation.law.wording import refused, said, said_date

_VERSION = version("holidays")
_READ = "law.holidays"
_IN_LIEU_OR_SEVERAL = ";"  # how the library writes two days off on one day


@cache
def rules() -> dict[str, Any]:
    """How the library's days become those of offices."""
    return tomllib.loads(resources.files("consultation.law").joinpath("data/holidays.toml").read_text(encoding="utf8"))


@cache
def shipped(year: int) -> YearOff:
    """What comes with the program for a year (CE), worked out or announced; nothing outside the years it knows."""
    of = rules()
    if not of["first_year"] <= year <= of["last_year"]:
        return weekends_only(year)
    found = library.country_holidays("TH", years=year, language="th", categories=("public", "government"))
    source = said("holidays", "library", version=_VERSION)
    days = tuple(DayOff(day, name, source) for day, given in sorted(found.items()) if (name := _office_name(given)))
    standing = "announced" if year <= of["announced_until"] else "computed"
    return YearOff(year, standing, days, source)


def load(session: Session) -> Holidays:
    """All days off as they stand now; read once in a unit of work."""
    if (known := session.info.get(_READ)) is None:
        known = session.info[_READ] = _load(session)
    found: Holidays = known
    return found


def _load(session: Session) -> Holidays:
    years = {row.year: row for row in session.exec(select(HolidayYear))}
    own: dict[int, list[Holiday]] = defaultdict(list)
    for row in session.exec(select(Holiday).order_by(col(Holiday.day))):
        own[row.day.year].append(row)
    return Holidays(lambda year: _year(year, years.get(year), own.get(year, [])))


def add(
    session: Session, day: date, name: str, source: str, announced: date | None, actor: str, off: bool = True
) -> None:
    """Write down one day off, or (off False) a working day that the list has off. Raises Refused."""
    if not name.strip():
        raise refused("holiday_name")
    if not source.strip():
        raise refused("holiday_source")
    row = session.get(Holiday, day)
    before = None if row is None else row.model_dump(mode="json")
    if row is not None:
        session.delete(row)
        session.flush()
    row = Holiday(
        day=day, name=name.strip(), off=off, source=source.strip(), announced_on=announced, recorded_at=clock.now(),
        recorded_by=actor,
    )  # fmt: skip
    session.add(row)
    _changed(session)
    audit.record(session, actor, "holiday.add", f"holiday:{day}", before=before, after=row.model_dump(mode="json"))


def remove(session: Session, day: date, actor: str) -> None:
    """Take back what the office wrote down for a day. Raises NotFound."""
    row = session.get(Holiday, day)
    if row is None:
        raise refused("holiday_unknown", day=said_date(day))
    audit.record(session, actor, "holiday.remove", f"holiday:{day}", before=row.model_dump(mode="json"))
    session.delete(row)
    _changed(session)


def replace_year(
    session: Session, year: int, days: list[tuple[date, str]], source: str, announced: date | None, actor: str
) -> None:
    """Let a year's list be these days and no others. Raises Refused."""
    if not source.strip():
        raise refused("holiday_source")
    before = [row for row in session.exec(select(Holiday)) if row.day.year == year]
    for row in before:
        session.delete(row)
    if (known := session.get(HolidayYear, year)) is not None:
        session.delete(known)
    session.flush()
    told: dict[str, Any] = {"source": source.strip(), "announced_on": announced, "recorded_at": clock.now()}
    session.add(HolidayYear(year=year, recorded_by=actor, **told))
    session.add_all(Holiday(day=day, name=name, recorded_by=actor, **told) for day, name in days)
    _changed(session)
    audit.record(
        session, actor, "holiday.year", f"holiday_year:{year}",
        before={"days": [str(row.day) for row in before]},
        after={"source": source.strip(), "days": {str(day): name for day, name in days}},
    )  # fmt: skip


def forget_year(session: Session, year: int, actor: str) -> None:
    """Go back to the list that ships. Raises NotFound."""
    row = session.get(HolidayYear, year)
    if row is None:
        raise refused("holiday_year_unknown", year=year + BUDDHIST_ERA)
    own = [day for day in session.exec(select(Holiday)) if day.day.year == year]
    gone = {"source": row.source, "days": {str(day.day): day.name for day in own}}
    audit.record(session, actor, "holiday.forget", f"holiday_year:{year}", before=gone)
    for each in own:
        session.delete(each)
    session.delete(row)
    _changed(session)


def _changed(session: Session) -> None:
    """Write what was changed, and read all days off anew when somebody asks for them again."""
    session.flush()
    session.info.pop(_READ, None)


def _year(year: int, whole: HolidayYear | None, own: list[Holiday]) -> YearOff:
    written = {row.day: DayOff(row.day, row.name, row.source, row.announced_on) for row in own if row.off}
    if whole is not None:
        lacking = tuple(day for day in _every(year) if day not in written)
        days = tuple(written[day] for day in sorted(written))
        return YearOff(year, "announced", days, whole.source, whole.announced_on, lacking)
    base = shipped(year)
    working = {row.day for row in own if not row.off}
    merged = {off.day: off for off in base.days if off.day not in working} | written
    return YearOff(year, base.standing, tuple(merged[day] for day in sorted(merged)), base.source)


def _every(year: int) -> list[date]:
    return [date.fromisoformat(f"{year}-{day}") for day in rules()["every_year"]]


def _office_name(given: str) -> str:
    """The name without what is no day off of offices; empty when nothing is left of it."""
    names = (name.strip() for name in given.split(_IN_LIEU_OR_SEVERAL))
    return "; ".join(name for name in names if not name.endswith(tuple(rules()["not_for_offices"])))
