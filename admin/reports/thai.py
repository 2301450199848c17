"""Figures and dates as Thai official documents write them: Thai digits, Buddhist Era, Bangkok time.

Source: Office of the Prime Minister regulation on correspondence B.E. 2526 and its typing guide.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST_ERA = 543
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_RUN = re.compile(r"[^\s\u0e00-\u0e7f]+")
_LATIN = re.compile(r"[A-Za-z]")


def thai_digits(text: str | int) -> str:
    """Write digits as Thai digits, except in a word with Latin letters (PM2.5, ISO9001, an address on the web).

    "ปี 2568 และ PM2.5" → "ปี ๒๕๖๘ และ PM2.5". Never use it on citizens' own words.
    """
    return _RUN.sub(lambda run: run[0] if _LATIN.search(run[0]) else run[0].translate(_THAI), str(text))


def thai_number(number: int) -> str:
    """A whole number with thousands separated: 1234 → "๑,๒๓๔"."""
    return thai_digits(f"{number:,}")


def thai_percent(part: int, whole: int) -> str:
    """`part` of `whole` in per cent with one decimal, without a sign: (381, 1000) → "๓๘.๑"; "–" of nothing."""
    return thai_digits(f"{100 * part / whole:.1f}") if whole else "–"


def thai_date(day: date | datetime) -> str:
    """A day in full: 4 July 2025 → "๔ กรกฎาคม ๒๕๖๘". A datetime is read in Bangkok time and must be aware."""
    day = _local(day)
    return thai_digits(f"{day.day} {MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}")


def thai_datetime(moment: datetime) -> str:
    """A moment to the minute in Bangkok time: "๔ กรกฎาคม ๒๕๖๘ เวลา ๐๙.๓๐ น."."""
    local = moment.astimezone(BANGKOK) if moment.tzinfo else _local(moment)
    return f"{thai_date(local)} เวลา {thai_digits(f'{local:%H.%M}')} น."


def thai_period(first: date | datetime, last: date | datetime) -> str:
    """From one day to another without repeating month or year: "๑–๓๐ มิถุนายน ๒๕๖๙"."""
    first, last = _local(first), _local(last)
    if first == last:
        return thai_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{thai_digits(first.day)}–{thai_date(last)}"
    if first.year == last.year:
        return f"{thai_digits(first.day)} {MONTHS[first.month - 1]} – {thai_date(last)}"
    return f"{thai_date(first)} – {thai_date(last)}"


def _local(day: date | datetime) -> date:
    """The calendar day in Bangkok."""
    if not isinstance(day, datetime):
        return day
    if day.tzinfo is None:
        raise ValueError(f"{day!r} has no time zone; give aware UTC times")
    return day.astimezone(BANGKOK).date()
