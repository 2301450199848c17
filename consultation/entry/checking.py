"""A whole table held against the form: everything that is wrong at once, by row and column. Pure, but for its cost."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from consultation import ids
from consultation.attachments.service import SCAN
from consultation.entry.brought import Named, placed
from consultation.entry.columns import heading
from consultation.entry.facts import NUMBER, Facts, Span, noon, read_facts
from consultation.entry.fault import Fault, wrong
from consultation.entry.reading import Sheet, read
from consultation.entry.tables import Line, TableOf
from consultation.forms.form import Form


@dataclass(frozen=True)
class Entry:
    """One paper ready to be stored. scans: references of the pictures of the whole sheet (`scans`)."""

    sheet: Sheet
    facts: Facts
    receipt: str
    scans: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The paper's own number."""
        return self.facts.number


@dataclass(frozen=True)
class RowFault:
    """One thing that is wrong. row, letter: as Excel shows them; heading: the column's in Thai."""

    row: int
    letter: str
    heading: str
    text: str

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a batch's report."""
        return asdict(self)


@dataclass(frozen=True)
class Checked:
    """good: what can be stored, in the file's order, and their rows' numbers; bad: the rows that cannot, with why."""

    good: tuple[Entry, ...]
    rows: tuple[int, ...]
    bad: tuple[Line, ...]
    faults: tuple[RowFault, ...]


def numbers_in(table: TableOf) -> list[str]:
    """The paper numbers that a table has."""
    found = (" ".join(line.cells.get(NUMBER, "").split()) for line in table.lines)
    return sorted({number for number in found if number})


def check(
    form: Form,
    table: TableOf,
    days: Span,
    stored: Mapping[str, str],
    now: datetime,
    pictures: Mapping[str, Named] | None = None,
) -> Checked:
    """Read every row. stored: receipts by paper number of what is stored; pictures: that came along, by name."""
    good: list[tuple[int, Entry]] = []
    bad: list[Line] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    used: dict[str, int] = {}
    for line in table.lines:
        cells, lost = placed(form, line.cells, line.number, pictures or {}, used)
        entry = entered(form, cells, days, now, numbered=True, pictures=used.keys())
        doubled = _doubled(entry.number, line.number, seen, stored)
        found = [*doubled, *lost, *entry.facts.faults, *entry.sheet.faults]
        if not found:
            good.append((line.number, entry))
            continue
        bad.append(line)
        faults += [
            RowFault(line.number, table.letters.get(one.key, ""), heading(form, one.key), one.text) for one in found
        ]
    return Checked(tuple(entry for _, entry in good), tuple(row for row, _ in good), tuple(bad), tuple(faults))


def entered(
    form: Form,
    cells: Mapping[str, str],
    days: Span,
    now: datetime,
    *,
    numbered: bool,
    blank_ok: bool = False,
    pictures: Collection[str] = (),
) -> Entry:
    """One paper from its cells, with what is wrong in its facts and its sheet.

    pictures: references of the files that it may have.
    """
    facts = read_facts(cells, days, numbered=numbered)
    receipt = ids.receipt()
    answers = {key: text for key, text in cells.items() if not key.startswith("_")}
    at = noon(facts.day) if facts.day and facts.day != days.today else now
    sheet = read(form, answers, now=at, receipt=receipt, blank_ok=blank_ok, pictures=pictures)
    scans = tuple(one for one in cells.get(SCAN, "").split() if one in pictures)
    return Entry(sheet, facts, receipt, scans)


def _doubled(number: str, row: int, seen: dict[str, int], stored: Mapping[str, str]) -> list[Fault]:
    """Whether a paper's number is there before, in the file or in what is stored."""
    if not number:
        return []
    if number in stored:
        return [wrong(NUMBER, "number_stored", text=number, receipt=stored[number])]
    if number in seen:
        return [wrong(NUMBER, "number_twice", text=number, row=seen[number])]
    seen[number] = row
    return []
