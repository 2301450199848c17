"""A file of answers as rows of cells by key: .xlsx, .xlsm, .xls, or CSV in any encoding that Excel writes."""

import csv
import io
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from consultation.entry.columns import Column, columns, heading
from consultation.entry.template import REASON
from consultation.entry.votes import adds, part
from consultation.entry.wording import refused, say
from consultation.forms import workbook_excel
from consultation.forms.form import Form
from consultation.forms.workbook import BadForm
from consultation.forms.workbook_text import decoded

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 64 * 1024 * 1024  # 20,000 rows of 50 cells are some 40 MB; in memory it becomes several times that
MOST_ROWS = 20_000
MOST_COLUMNS = 1000
HEADER_WITHIN = 10  # rows: whoever wrote a title above the table is understood
_DELIMITERS = ",;\t"

Grid = Iterable[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Line:
    """One row that is not empty: its number as Excel shows it, its cells by key."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class TableOf:
    """The rows, and the letter of each column by its key."""

    lines: tuple[Line, ...]
    letters: dict[str, str]


def read_table(form: Form, content: bytes, name: str) -> TableOf:
    """The rows of a file. Raises Refused for one that is no table of this form's answers."""
    if len(content) > LARGEST_FILE:
        raise refused("too_large", most=LARGEST_FILE // 1024 // 1024)
    try:
        grid = list(_grid(content))
    except BadForm as error:
        raise refused("too_large", most=LARGEST_UNPACKED // 1024 // 1024) from error
    except Exception as error:  # the readers have no error of their own: a broken part fails wherever it is touched
        raise refused("no_table", name=name) from error
    if len(grid) > MOST_ROWS + HEADER_WITHIN:
        raise refused("too_many_rows", most=f"{MOST_ROWS:,}")
    return _table(form, grid, name)


def _grid(content: bytes) -> Grid:
    bounds = {"most_rows": MOST_ROWS + HEADER_WITHIN, "most_columns": MOST_COLUMNS}
    if content.startswith(b"PK"):
        return _sheet(workbook_excel.xlsx(content, LARGEST_UNPACKED, **bounds))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _sheet(workbook_excel.xls(content, **bounds))
    text = decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if delimiter not in first:
        raise ValueError("no columns")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(number, row) for number, row in enumerate(reader, 1)]


def _sheet(sheets: Iterable[tuple[str, Grid]]) -> Grid:
    """The sheet of answers, else the first that has anything in it."""
    wanted, first = say("sheet", "answers"), None
    for title, grid in sheets:
        if title.strip() == wanted:
            return list(grid)
        first = first or list(grid)
    return first or []


def _table(form: Form, grid: Sequence[tuple[int, Sequence[str]]], name: str) -> TableOf:
    known = columns(form)
    found = _header(form, known, grid)
    if found is None:
        raise refused("no_header", name=name)
    at, keys = found
    written = [key for key in keys if key]
    if double := next((key for key in written if written.count(key) > 1), None):
        raise refused("same_column", text=double)
    headings = {heading(form, key) for key in written} | {say("sheet", "reason")}
    lines = []
    for place, (number, row) in enumerate(grid[at + 1 :]):
        texts = [text.strip() for text in row]
        filled = [text for text in texts if text]
        if not filled or (place == 0 and sum(text in headings for text in filled) * 2 >= len(filled)):
            continue
        cells = {key: text for key, text in zip(keys, texts, strict=False) if key and text and key != REASON}
        if cells:
            lines.append(Line(number, cells))
    if not lines:
        raise refused("no_rows", name=name)
    return TableOf(tuple(lines), {key: _letter(place) for place, key in enumerate(keys) if key})


def _header(
    form: Form, known: Sequence[Column], grid: Sequence[tuple[int, Sequence[str]]]
) -> tuple[int, list[str]] | None:
    """The row of keys, or of Thai headings, and the key of each column; a heading that is neither stays as it is."""
    keys = {column.key for column in known} | {question.name for question in form.questions} | {REASON}
    by_heading = {column.heading: column.key for column in known} | {say("sheet", "reason"): REASON}
    for at, (_, row) in enumerate(islice(grid, HEADER_WITHIN)):
        texts = [" ".join(text.split()) for text in row]
        named = [text if _is_key(form, text, keys) else by_heading.get(text, "") for text in texts]
        if sum(map(bool, named)) * 2 > sum(map(bool, texts)):
            return at, [key or text for key, text in zip(named, texts, strict=True)]
    return None


def _is_key(form: Form, text: str, keys: Container[str]) -> bool:
    return text.partition("[")[0] in keys or part(form, text) is not None or adds(form, text) is not None


def _letter(place: int) -> str:
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
