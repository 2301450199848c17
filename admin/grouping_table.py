"""Any CSV or XLSX table read as texts with their ids: whatever encoding, delimiter and title rows it came with."""

import csv
import io
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from consultation.errors import Refused
from nlp.clean import canonical
from nlp.taxonomy import BadTaxonomy, Taxonomy, from_file, from_rows, provincial

__all__ = ["BadTable", "Comment", "bad", "read_comments", "read_taxonomy", "wording"]

PROVINCIAL = "provincial"

_HEAD = 10  # title rows that may stand above the header
_CATEGORY = ("key", "label", "words", "examples")
_DELIMITERS = (",", ";", "\t", "|")
_LARGEST_FIELD = 10_000_000
_SHOWN = 5
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str]]


class BadTable(Refused):
    """The table cannot be grouped as given; the text is Thai and says what, where and how to mend it."""


@dataclass(frozen=True)
class Comment:
    """One row: its id (its own, or its place from 1) and its text as it stands in the table."""

    id: str
    text: str


@cache
def wording() -> dict[str, Any]:
    """Return the catalogue `grouping_file.toml`."""
    return tomllib.loads(resources.files("admin").joinpath("grouping_file.toml").read_text(encoding="utf-8"))


def bad(key: str, /, **values: object) -> BadTable:
    """Return the refusal of this key with its blanks filled."""
    return BadTable(str(wording()["problem"][key]).format(**values))


def read_comments(path: Path, text: str, id: str | None) -> list[Comment]:
    """Return the comments of a table in its order; rows without any content are left out.

    text, id: names of columns; found also where case, spaces or the spelling of marks differ. Raises BadTable.
    """
    head, rows = _table(path, text)
    column = _column(path, head, text)
    if not rows:
        raise bad("no_rows", path=path.name)
    ids = [str(place) for place in range(1, len(rows) + 1)] if id is None else _ids(path, head, rows, id)
    return [Comment(name, _cell(row, column)) for name, (_, row) in zip(ids, rows, strict=True)]


def read_taxonomy(given: str) -> Taxonomy:
    """Return the categories of a TOML, CSV or XLSX file, or the provincial ones by their name. Raises BadTable."""
    if given == PROVINCIAL:
        return provincial()
    path = Path(given)
    try:
        if path.suffix.lower() == ".toml":
            _content(path)
            return from_file(path)
        head, rows = _table(path, "label")
        columns = {name: place for name in _CATEGORY for place, cell in enumerate(head) if _same(cell) == name}
        if not {"key", "label"} <= columns.keys():
            raise bad("taxonomy_columns", path=path.name, known=", ".join(cell for cell in head if cell.strip()))
        return from_rows(
            {name: _several(name, _cell(row, place)) for name, place in columns.items()} for _, row in rows
        )
    except BadTaxonomy as error:
        raise bad(f"taxonomy_{error.reason}", path=path.name, key=error.key, place=error.place) from error


def _several(name: str, cell: str) -> str:
    """Words and examples stand in one cell with commas, semicolons or line breaks between them."""
    return cell.replace(";", "\n").replace(",", "\n") if name == "words" else cell.replace(";", "\n")


def _table(path: Path, text: str) -> tuple[list[str], list[Row]]:
    """The header and the rows under it that hold anything, each with its number in the file."""
    tried: list[list[Row]] = []
    for rows in _readings(path, _content(path)):
        place = _header(rows, text)
        if place is not None:
            return rows[place][1], [row for row in rows[place + 1 :] if any(cell.strip() for cell in row[1])]
        tried.append([row for row in rows if any(cell.strip() for cell in row[1])])
    widest = max((rows[0][1] for rows in tried if rows), key=len, default=None)
    if widest is None:
        raise bad("empty", path=path.name)
    return widest, []


def _content(path: Path) -> bytes:
    if not path.exists():
        raise bad("missing", path=path)
    if path.is_dir():
        raise bad("folder", path=path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise bad("unreadable", path=path, why=error.strerror) from error
    if not content.strip():
        raise bad("empty", path=path.name)
    return content


def _readings(path: Path, content: bytes) -> Iterator[list[Row]]:
    """The table in each way it may be meant: every sheet of a workbook, or a text by every delimiter."""
    if content.startswith(_OLD_EXCEL):
        raise bad("old_excel", path=path.name)
    if content.startswith(_ZIP) or path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _sheets(path, content)
        return
    decoded = _decoded(path, content)
    unclosed = 0
    for delimiter in sorted(_DELIMITERS, key=lambda sign: -decoded.count(sign, 0, 20_000)):
        rows = _rows(decoded, delimiter)
        if isinstance(rows, int):
            unclosed = unclosed or rows
        else:
            yield rows
    if unclosed:
        raise bad("quote", path=path.name, line=unclosed)


def _sheets(path: Path, content: bytes) -> Iterator[list[Row]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            sheets.append([(n, [_written(cell) for cell in row]) for n, row in enumerate(sheet.values, 1)])
    except Exception as error:  # a broken workbook fails in zipfile, XML or openpyxl, each with its own error
        raise bad("broken_xlsx", path=path.name) from error
    yield from sheets


def _written(cell: object) -> str:
    """A cell's value as text: whole numbers without a decimal point, dates as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)


def _decoded(path: Path, content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, UTF-8 where it is valid, otherwise the Thai code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codes: tuple[str, ...] = ("utf-16",)
    else:
        codes = ("utf-8-sig", "cp874")
    for code in codes:
        try:
            return content.decode(code)
        except UnicodeDecodeError as error:
            failed = error
    raise bad("encoding", path=path.name, at=failed.start)


def _rows(decoded: str, delimiter: str) -> list[Row] | int:
    """The records, or the line where one begins whose quotation mark is never closed."""
    previous = csv.field_size_limit(_LARGEST_FIELD)
    try:
        return _parsed(decoded, delimiter, strict=True)
    except _Unclosed as error:
        return error.line
    except csv.Error:  # something stands after a closing quote: read as spreadsheets do
        return _parsed(decoded, delimiter, strict=False)
    finally:
        csv.field_size_limit(previous)


class _Unclosed(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _parsed(decoded: str, delimiter: str, *, strict: bool) -> list[Row]:
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter, strict=strict)
    rows: list[Row] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _Unclosed(line) from error
        raise
    return rows


def _same(name: str) -> str:
    return canonical(name).replace(" ", "")


def _header(rows: Sequence[Row], text: str) -> int | None:
    """Which of the first rows names the column."""
    for place, (_, row) in enumerate(rows[:_HEAD]):
        if any(_same(cell) == _same(text) for cell in row):
            return place
    return None


def _column(path: Path, head: Sequence[str], name: str) -> int:
    exact = [place for place, cell in enumerate(head) if cell == name]
    found = exact or [place for place, cell in enumerate(head) if _same(cell) == _same(name)]
    if not found:
        known = ", ".join(cell.strip() for cell in head if cell.strip())
        raise bad("column", path=path.name, name=name, known=known)
    if len(found) > 1:
        raise bad("column_twice", path=path.name, name=name)
    return found[0]


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _ids(path: Path, head: Sequence[str], rows: Sequence[Row], name: str) -> list[str]:
    column = _column(path, head, name)
    places: dict[str, list[int]] = {}
    for number, row in rows:
        places.setdefault(_cell(row, column).strip(), []).append(number)
    if "" in places:
        raise bad("no_id", name=name, rows=_some([str(number) for number in places[""]]))
    same = [(key, numbers) for key, numbers in places.items() if len(numbers) > 1]
    if same:
        row_wording = str(wording()["problem"]["same_id_rows"])
        shown = [row_wording.format(id=key, rows=_some([str(n) for n in numbers])) for key, numbers in same]
        raise bad("same_id", name=name, ids=_some(shown))
    return [_cell(row, column).strip() for _, row in rows]


def _some(items: Sequence[str]) -> str:
    """The first five, and how many more."""
    more = str(wording()["problem"]["and_more"]).format(count=len(items) - _SHOWN) if len(items) > _SHOWN else ""
    return ", ".join(items[:_SHOWN]) + more
