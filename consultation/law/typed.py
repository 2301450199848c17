"""Days as people type them, in either era."""

from datetime import date

from consultation.law.days import BUDDHIST_ERA
from consultation.law.wording import refused

_BUDDHIST = 2400  # a larger year is of the Buddhist Era
_THAI_ZERO, _DIGITS = 0x0E50, 10
_LONGEST, _LAST_YEAR = 40, 9999


def parse_day(text: str) -> date:
    """A day as people write it: 2027-04-13, 13/4/2570, 13-4-2570. Raises ValueError."""
    given = text.strip().translate({_THAI_ZERO + n: str(n) for n in range(_DIGITS)})
    parts = [int(part) for part in given[:_LONGEST].replace("-", "/").replace(".", "/").split("/")]
    if len(parts) != 3 or max(parts) > _LAST_YEAR:  # day, month, year
        raise ValueError(text)
    year, month, day = parts if parts[0] > 31 else parts[::-1]  # no day is that large
    return date(year - BUDDHIST_ERA if year > _BUDDHIST else year, month, day)


def typed_day(text: str) -> date | None:
    """The day that a field holds; None when it is empty. Raises Refused."""
    if not text.strip():
        return None
    try:
        return parse_day(text)
    except ValueError:
        raise refused("day_unreadable", given=text.strip()[:40]) from None


def needed_day(text: str, what: str) -> date:
    """The day that a field must hold. what: whose day it is. Raises Refused."""
    if (day := typed_day(text)) is None:
        raise refused("day_missing", what=what)
    return day
