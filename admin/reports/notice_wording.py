"""Wording of notices from `templates/notice.toml`, dates with the era's name, and gaps that are still to be filled."""

from datetime import date, datetime
from typing import Any

from admin.reports import catalogue as catalogues
from admin.reports.thai import BANGKOK, BUDDHIST_ERA, MONTHS, thai_digits
from consultation.errors import Refused

FILE = "notice.toml"


def catalogue() -> dict[str, Any]:
    """Everything in the catalogue. Do not change it."""
    return catalogues.wording(FILE)


def said(section: str, key: str, /, **values: object) -> str:
    """One text with its blanks filled; values stand as they are."""
    return str(catalogue()[section][key]).format(**values)


def refused(key: str, /, **values: object) -> Refused:
    """Why a document cannot be made."""
    return Refused(said("problem", key, **values))


def gap(text: str) -> str:
    """The text in official digits, or dots where somebody has still to write."""
    return thai_digits(text) if text.strip() else said("words", "gap")


def era_date(day: date | datetime | None) -> str:
    """A day as announcements write it: "๔ กรกฎาคม พ.ศ. ๒๕๖๘"; dots when there is none."""
    if day is None:
        return said("words", "gap")
    if isinstance(day, datetime):
        day = day.astimezone(BANGKOK).date()
    return thai_digits(f"{day.day} {MONTHS[day.month - 1]} {said('words', 'era')}\u00a0{day.year + BUDDHIST_ERA}")


def era_moment(moment: datetime | None) -> str:
    """A day with its time: "๔ กรกฎาคม พ.ศ. ๒๕๖๘ เวลา ๐๙.๓๐ น."."""
    if moment is None:
        return said("words", "gap")
    return said("words", "moment", day=era_date(moment), time=clock_time(moment))


def clock_time(moment: datetime) -> str:
    """The time of the day: "๐๙.๓๐"."""
    return thai_digits(f"{moment.astimezone(BANGKOK):%H.%M}")
