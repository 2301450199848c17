"""A table of targets on its way in: with a number for each line, or with figures of population to share a total by."""

from collections.abc import Iterable, Mapping, Sequence

from consultation.invitations.listed import Fault, folded
from consultation.places.schemes import provinces
from consultation.quotas.counting import Cell, shared
from consultation.quotas.service import MOST_TARGET, PARTS
from consultation.wording import wording

Choices = Mapping[str, Mapping[str, str]]
Rows = Iterable[tuple[int, Sequence[str]]]
_HEAD = 10
_DIGITS = 10


WORDS = "consultation.quotas"


def read(rows: Rows, known: Choices, total: int | None = None) -> tuple[dict[Cell, int], list[Fault]]:
    """The targets of a table, or its faults with their rows; never both.

    known: what may stand in each column (`service.choices`). total: what is shared where the table has population.
    """
    filled = [(number, list(row)) for number, row in rows if any(cell.strip() for cell in row)]
    columns, body = _header(filled)
    number = "target" if "target" in columns else "population"
    if number not in columns or not columns.keys() & set(PARTS):
        return {}, [_fault(0, "columns")]
    if number == "population" and not total:
        return {}, [_fault(0, "no_total")]
    faults = [
        _fault(0, "not_asked", part=wording(WORDS)["part"][part]) for part in PARTS if part in columns.keys() - known
    ]
    found, where = dict[Cell, int](), dict[Cell, int]()
    for at, row in body if not faults else ():
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        given = {part: _meant(part, cells[part], known[part]) for part in PARTS if cells.get(part)}
        wrong = [_fault(at, f"unknown_{part}", given=cells[part]) for part, value in given.items() if value is None]
        n = cells[number].replace(",", "")
        if not (n.isdecimal() and len(n) <= _DIGITS and (number == "population" or int(n) <= MOST_TARGET)):
            wrong.append(_fault(at, "number", given=cells[number]))
        cell = Cell(**{part: value or "" for part, value in given.items()})
        if not wrong and cell in where:
            wrong.append(_fault(at, "double", before=where[cell]))
        faults += wrong
        if not wrong:
            found[cell], where[cell] = int(n), at
    if not faults and not sum(found.values()):
        faults = [_fault(0, "empty")]
    if faults:
        return {}, faults
    if number == "population":
        found = dict(zip(found, shared(total or 0, list(found.values())), strict=True))
    return found, []


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    names = {folded(name): key for key, names in wording(WORDS)["column"].items() for name in names}
    for at, (_, row) in enumerate(rows[:_HEAD]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            if key := names.get(folded(cell)):
                columns.setdefault(key, place)
        if columns.keys() & {"target", "population"}:
            return columns, list(rows[at + 1 :])
    return {}, []


def _meant(part: str, given: str, known: Mapping[str, str]) -> str | None:
    names = {folded(name): key for key, name in known.items()} | {folded(key): key for key in known}
    if part == "province":
        given = _without(given)
        names |= {folded(one.name_en): one.iso for one in provinces() if one.iso in known}
    return names.get(folded(given))


def _without(given: str) -> str:
    for word in wording(WORDS)["before_province"]:
        given = given.removeprefix(word)
    return given


def _fault(row: int, why: str, /, **values: object) -> Fault:
    return Fault(row, str(wording(WORDS)["fault"][why]).format(**values))
