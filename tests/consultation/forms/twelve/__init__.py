"""A questionnaire of our own for the whole way: from Excel, through every channel in four languages, back to Excel.

Twelve questions with conditions, a cascade (province → district), a repeat (people in the house) and Thai, English,
Malay and Jawi; its text is `twelve.toml`. `book()` makes the workbook as an officer would have typed it, `form()` reads
it, and `cells()` takes a workbook apart, so that one that was exported can be held against the one that went in.
"""

import io
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from consultation.forms.form import Form
from consultation.forms.xlsform import read
from tests.consultation.forms.workbooks import Table, workbook

LANGUAGES = ("th", "en", "ms", "ms-Arab")
TEXTS = ("label", "hint", "constraint_message", "required_message")

# One household's answers as they are stored, by key; the second person is old enough to be asked about help.
ANSWERS: dict[str, str | None] = {
    "province": "TH-96", "district": "9602", "lived": "31", "water": "well rain", "flooded": "yes",
    "since": "2026-10-28", "depth": "0.8",
    "member[0]": "yes", "relation[1]": "self", "age[1]": "45",
    "member[1]": "yes", "relation[2]": "parent", "age[2]": "71", "helped[2]": "no", "member[2]": "no",
    "first": "warning drains road", "wish": "เตือนก่อนสักวัน จะได้ขนของทัน",
}  # fmt: skip


@cache
def book() -> bytes:
    """The workbook, made by another program's writer than ours."""
    source = tomllib.loads((Path(__file__).parent / "twelve.toml").read_text(encoding="utf8"))
    names = source["languages"]
    tables = {name: _table([_row(row, names) for row in source[name]]) for name in ("survey", "choices")}
    return workbook(**tables, settings=_table([source["settings"]]))


@cache
def form() -> Form:
    """The form that the workbook is."""
    return read(book(), "twelve.xlsx")


def cells(content: bytes) -> dict[str, list[dict[str, str]]]:
    """The filled cells of a workbook's rows by header, by sheet."""
    found: dict[str, list[dict[str, str]]] = {}
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        heads, *rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
        named = [{head: cell for head, cell in zip(heads, row, strict=True) if cell} for row in rows]
        found[sheet.title] = [row for row in named if row]
    return found


def lost(before: bytes, after: bytes) -> list[object]:
    """What was in a workbook and is not, or otherwise, in one that was exported; empty when nothing was lost."""
    old, new = cells(before), cells(after)
    missing: list[object] = [
        (sheet, row) for sheet in ("survey", "choices") for row in old[sheet] if row not in new.get(sheet, [])
    ]
    order = [[row.get("name") for row in book["survey"]] for book in (old, new)]
    settings = old["settings"][0].items() - new["settings"][0].items()
    return [*missing, *settings, *([] if order[0] == order[1] else [order])]


def _row(row: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    texts = {f"{text}::{names[code]}": row[text][code] for text in TEXTS if text in row for code in LANGUAGES}
    return {name: cell for name, cell in row.items() if name not in TEXTS} | texts


def _table(rows: list[dict[str, str]]) -> Table:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    return [[*heads], *([row.get(head, "") for head in heads] for row in rows)]
