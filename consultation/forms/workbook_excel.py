"""Excel's two kinds of files as grids of text: .xlsx and .xlsm by openpyxl, .xls by xlrd.

What a cell holds becomes what its reader sees: whole numbers without a point, dates and times by ISO 8601, truth as
TRUE and FALSE. Of formulas the last value is taken.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

from consultation import zipped
from consultation.forms.workbook import MOST_COLUMNS, MOST_ROWS, BadForm, Grid, problem, word

# What people typed packs ten to thirty times smaller. A file that packs better was made to fill the memory.
MOST_TIMES_LARGER = 100
ALWAYS_FITS = 8 * 1024 * 1024
_CONTROL = re.compile(r"_x(?:00[01][0-9A-Fa-f]|FFF[EF])_")  # how a cell holds what XML cannot: \r is _x000D_


def xlsx(
    content: bytes, largest: int, *, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> Iterator[tuple[str, Grid]]:
    """The sheets by title, of each so many rows and columns and a little more.

    Raises BadForm where the file would unpack into more than `largest` bytes, or into very many times its own.
    """
    from openpyxl import load_workbook

    if not zipped.fits(content, min(largest, max(ALWAYS_FITS, MOST_TIMES_LARGER * len(content)))):
        raise BadForm([problem("too_large", word("the_file"), most=largest // 1024 // 1024)])
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(max_row=most_rows + 2, max_col=most_columns + 1, values_only=True)
        yield sheet.title, _numbered(rows)


def xls(content: bytes, *, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS) -> Iterator[tuple[str, Grid]]:
    """The sheets by title, of each so many rows and columns and a little more."""
    from xlrd import open_workbook

    book = open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
    for sheet in book.sheets():
        yield sheet.name, _of_xls(sheet, book.datemode, most_rows, most_columns)


def _numbered(rows: Iterable[tuple[Any, ...]]) -> Grid:
    for number, values in enumerate(rows, 1):
        yield number, [_text(value) for value in values]


def _of_xls(sheet: Any, datemode: int, most_rows: int, most_columns: int) -> Iterator[tuple[int, Sequence[str]]]:
    for number in range(min(sheet.nrows, most_rows + 2)):
        cells = sheet.row(number)[: most_columns + 1]
        yield number + 1, [_text(_of_xls_cell(cell, datemode)) for cell in cells]


def _of_xls_cell(cell: Any, datemode: int) -> Any:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE
    from xlrd.xldate import XLDateError, xldate_as_datetime

    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype != XL_CELL_DATE:
        return cell.value
    try:
        moment = xldate_as_datetime(cell.value, datemode)
    except (XLDateError, ValueError, OverflowError):
        return cell.value
    return moment.time() if cell.value < 1 else moment


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    return _CONTROL.sub("", value) if isinstance(value, str) else str(value)
