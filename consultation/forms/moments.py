"""Dates and times as ODK's expressions know them: ISO texts, and days since 1 January 1970 to reckon with.

A day begins at local midnight, so a date is a whole number. What cannot be read is nothing (None), never an error.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

_EPOCH = date(1970, 1, 1).toordinal()
_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:T(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_TIME = re.compile(r"(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?")
DAY = 86400.0


def days(text: str, zone: tzinfo) -> float | None:
    """A date, a moment or a time of day in days; None for what is none of these."""
    if len(text) > 40 or not text[:1].isdigit():
        return None
    if (part := of_time(text)) is not None:
        return part
    read = moment(text, zone)
    return None if read is None else _days_of(read)


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The local moment of an ISO date (its midnight) or date and time; None for what is neither."""
    found = _MOMENT.fullmatch(text.strip()) if len(text) <= 40 else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        read = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0").ljust(6, "0")), tzinfo=_zone(offset, zone),
        )  # fmt: skip
        return read.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def of_time(text: str) -> float | None:
    """A time of day ("08:30", "23:59:59.9+07:00") as a part of the day, 0 to 1; None for what is none."""
    found = _TIME.fullmatch(text.strip()) if len(text) <= 40 else None
    if found is None:
        return None
    hour, minute, second, fraction, _ = found.groups()
    if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
        return None
    return (int(hour) * 3600 + int(minute) * 60 + int(second or 0) + float("0." + (fraction or "0"))) / DAY


def date_of(number: float) -> str:
    """The date of so many days since 1970; empty outside the years 1 to 9999."""
    try:
        return date.fromordinal(int(number // 1) + _EPOCH).isoformat()
    except (ValueError, OverflowError):
        return ""


def moment_of(number: float, zone: tzinfo) -> str:
    """The local date and time of so many days since 1970 by the world's clock; empty outside the years 1 to 9999."""
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=round(number * DAY * 1000))
        return iso(at.astimezone(zone))
    except (ValueError, OverflowError):
        return ""


def iso(at: datetime) -> str:
    """A moment as ODK writes it: milliseconds and offset."""
    return at.isoformat(timespec="milliseconds")


def _days_of(at: datetime) -> float:
    part = at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6
    return at.toordinal() - _EPOCH + part / DAY


def _zone(offset: str | None, zone: tzinfo) -> tzinfo:
    if not offset:
        return zone
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(shift if offset[0] == "+" else -shift)


def formatted(at: datetime, pattern: str, language: str) -> str:
    """A moment by ODK's format: %Y %y %m %n %b %d %e %H %h %M %S %3 %a, %% for a percent sign.

    Names of months and days stand in the language.
    """
    parts = {
        "Y": f"{at.year:04}", "y": f"{at.year % 100:02}", "m": f"{at.month:02}", "n": str(at.month),
        "d": f"{at.day:02}", "e": str(at.day), "H": f"{at.hour:02}", "h": str(at.hour), "M": f"{at.minute:02}",
        "S": f"{at.second:02}", "3": f"{at.microsecond // 1000:03}", "%": "%",
    }  # fmt: skip
    return re.sub(r"%(.)", lambda mark: parts.get(mark[1]) or _named(at, mark[1], language) or mark[0], pattern)


def _named(at: datetime, mark: str, language: str) -> str:
    if mark not in "ab":
        return ""
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse(language.split("-", maxsplit=1)[0] or "th")
    except (UnknownLocaleError, ValueError):
        locale = Locale("th")
    return format_date(at, "EEE" if mark == "a" else "LLL", locale=locale)
