"""Day counting, held against an independent count that walks day by day, for every day of several years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.law.days import (
    DayOff,
    Holidays,
    YearOff,
    earliest_start,
    fiscal_bounds,
    fiscal_year,
    latest_posting,
    months_later,
    period_end,
    weekends_only,
)
from consultation.law.holidays import shipped

SHIPPED = Holidays(shipped)
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365)]


def walked(first: date, days: int, holidays: Holidays) -> date:
    """The end of a period as somebody with a wall calendar finds it: strike a day, count it, at the end look up."""
    day, counted = first, 0
    while counted < days:
        day += timedelta(days=1)
        counted += 1
    off = {each.day for year in (day.year, day.year + 1) for each in holidays.year(year).days}
    while day.strftime("%a") in ("Sat", "Sun") or day in off:
        day += timedelta(days=1)
    return day


def full_days_between(posted: date, start: date) -> int:
    """How many whole days lie after the posting's day and before the start's."""
    return len([n for n in range(1, 30) if posted < posted + timedelta(days=n) < start])


def test_every_day_of_three_years_ends_as_walked() -> None:
    for first in DAYS:
        for days in (1, 15):
            assert period_end(first, days, SHIPPED).day == walked(first, days, SHIPPED), (first, days)


def test_a_notice_stands_for_its_full_days_before_every_start() -> None:
    for posted in DAYS:
        start = earliest_start(posted, 15)
        assert full_days_between(posted, start) == 15 and full_days_between(posted, start - timedelta(days=1)) == 14
        assert start == posted + timedelta(days=16), "the rule as the office knows it"
        assert latest_posting(start, 15) == posted


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(1, 90), st.sets(st.integers(0, 120), max_size=12))
def test_a_period_never_ends_early_nor_on_a_day_off(first: date, days: int, off: set[int]) -> None:
    closed = {first + timedelta(days=n) for n in off}
    holidays = Holidays(
        lambda year: YearOff(year, "announced", tuple(DayOff(day, "x") for day in sorted(closed) if day.year == year))
    )
    found = period_end(first, days, holidays)
    assert found.day >= found.plain == first + timedelta(days=days)
    assert not holidays.is_off(found.day)
    passed = [found.plain + timedelta(days=n) for n in range((found.day - found.plain).days)]
    assert all(holidays.is_off(day) for day in passed), "no working day was passed over"


@pytest.mark.parametrize(
    ("end", "due", "names"),
    [
        (date(2026, 11, 16), date(2026, 12, 1), ""),  # an ordinary Tuesday
        (date(2026, 11, 20), date(2026, 12, 8), "ชดเชย"),  # Sat 5 Dec (day off), Sun, Mon 7 in lieu, so Tuesday
        (date(2026, 11, 25), date(2026, 12, 11), "รัฐธรรมนูญ"),  # Thu 10 Dec
        (date(2026, 3, 29), date(2026, 4, 16), "สงกรานต์"),  # 13 April, three days of Songkran
        (date(2025, 12, 17), date(2026, 1, 5), "ขึ้นปีใหม่"),  # 1 January, the special day of the 2nd, a weekend
    ],
)
def test_known_cases(end: date, due: date, names: str) -> None:
    found = period_end(end, 15, SHIPPED)
    assert found.day == due
    assert names in ", ".join(off.name for off in found.over)


def test_what_was_counted_over_an_unsure_year_says_so() -> None:
    assert period_end(date(2026, 6, 1), 15, SHIPPED).unsure == ()
    [year] = period_end(date(2026, 12, 25), 15, SHIPPED).unsure
    assert (year.year, year.standing) == (2027, "computed")
    assert period_end(date(2055, 1, 1), 15, SHIPPED).unsure == (weekends_only(2055),)


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 9, 30), 2026), (date(2026, 10, 1), 2027), (date(2027, 1, 1), 2027)]
)
def test_fiscal_years(day: date, year: int) -> None:
    assert fiscal_year(day) == year
    first, last = fiscal_bounds(year)
    assert first <= day <= last and (first.month, first.day, last.month, last.day) == (10, 1, 9, 30)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 48))
def test_months_later(day: date, months: int) -> None:
    found = months_later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
