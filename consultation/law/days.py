"""Counting days as the law counts them. Pure: a day in, a day out.

The first day is not counted (Civil and Commercial Code s.193/3); a period that ends on a day off ends on the next
working day (s.193/8). A notice period is different: it must have run in full *before* the first day of the hearing,
so it is never shortened nor moved by days off.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

BUDDHIST_ERA = 543
FISCAL_MONTH = 10  # the fiscal year N (B.E. or CE alike) runs from 1 October N-1 to 30 September N
_SATURDAY = 5
_LONGEST_REST = 60  # days in a row that nobody rests: a table of days off that says so is wrong


@dataclass(frozen=True)
class DayOff:
    """One day on which offices are closed. announced: the day of the announcement that says so, where it is known."""

    day: date
    name: str
    source: str = ""
    announced: date | None = None


@dataclass(frozen=True)
class YearOff:
    """What is known of a calendar year's days off (CE year).

    standing: `announced` (the list of the year is the announced one), `computed` (worked out by rule: days that the
    cabinet adds or moves are not in it), or `none` (nothing but weekends is known). lacking: days that every year has
    and this list has not.
    """

    year: int
    standing: str
    days: tuple[DayOff, ...] = ()
    source: str = ""
    announced: date | None = None
    lacking: tuple[date, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether a date that was counted over this year can be relied on."""
        return self.standing == "announced" and not self.lacking


@dataclass(frozen=True)
class Reckoned:
    """A day that was counted. plain: before days off moved it; over: the days off that moved it, weekends unnamed.

    unsure: the years it was counted over whose days off are not sure.
    """

    day: date
    plain: date
    over: tuple[DayOff, ...] = ()
    unsure: tuple[YearOff, ...] = ()


@dataclass
class Holidays:
    """Days off by year, looked up when they are needed. of: gives a year's days."""

    of: Callable[[int], YearOff]
    _years: dict[int, YearOff] = field(default_factory=dict)
    _days: dict[int, dict[date, DayOff]] = field(default_factory=dict)

    def year(self, year: int) -> YearOff:
        """What is known of a year (CE)."""
        if year not in self._years:
            self._years[year] = self.of(year)
        return self._years[year]

    def named(self, day: date) -> DayOff | None:
        """The day off that a day is; None for a weekend and a working day."""
        if day.year not in self._days:
            self._days[day.year] = {off.day: off for off in self.year(day.year).days}
        return self._days[day.year].get(day)

    def is_off(self, day: date) -> bool:
        """Whether offices are closed on a day."""
        return day.weekday() >= _SATURDAY or self.named(day) is not None

    def next_working(self, day: date) -> date:
        """This day, or the next on which offices work."""
        for ahead in range(_LONGEST_REST):
            if not self.is_off(found := day + timedelta(days=ahead)):
                return found
        return day

    def unsure(self, *days: date) -> tuple[YearOff, ...]:
        """The years of these days whose days off are not sure, each once."""
        years = sorted({day.year for day in days})
        return tuple(found for year in years if not (found := self.year(year)).sure)


def weekends_only(year: int) -> YearOff:
    """A year of which nothing is known."""
    return YearOff(year, "none")


def period_end(first: date, days: int, holidays: Holidays) -> Reckoned:
    """When a period of so many days ends that begins with something done on `first`: that day is not counted."""
    plain = first + timedelta(days=days)
    end = holidays.next_working(plain)
    passed = (plain + timedelta(days=n) for n in range((end - plain).days))
    over = tuple(off for day in passed if (off := holidays.named(day)) is not None)
    return Reckoned(end, plain, over, holidays.unsure(plain, end))


def earliest_start(posted: date, notice_days: int) -> date:
    """The first day that may follow a notice of so many full days: neither the posting's day nor the start's counts."""
    return posted + timedelta(days=notice_days + 1)


def latest_posting(start: date, notice_days: int) -> date:
    """The last day on which a notice may be posted for something that starts on `start`."""
    return start - timedelta(days=notice_days + 1)


def fiscal_year(day: date) -> int:
    """The fiscal year (CE) that a day lies in."""
    return day.year + (day.month >= FISCAL_MONTH)


def fiscal_bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year (CE)."""
    return date(year - 1, FISCAL_MONTH, 1), date(year, FISCAL_MONTH, 1) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has none such."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # December counted from 0
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def names(off: Iterable[DayOff]) -> str:
    """The names of days off, in a line."""
    return ", ".join(dict.fromkeys(one.name for one in off))
