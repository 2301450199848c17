"""The sheets of a questionnaire as rows of text, bounded, whatever file they came in; what is wrong, in Thai."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from consultation.errors import Refused
from consultation.forms.problem import Problem

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024  # a small file may unpack into one that fills the memory
MOST_ROWS = 5000
MOST_COLUMNS = 200
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")

_NO_CELL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Grid = Iterable[tuple[int, Sequence[str]]]  # rows by their number as the file's own program shows it


class BadForm(Refused):
    """A file that is no usable questionnaire; its text is Thai, one problem a line."""

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
        """The cell on one line, without the spaces around it; empty where there is none."""
        return clean(self.cells.get(header, ""))


@dataclass(frozen=True)
class Sheet:
    """A sheet's headers in order and its rows. Headers of columns without one are left out, and their cells too."""

    name: str
    headers: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def problem(key: str, where: str, **values: object) -> Problem:
    """The problem of this key in `xlsform.th.toml`."""
    entry = catalogue()[key]
    return Problem(where, entry["what"].format(**values), entry["mend"].format(**values), key=key)


def word(key: str, **values: object) -> str:
    """A word or place of `xlsform.th.toml`."""
    return catalogue()["_words"][key].format(**values)


def languages() -> dict[str, str]:
    """The names by which XLSForms call the languages, by code."""
    return dict(catalogue()["_languages"])


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All of `xlsform.th.toml`."""
    return tomllib.loads(resources.files("consultation.forms").joinpath("xlsform.th.toml").read_text(encoding="utf8"))


def clean(text: str) -> str:
    """A cell that a program reads, without the spaces around it and with ordinary spaces within."""
    return text.replace("\u00a0", " ").strip()


def held(text: str) -> str:
    """What a cell of Excel can hold of a text: no control characters, lines parted by one character."""
    return _NO_CELL.sub("", text)


def sheets(content: bytes, name: str) -> dict[str, Sheet]:
    """The sheets that XLSForm knows, by their lower-case name; a lone sheet of another name is the survey.

    content: .xlsx, .xlsm, .xls, or a Markdown table or CSV file as pyxform reads them; name: the file's, which tells
    the last two apart. Raises BadForm.
    """
    where = word("file", name=name) if name else word("the_file")
    if len(content) > LARGEST_FILE:
        raise BadForm([problem("too_large", where, most=LARGEST_FILE // 1024 // 1024)])
    try:
        return _sheets(dict(_grids(content, name)), where)
    except BadForm:
        raise
    except Exception as error:  # the readers have no error of their own: a broken part fails wherever it is touched
        raise BadForm([problem("unreadable", where)]) from error


def _grids(content: bytes, name: str) -> Iterable[tuple[str, Grid]]:
    from consultation.forms import workbook_excel, workbook_text

    if content.startswith(b"PK"):
        return workbook_excel.xlsx(content, LARGEST_UNPACKED)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return workbook_excel.xls(content)
    return workbook_text.grids(content, name)


def _sheets(grids: dict[str, Grid], where: str) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    for title, grid in grids.items():
        name = title.strip().lower()
        if len(grids) == 1 and name not in SHEETS:
            name = "survey"
        if name in SHEETS:
            if name in found:
                raise BadForm([problem("same_sheet", where, sheet=name)])
            found[name] = _sheet(name, grid)
    return found


def _sheet(name: str, grid: Grid) -> Sheet:
    headers: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, texts in grid:
        if not any(text.strip() for text in texts):
            continue
        if len(texts) > MOST_COLUMNS and any(text.strip() for text in texts[MOST_COLUMNS:]):
            raise BadForm([problem("too_many_columns", word("sheet", sheet=name), most=MOST_COLUMNS)])
        if not headers:
            headers = tuple(" ".join(text.split()) for text in texts)
            continue
        named = {header: held(text) for header, text in zip(headers, texts, strict=False) if header and text.strip()}
        if named:
            rows.append(Row(name, number, named))
        if number > MOST_ROWS:
            raise BadForm([problem("too_many_rows", word("sheet", sheet=name), most=MOST_ROWS)])
    return Sheet(name, tuple(filter(None, headers)), tuple(rows))
