"""Thai wording about the law's clocks, from `th.toml` beside this file, and days as officers read them."""

from datetime import date
from functools import cache
from typing import Any

from babel.dates import get_day_names, get_month_names

from consultation.errors import Refused
from consultation.law.days import BUDDHIST_ERA
from consultation.wording import wording


def said(section: str, key: str, /, **values: Any) -> str:
    """One text of the catalogue with its blanks filled."""
    return str(wording("consultation.law")[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act is not possible, and how to mend it."""
    return Refused(said("problem", key, **values))


def said_date(day: date) -> str:
    """A day in the Buddhist Era: "4 ก.ค. 2568", with spaces that do not break."""
    return _kept(f"{day.day} {_months()[day.month]} {day.year + BUDDHIST_ERA}")


def both_eras(day: date) -> str:
    """A day with its weekday in both eras: "ศุกร์ 4 ก.ค. 2568 (2025-07-04)"."""
    return f"{weekday(day)} {said_date(day)} ({_kept(day.isoformat())})"


def weekday(day: date) -> str:
    """The name of a day's weekday, without the word for day."""
    return str(get_day_names("wide", locale="th")[day.weekday()]).removeprefix(said("day", "prefix"))


def era(year: int) -> int:
    """A CE year in the Buddhist Era."""
    return year + BUDDHIST_ERA


@cache
def _months() -> dict[int, str]:
    return dict(get_month_names("abbreviated", locale="th"))


def _kept(text: str) -> str:
    return text.replace(" ", "\u00a0")
