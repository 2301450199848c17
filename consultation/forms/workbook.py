"""Sheets of an Excel workbook as rows of text, bounded, and everything that can be wrong with them said in Thai."""

import io
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from consultation.errors import Refused
from consultation.forms.check import Problem

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024  # a small file may unpack into one that fills the memory
MOST_ROWS = 5000
MOST_COLUMNS = 200


class BadForm(Refused):
    """A workbook that is no usable questionnaire; its text is Thai, one problem a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{p.where}: {p.what} {p.mend}" for p in problems))


@dataclass(frozen=True)
class Row:
    """A row that is not empty: its number as Excel shows it, and its cells by the header of their column."""

    sheet: str
    number: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return word("row", sheet=self.sheet, row=self.number)

    def cell(self, header: str) -> str:
        """The cell without the spaces around it; empty where there is none."""
        return self.cells.get(header, "").strip()


@dataclass(frozen=True)
class Sheet:
    """A sheet's headers in order and its rows."""

    name: str
    headers: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def problem(key: str, where: str, **values: object) -> Problem:
    """The problem of this key in `xlsform.th.toml`."""
    entry = _catalogue()[key]
    return Problem(where, entry["what"].format(**values), entry["mend"].format(**values))


def word(key: str, **values: object) -> str:
    """A word or place of `xlsform.th.toml`."""
    return _catalogue()["_words"][key].format(**values)


def languages() -> dict[str, str]:
    """The names by which XLSForms call the languages, by code."""
    return dict(_catalogue()["_languages"])


def sheets(source: Path | str | bytes, name: str) -> dict[str, Sheet]:
    """The sheets of a workbook by their lower-case name. Raises BadForm, OSError."""
    where = word("file", name=name) if name else word("the_file")
    content = _content(source, where)
    try:
        return {sheet.name: sheet for sheet in _read(content)}
    except BadForm:
        raise
    except Exception as error:  # openpyxl has no error of its own: a broken part fails wherever it is touched
        raise BadForm([problem("unreadable", where)]) from error


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("consultation.forms").joinpath("xlsform.th.toml").read_text(encoding="utf8"))


def _content(source: Path | str | bytes, where: str) -> bytes:
    if not isinstance(source, bytes):
        with Path(source).open("rb") as file:
            source = file.read(LARGEST_FILE + 1)
    too_large = BadForm([problem("too_large", where, most=LARGEST_FILE // 1024 // 1024)])
    if len(source) > LARGEST_FILE:
        raise too_large
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadForm([problem("unreadable", where)]) from error
    if unpacked > LARGEST_UNPACKED:
        raise too_large
    return source


def _read(content: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for found in book.worksheets:
        name = found.title.strip().lower()
        yield _sheet(name, found.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True))


def _sheet(name: str, values: Iterable[tuple[Any, ...]]) -> Sheet:
    headers: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in enumerate(values, 1):
        texts = [_text(cell) for cell in cells]
        if not any(text.strip() for text in texts):
            continue
        if not headers:
            headers = tuple(text.strip() for text in texts)
            continue
        named = {header: text for header, text in zip(headers, texts, strict=False) if header and text.strip()}
        rows.append(Row(name, number, named))
        if number > MOST_ROWS:
            raise BadForm([problem("too_many_rows", word("sheet", sheet=name), most=MOST_ROWS)])
    return Sheet(name, tuple(filter(None, headers)), tuple(rows))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
