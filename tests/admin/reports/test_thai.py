"""Figures and dates in official Thai form."""

from datetime import UTC, date, datetime

import pytest

from admin.reports.thai import thai_date, thai_datetime, thai_digits, thai_number, thai_percent, thai_period


def test_digits_become_thai_except_in_latin_words():
    assert thai_digits("ปี 2568 ข้อ 2.1") == "ปี ๒๕๖๘ ข้อ ๒.๑"
    assert thai_digits("ฝุ่นPM2.5สูง 3 เท่า https://example.org/2568") == "ฝุ่นPM2.5สูง ๓ เท่า https://example.org/2568"
    assert thai_digits(0) == "๐"


def test_numbers_and_percentages():
    assert thai_number(1234567) == "๑,๒๓๔,๕๖๗"
    assert thai_percent(381, 1000) == "๓๘.๑"
    assert thai_percent(0, 0) == "–"


def test_dates_are_buddhist_era_and_bangkok():
    assert thai_date(date(2025, 7, 4)) == "๔ กรกฎาคม ๒๕๖๘"
    assert thai_date(datetime(2025, 12, 31, 17, 0, tzinfo=UTC)) == "๑ มกราคม ๒๕๖๙"
    assert thai_datetime(datetime(2025, 7, 4, 2, 5, tzinfo=UTC)) == "๔ กรกฎาคม ๒๕๖๘ เวลา ๐๙.๐๕ น."


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 6, 1), "๑ มิถุนายน ๒๕๖๙"),
        (date(2026, 6, 30), "๑–๓๐ มิถุนายน ๒๕๖๙"),
        (date(2026, 7, 15), "๑ มิถุนายน – ๑๕ กรกฎาคม ๒๕๖๙"),
        (date(2027, 1, 5), "๑ มิถุนายน ๒๕๖๙ – ๕ มกราคม ๒๕๗๐"),
    ],
)
def test_periods_repeat_nothing(last: date, expected: str):
    assert thai_period(date(2026, 6, 1), last) == expected


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        thai_date(datetime(2025, 7, 4, 12, 0))
