"""Numbers of people that an officer typed into a result, beside the figures that the page hides.

Pure. The page hides numbers under five and whatever would give them away; a sentence above it must not tell them
again, nor a number that leaves a few people when it is taken from the whole. What is found is quoted, so that it can be
reworded; who means something else than people who answered writes the number in words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from consultation.responses.small import FEWEST_SHOWN
from consultation.wording import wording
from nlp.lexicon import table

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_NUMBER = re.compile(r"(?<![\d.,/:])(\d{1,3}(?:,\d{3})+|\d{1,7})(?![\d/:]|[.,]\d|\s*%)")
_AROUND = 24  # characters on each side that are quoted


@dataclass(frozen=True)
class Hidden:
    """A table of how many people: all the numbers, and the names of those that are not shown."""

    numbers: Mapping[str, int]
    gone: frozenset[str]


def numbered(text: str) -> bool:
    """Whether there is any number in a text at all."""
    return _NUMBER.search(text.translate(_DIGITS)) is not None


def telling(text: str, people: int, tables: tuple[Hidden, ...], *, any_few: bool) -> list[str]:
    """The pieces of a text that tell what a table hides, quoted.

    people: how many answered. any_few: also whatever speaks of one to four people.
    """
    return [
        _quoted(line, found)
        for line in text.translate(_DIGITS).splitlines()
        for found in _NUMBER.finditer(line)
        if _tells(line, found, people, tables, any_few=any_few)
    ]


def _tells(line: str, found: re.Match[str], people: int, tables: tuple[Hidden, ...], *, any_few: bool) -> bool:
    number = int(found[1].replace(",", ""))
    percent = line[: found.start()].rstrip().endswith(_percent())
    if number == people or percent:  # the page says the whole itself
        return False
    counted = _counters().match(line, found.end()) is not None
    if counted and any_few and 0 < number < FEWEST_SHOWN:
        return True
    if counted and any(table.gone for table in tables) and 0 < people - number < FEWEST_SHOWN:
        return True
    if not counted and _of_no_people(line, found):
        return False
    return any(number in _giving(table, people, line) for table in tables)


def _of_no_people(line: str, found: re.Match[str]) -> bool:
    """Whether a number numbers a list, is of a date, or counts what is no person."""
    before = line[: found.start()].strip(" (")
    if not before and line[found.end() : found.end() + 1] in (".", ")"):
        return True
    return _units().match(line, found.end()) is not None or before.endswith(tuple(_said()["before"]))


def _giving(table: Hidden, people: int, line: str) -> Iterator[int]:
    """The numbers by which a hidden one that the line names is known: itself, and what is left without it."""
    for name in table.gone:
        if name in line and (n := table.numbers.get(name, 0)):
            yield n
            yield people - n
            yield sum(table.numbers.get(each, 0) for each in table.gone) - n


def _quoted(line: str, found: re.Match[str]) -> str:
    first, last = max(0, found.start() - _AROUND), found.end() + _AROUND
    return f"{'…' if first else ''}{line[first:last].strip()}{'…' if last < len(line) else ''}"


@cache
def _counters() -> re.Pattern[str]:
    """What is said after a number of people."""
    return re.compile(rf"\s*{_any(_said()['counters'])}(?!{re.escape(_said()['each'])})")


@cache
def _units() -> re.Pattern[str]:
    """What is said after a number that is of no people: a month, a unit, a kind of place without a name after it."""
    said = _said()
    months = [name for names in table("dates")["months"] for name in names if name == names[0] or "." in name]
    place = rf"{_any(said['places'])}(?=$|[^\u0e00-\u0e7f])"
    unit = rf"{_any(said['units'])}(?!{_any(said['not_so'])})"
    return re.compile(rf"\s*(?:{_any(months)}|{unit}|{place})")


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


def _percent() -> str:
    """What is said before a per cent."""
    return str(_said()["percent"])


def _said() -> dict[str, Any]:
    return dict(wording("consultation.lifecycle")["typed"])
