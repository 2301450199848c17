"""A table of registered people on its way in: every row read, or every fault with its row; nothing in between.

Columns: จังหวัด, อายุ, and either เพศ with จำนวน, or ชาย and หญิง. The first row that names จังหวัด and อายุ is the header.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from consultation.invitations.listed import Fault, folded
from consultation.places.schemes import provinces
from consultation.population.ages import OLDEST, Ages, ages
from consultation.population.models import SEXES
from consultation.wording import wording

WORDS = "consultation.population"
MOST_ROWS = 40_000
MOST_PEOPLE = 100_000_000
_HEAD = 15  # title rows that may stand above the header

Rows = Iterable[tuple[int, Sequence[str]]]
Cell = tuple[str, str, Ages]  # province, sex, ages
Cells = dict[Cell, int]


def read(rows: Rows) -> tuple[Cells, list[Fault]]:
    """The people of a table by province, sex and ages, or its faults with their rows; never both."""
    filled = [(number, [cell.strip() for cell in row]) for number, row in rows if any(cell.strip() for cell in row)]
    columns, body = _header(filled)
    if columns is None:
        return {}, [_fault(0, "columns")]
    if not body:
        return {}, [_fault(0, "empty")]
    if len(body) > MOST_ROWS:
        return {}, [_fault(0, "most", most=MOST_ROWS)]
    found: Cells = {}
    where: dict[Cell, int] = {}
    faults: list[Fault] = []
    for number, row in body:
        given, wrong = _row(number, {name: row[at] if at < len(row) else "" for name, at in columns.items()})
        for cell, people in given:
            if cell in where:
                wrong.append(_fault(number, "double", before=where[cell]))
            found[cell], where[cell] = people, number
        faults += wrong
    faults = faults or _whole(found, where)
    return ({}, faults) if faults else (found, [])


def _row(number: int, cells: Mapping[str, str]) -> tuple[list[tuple[Cell, int]], list[Fault]]:
    """What one row says: a cell, or one for each sex."""
    wrong = []
    province, band = _province(cells["province"]), ages(cells["age"])
    if province is None:
        wrong.append(_fault(number, "province", given=cells["province"]))
    if band is None:
        wrong.append(_fault(number, "age", given=cells["age"]))
    if "people" in cells:
        sex = _sexes().get(folded(cells["sex"]))
        figures = {sex or "": cells["people"]}
        if sex is None:
            wrong.append(_fault(number, "sex", given=cells["sex"]))
    else:
        figures = {sex: cells[sex] for sex in SEXES}
    counted = {sex: _people(given) for sex, given in figures.items()}
    wrong += [_fault(number, "people", given=figures[sex]) for sex, people in counted.items() if people is None]
    if wrong or province is None or band is None:
        return [], wrong
    return [((province, sex, band), people or 0) for sex, people in counted.items()], []


def _whole(found: Cells, where: Mapping[Cell, int]) -> list[Fault]:
    """Faults of the table as a whole: ages that lie over one another, a province without a sex, nobody at all."""
    faults = []
    by_group: dict[tuple[str, str], list[Ages]] = {}
    for province, sex, band in found:
        by_group.setdefault((province, sex), []).append(band)
    for (province, sex), bands in by_group.items():
        ordered = sorted(bands, key=lambda band: (band.first, band.last or OLDEST))
        for one, other in pairwise(ordered):
            if one.meets(other):
                faults.append(_fault(where[province, sex, other], "over", before=where[province, sex, one]))
    for province in {province for province, _ in by_group}:
        if missing := [sex for sex in SEXES if (province, sex) not in by_group]:
            row = min(at for (of, _, _), at in where.items() if of == province)
            faults.append(_fault(row, "no_sex", sex=wording(WORDS)["sex_name"][missing[0]]))
    return sorted(faults, key=lambda fault: fault.row) or ([] if any(found.values()) else [_fault(0, "nobody")])


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[dict[str, int] | None, list[tuple[int, list[str]]]]:
    names = {folded(name): key for key, names in wording(WORDS)["column"].items() for name in names}
    for at, (_, row) in enumerate(rows[:_HEAD]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            if key := names.get(folded(cell)):
                columns.setdefault(key, place)
        if {"province", "age"} <= columns.keys() and (
            {"sex", "people"} <= columns.keys() or set(SEXES) <= columns.keys()
        ):
            if set(SEXES) <= columns.keys():
                columns = {name: place for name, place in columns.items() if name not in ("sex", "people")}
            return columns, list(rows[at + 1 :])
    return None, []


def _province(given: str) -> str | None:
    for word in wording(WORDS)["before_province"]:
        given = given.removeprefix(word)
    return _provinces().get(folded(given))


@cache
def _provinces() -> dict[str, str]:
    return {folded(name): one.iso for one in provinces() for name in (one.name_th, one.name_en, one.iso)}


@cache
def _sexes() -> dict[str, str]:
    return {folded(name): sex for sex in SEXES for name in wording(WORDS)["sex"][sex]}


def sex_of(given: str) -> str | None:
    """Which sex a choice's key or label means, as population tables know them; None for any other."""
    return _sexes().get(folded(given))


def _people(given: str) -> int | None:
    plain = given.replace(",", "").replace(" ", "").removesuffix(".0")
    return int(plain) if plain.isdecimal() and len(plain) < 10 and int(plain) <= MOST_PEOPLE else None


def _fault(row: int, why: str, /, **values: object) -> Fault:
    return Fault(row, str(wording(WORDS)["fault"][why]).format(**values))
