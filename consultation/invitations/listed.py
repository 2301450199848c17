"""A list of organisations on its way in: every row read, or every fault with its row; nothing in between.

The first row that names an organisation's column is the header. Columns: หน่วยงาน (needed), ภาคส่วน (needed: its name or
its letter), จังหวัด, จำนวน (codes for one organisation, 1 when left out).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from consultation.invitations.models import SECTORS
from consultation.places.schemes import provinces
from consultation.wording import wording

WORDS = "consultation.invitations"
LONGEST = 120  # characters of an organisation's name
MOST_EACH = 20  # codes of one organisation
MOST_ROWS = 2000
_HEAD = 10  # title rows that may stand above the header

Rows = Iterable[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Listed:
    """An organisation that gets a code."""

    organisation: str
    sector: str
    province: str | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row of the file. row: its number there, 0 for the whole."""

    row: int
    why: str


def sector_name(sector: str) -> str:
    """A sector as officers write it."""
    return str(wording(WORDS)["sector"][sector])


def read(rows: Rows, isos: Sequence[str], known: Iterable[str] = ()) -> tuple[list[Listed], list[Fault]]:
    """The organisations of a list, one for each code, and its faults.

    isos: the provinces of the cluster. known: organisations that have codes already.
    """
    filled = [(number, [_plain(cell) for cell in row]) for number, row in rows if any(cell.strip() for cell in row)]
    columns, body = _header(filled)
    if columns is None or not {"organisation", "sector"} <= columns.keys():
        return [], [_fault(0, "columns")]
    if not body:
        return [], [_fault(0, "empty")]
    if len(body) > MOST_ROWS:
        return [], [_fault(0, "most", most=MOST_ROWS, there=len(body))]
    found: list[Listed] = []
    faults: list[Fault] = []
    seen, before = dict[str, int](), {folded(name) for name in known}
    for number, row in body:
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        wrong = [*_of_name(cells["organisation"], number, seen, before), *_of_rest(cells, number, isos)]
        faults += wrong
        if not wrong:
            one = Listed(cells["organisation"], _sector(cells["sector"]) or "", _province(cells.get("province", "")))
            found += [one] * (_count(cells.get("count", "")) or 1)
    return ([], faults) if faults else (found, [])


def folded(name: str) -> str:
    """An organisation's name without what tells no two apart."""
    return "".join(
        char for char in unicodedata.normalize("NFKC", name).casefold() if char.isalnum() or ord(char) > 0xE30
    )


def _of_name(name: str, number: int, seen: dict[str, int], before: set[str]) -> list[Fault]:
    if not name:
        return [_fault(number, "no_organisation")]
    if len(name) > LONGEST:
        return [_fault(number, "long", most=LONGEST, there=len(name))]
    same = folded(name)
    if same in before:
        return [_fault(number, "known", name=name)]
    if same in seen:
        return [_fault(number, "double", name=name, row=seen[same])]
    seen[same] = number
    return []


def _of_rest(cells: Mapping[str, str], number: int, isos: Sequence[str]) -> list[Fault]:
    wrong = []
    if not cells["sector"]:
        wrong.append(_fault(number, "no_sector"))
    elif _sector(cells["sector"]) is None:
        wrong.append(_fault(number, "sector", given=cells["sector"], known=", ".join(map(sector_name, SECTORS))))
    if given := cells.get("province", ""):
        iso = _province(given)
        if iso is None:
            wrong.append(_fault(number, "province", given=given))
        elif iso not in isos:
            wrong.append(_fault(number, "outside", given=given))
    if (given := cells.get("count", "")) and not _count(given):
        wrong.append(_fault(number, "count", given=given, most=MOST_EACH))
    return wrong


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[dict[str, int] | None, list[tuple[int, list[str]]]]:
    names = {folded(name): key for key, names in wording(WORDS)["column"].items() for name in names}
    for at, (_, row) in enumerate(rows[:_HEAD]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            if key := names.get(folded(cell)):
                columns.setdefault(key, place)
        if "organisation" in columns:
            return columns, list(rows[at + 1 :])
    return None, []


def _sector(given: str) -> str | None:
    if given.upper() in SECTORS:
        return given.upper()
    return _sectors().get(folded(given))


@cache
def _sectors() -> dict[str, str]:
    named = {folded(name): key for key, name in wording(WORDS)["sector"].items()}
    others = {folded(name): key for key, names in wording(WORDS)["sector_also"].items() for name in names}
    return others | named


def _province(given: str) -> str | None:
    for word in wording(WORDS)["before_province"]:
        given = given.removeprefix(word)
    return _provinces().get(folded(given))


@cache
def _provinces() -> dict[str, str]:
    return {folded(name): one.iso for one in provinces() for name in (one.name_th, one.name_en, one.iso)}


def _count(given: str) -> int | None:
    count = int(given) if given.isdecimal() and len(given) < 4 else 0
    return count if 1 <= count <= MOST_EACH else None


def _plain(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _fault(row: int, why: str, /, **values: object) -> Fault:
    return Fault(row, str(wording(WORDS)["fault"][why]).format(**values))
