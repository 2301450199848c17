"""Workbooks: the empty one to be filled in, made of the form, and the one with the rows that have to be mended."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from consultation.entry.columns import Column, columns, heading
from consultation.entry.wording import say
from consultation.forms.form import Form
from consultation.forms.workbook import held

FIRST_ROW = 3  # below the keys and the headings
LAST_ROW = 5002
REASON = "_reason"
_GREY, _BLUE, _RED = (PatternFill("solid", fgColor=colour) for colour in ("EEEEEE", "DCE9F7", "FBE3E0"))
_WIDTH, _WIDEST = 18, 40


def template(form: Form) -> bytes:
    """The workbook to be filled in: keys, headings with notes, choices as lists, how to fill in."""
    return _book(columns(form), ())


def filled(form: Form, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The workbook with rows in it, by the keys of columns."""
    found = columns(form)
    known = {column.key for column in found}
    more = dict.fromkeys(key for row in rows for key in row if key not in known)
    return _book([*found, *(Column(key, heading(form, key)) for key in more)], rows)


def mended(form: Form, rows: Sequence[tuple[Mapping[str, str], str]]) -> bytes:
    """The rows that could not be taken, each with the reason in the first column; it can be brought in again."""
    found = columns(form)
    known = {column.key for column in found}
    more = dict.fromkeys(key for row, _ in rows for key in row if key not in known)
    reason = Column(REASON, say("sheet", "reason"))
    every = [reason, *found, *(Column(key, heading(form, key)) for key in more)]
    return _book(every, [{**row, REASON: why} for row, why in rows])


def _book(of: Sequence[Column], rows: Sequence[Mapping[str, str]]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = say("sheet", "answers")
    lists = book.create_sheet(say("sheet", "choices"))
    for at, column in enumerate(of, 1):
        _head(sheet, at, column)
        if column.choices:
            _listed(sheet, lists, at, column)
    for number, row in enumerate(rows, FIRST_ROW):
        for at, column in enumerate(of, 1):
            if text := row.get(column.key, ""):
                _written(sheet, number, at, text)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 2)
    sheet.row_dimensions[1].height = 12
    sheet.row_dimensions[2].height = 54
    _help(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(sheet: Any, row: int, column: int, text: str) -> Any:
    """A cell in which a text stays a text: no formula, no lost zero."""
    cell = sheet.cell(row, column)
    cell.value, cell.data_type = held(text), "s"
    return cell


def _head(sheet: Any, at: int, column: Column) -> None:
    key, name = _written(sheet, 1, at, column.key), _written(sheet, 2, at, column.heading)
    key.font, key.fill = Font(size=8, color="666666"), _GREY
    name.font, name.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    name.fill = _RED if column.key == REASON else _GREY if column.key.startswith("_") else _BLUE
    sheet.column_dimensions[get_column_letter(at)].width = min(_WIDEST, max(_WIDTH, len(column.heading) // 2))
    sheet.column_dimensions[get_column_letter(at)].number_format = "@"
    if column.note:
        name.comment = Comment(column.note, "Prachakhom", width=320, height=140)


def _listed(sheet: Any, lists: Any, at: int, column: Column) -> None:
    """The choices in a column of the second sheet, and a list of them in every cell of the first."""
    letter = get_column_letter(at)
    _written(lists, 1, at, column.heading).font = Font(bold=True)
    for number, label in enumerate(column.choices, 2):
        _written(lists, number, at, label)
    where = f"{quote_sheetname(lists.title)}!${letter}$2:${letter}${len(column.choices) + 1}"
    # Whatever else is typed is told of when the file is checked, by row and with what may have been meant.
    valid = DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=False)
    valid.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
    sheet.add_data_validation(valid)


def _help(book: Any) -> None:
    sheet = book.create_sheet(say("sheet", "help"))
    sheet.column_dimensions["A"].width = 100
    for number in (1, 2, 3, 4):
        sheet.cell(number, 1, say("sheet", f"help_{number}")).alignment = Alignment(wrap_text=True)
