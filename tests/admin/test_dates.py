"""Dates on the screen: Buddhist Era, Bangkok time, Arabic digits; and what date fields send."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from admin import dates

ZONE = ZoneInfo("Asia/Bangkok")
LATE = datetime(2025, 7, 3, 18, 5, tzinfo=UTC)  # the next day in Bangkok


def test_moments_are_shown_in_the_offices_time() -> None:
    assert dates.short_date(LATE, ZONE) == "4\u00a0ก.ค.\u00a02568"
    assert dates.long_date(LATE, ZONE) == "4\u00a0กรกฎาคม\u00a02568"
    assert dates.date_and_time(LATE, ZONE) == "4\u00a0ก.ค.\u00a02568 เวลา 01.05\u00a0น."


def test_no_moment_is_a_dash() -> None:
    assert {f(None, ZONE) for f in (dates.short_date, dates.long_date, dates.clock_time, dates.date_and_time)} == {"–"}


def test_a_field_gives_back_what_it_was_given() -> None:
    assert dates.for_field(LATE, ZONE) == "2025-07-04T01:05"
    assert dates.from_field("2025-07-04T01:05", ZONE) == LATE
    assert dates.from_field("2568-07-04T01:05", ZONE) == LATE
    assert dates.from_field(" ", ZONE) is None


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="does not match"):
        dates.from_field("4 July", ZONE)


@pytest.mark.parametrize(("share", "shown"), [(0, "0%"), (0.001, "<1%"), (0.381, "38%"), (1, "100%")])
def test_a_share_that_is_not_nothing_is_never_shown_as_nothing(share: float, shown: str) -> None:
    assert dates.percent(share) == shown


def test_satang_are_two_digits_or_none() -> None:
    assert [dates.baht(n) for n in (7.2, 120.0, 0.06, 1234.5)] == ["7.20", "120", "0.06", "1,234.50"]
