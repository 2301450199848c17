"""Quarters of the Thai fiscal year, which begins on 1 October: the first quarter of 2570 is October 2026."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from consultation.commitments.wording import refused, said

BUDDHIST_ERA = 543


@dataclass(frozen=True, order=True)
class Quarter:
    """year: fiscal, B.E.; number: 1 (October to December) to 4 (July to September)."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """As addresses write it: "2570-1"."""
        return f"{self.year}-{self.number}"

    @property
    def name(self) -> str:
        """As people say it."""
        return said("words", "quarter", quarter=self.number, year=self.year)

    @property
    def first(self) -> date:
        """Its first day."""
        year = self.year - BUDDHIST_ERA - (self.number == 1)
        return date(year, {1: 10, 2: 1, 3: 4, 4: 7}[self.number], 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> "Quarter":
        """The quarter that follows."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def before(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    number = (day.month + 2) // 3 % 4 + 1
    return Quarter(day.year + BUDDHIST_ERA + (number == 1), number)


def quarter(key: str) -> Quarter:
    """The quarter of a key such as "2570-1". Raises Refused."""
    found = re.fullmatch(r"(2[0-9]{3})-([1-4])", key)
    if found is None:
        raise refused("quarter")
    return Quarter(int(found[1]), int(found[2]))
