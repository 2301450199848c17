"""Wording of the documents that sum a consultation up, and how they tell numbers."""

from datetime import datetime
from typing import Any

from admin.reports import catalogue
from admin.reports.notice_wording import gap
from admin.reports.thai import thai_date, thai_number
from consultation.responses.small import FEWEST_SHOWN

FILE = "outcome.toml"


def section(name: str) -> dict[str, Any]:
    """The texts of a section. Do not change it."""
    return catalogue.wording(FILE)[name]


def told(name: str, key: str, /, **values: object) -> str:
    """One text with its blanks filled; values stand as they are."""
    return str(section(name)[key]).format(**values)


def people(n: int) -> str:
    """A number of people; one to four are not told."""
    return told("words", "few") if 0 < n < FEWEST_SHOWN else thai_number(n)


def told_day(moment: datetime | None) -> str:
    """A day as letters write it, without the era; dots when there is none."""
    return thai_date(moment) if moment else gap("")
