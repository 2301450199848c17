"""Statements that officers paste in bulk: one a line, or one a row of a table with a column for each language.

Every line comes back, as a statement or as a fault that says what is wrong with it: nothing is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from consultation.errors import refused
from consultation.opinion import text as texts

MOST_LINES = 500  # at once
_LISTED = regex.compile(r"^\s*(?:[-–•*·]|[0-9๐-๙]{1,3}[.)])\s*(?=\S)")


@dataclass(frozen=True)
class Seed:
    """A statement to be put in. line: as it was pasted, its number from 1."""

    number: int
    line: str
    text: str
    translations: dict[str, str]


@dataclass(frozen=True)
class Fault:
    """A line that cannot be taken, and why, in Thai."""

    number: int
    line: str
    why: str


@dataclass(frozen=True)
class Known:
    """A statement that is there already; ref: how the page names it."""

    ref: str
    text: str


def read(
    pasted: str, languages: Sequence[str], known: Mapping[str, Known], *, similar: bool = False
) -> tuple[list[Seed], list[Fault]]:
    """The statements of a paste and the lines that cannot be taken, in order.

    languages: of the columns, the first that of the statement itself; a row of codes above names its own. known: what
    is there, by wording. similar: whether lines that are nearly the same as another are meant to be taken.
    """
    lines = [(number, line) for number, line in enumerate(pasted.splitlines(), 1) if line.strip()]
    lines, languages = _headed(lines, languages)
    unlisted = _unlisted([line for _, line in lines])
    seeds: list[Seed] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for (number, line), content in zip(lines, unlisted, strict=True):
        cells = [texts.one_line(cell) for cell in content.split("\t")]
        why = _why_not(cells, languages, known, first) or (_too_many() if len(seeds) >= MOST_LINES else "")
        if why:
            faults.append(Fault(number, line, why))
            continue
        first[texts.wording(cells[0])] = number
        translations = {code: cell for code, cell in zip(languages[1:], cells[1:], strict=False) if cell}
        seeds.append(Seed(number, line, cells[0], translations))
    return (seeds, faults) if similar else _unlike(seeds, faults, known)


def left(pasted: str, languages: Sequence[str], faults: Sequence[Fault]) -> str:
    """What is still to be pasted: the lines with faults, below the row of codes where there was one."""
    first = next((line for line in pasted.splitlines() if line.strip()), "")
    head = [first] if faults and _codes(first, languages) else []
    return "\n".join([*head, *(fault.line for fault in faults)])


def _headed(lines: list[tuple[int, str]], languages: Sequence[str]) -> tuple[list[tuple[int, str]], Sequence[str]]:
    """The lines without a first row that holds codes of languages, and the languages it names."""
    codes = _codes(lines[0][1], languages) if lines else []
    return (lines[1:], codes) if codes else (lines, languages)


def _codes(line: str, languages: Sequence[str]) -> list[str]:
    """The codes of languages that a row holds and nothing else; none for any other row."""
    codes = [cell.strip() for cell in line.split("\t")]
    return codes if len(set(codes)) == len(codes) and set(codes) <= set(languages) else []


def _unlisted(lines: list[str]) -> list[str]:
    """The lines without their numbers or bullets, where every one of them has one."""
    if len(lines) > 1 and all(_LISTED.match(line) for line in lines):
        return [_LISTED.sub("", line) for line in lines]
    return lines


def _why_not(cells: list[str], languages: Sequence[str], known: Mapping[str, Known], first: dict[str, int]) -> str:
    if not texts.speaks(cells[0]):
        return _say("seed_empty")
    if len([cell for cell in cells if cell]) > len(languages):
        return _say("seed_columns", given=len(cells), known=len(languages))
    if long := next((cell for cell in cells if texts.too_long(cell)), None):
        return _say("seed_long", length=texts.length(long), most=texts.LONGEST)
    wording = texts.wording(cells[0])
    if wording in known:
        return _say("seed_known", ref=known[wording].ref)
    return _say("seed_repeated", number=first[wording]) if wording in first else ""


def _unlike(seeds: list[Seed], faults: list[Fault], known: Mapping[str, Known]) -> tuple[list[Seed], list[Fault]]:
    """The same with lines that are nearly the same as another, or as what is there, among the faults."""
    there = list(known.values())
    near = texts.alike([one.text for one in there] + [seed.text for seed in seeds])[len(there) :]
    taken: list[Seed] = []
    for place, (seed, others) in enumerate(zip(seeds, near, strict=True), len(there)):
        if (other := next((other for other in others if other < place), None)) is None:
            taken.append(seed)
            continue
        text = there[other].text if other < len(there) else seeds[other - len(there)].text
        faults.append(Fault(seed.number, seed.line, _say("seed_similar", text=text)))
    return taken, sorted(faults, key=lambda fault: fault.number)


def _too_many() -> str:
    return _say("seed_many", most=MOST_LINES)


def _say(key: str, **values: Any) -> str:
    return str(refused(key, **values))
