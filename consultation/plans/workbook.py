"""A plan's structure from Excel and its template: one row a line, in the order in which the plan prints them.

Every fault is told at once, with the row that Excel shows, in Thai, and how to mend it; a file with a fault stores
nothing.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from consultation.forms import workbook_excel
from consultation.forms.workbook import BadForm, Grid
from consultation.plans.models import LINE_KINDS
from consultation.plans.service import IndicatorView, IssueInput, ProjectInput
from consultation.plans.wording import PACKAGE, kind_name, refused, say
from consultation.wording import wording

LARGEST_FILE = 5 * 1024 * 1024
_LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 2000  # a cluster plan has some hundred
_HEADS_WITHIN = 20
_LONGEST_NAME = 500
_BUDGET = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@dataclass(frozen=True)
class Fault:
    """What is wrong, in Thai. row: as Excel numbers it, 0 for the whole file; column: its heading, if one is meant."""

    row: int
    column: str
    text: str


@dataclass
class _Issue:
    row: int
    title: str
    goal: str
    indicators: list[IndicatorView] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    projects: list[ProjectInput] = field(default_factory=list)
    seen: dict[tuple[str, int, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What a workbook holds. faults: nothing may be stored while there are any. counts: lines by kind."""

    issues: tuple[IssueInput, ...]
    faults: tuple[Fault, ...]
    counts: dict[str, int]


def read(content: bytes, name: str) -> Read:
    """The structure of a plan. Raises Refused for a file that is no workbook or too large."""
    if len(content) > LARGEST_FILE:
        raise refused("too_large", most=LARGEST_FILE // 1024 // 1024)
    try:
        grids = [list(grid) for _, grid in _sheets(content)]
    except BadForm as error:
        raise refused("too_large", most=LARGEST_FILE // 1024 // 1024) from error
    except Exception as error:  # the readers have no error of their own: a broken part fails wherever it is touched
        raise refused("no_workbook", name=name[:80]) from error
    for grid in grids:
        if (found := _heads(grid)) is not None:
            return _read(grid, *found)
    return Read((), (Fault(0, "", say("fault", "no_heads")),), {})


def template() -> bytes:
    """The workbook to fill in: its heads, how to fill it, an example of each kind of line marked as one."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = say("workbook", "sheet")
    sheet.append([say("workbook", "how")])
    sheet.append(list(wording(PACKAGE)["columns"].values()))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHI", (20, 60, 40, 14, 14, 14, 28, 18, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    from openpyxl.worksheet.datavalidation import DataValidation

    kinds = DataValidation(type="list", formula1='"' + ",".join(map(kind_name, LINE_KINDS)) + '"', allow_blank=True)
    sheet.add_data_validation(kinds)
    kinds.add(f"A3:A{MOST_ROWS}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheets(content: bytes) -> Iterator[tuple[str, Grid]]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return iter(workbook_excel.xls(content, most_rows=MOST_ROWS + _HEADS_WITHIN))
    return iter(workbook_excel.xlsx(content, _LARGEST_UNPACKED, most_rows=MOST_ROWS + _HEADS_WITHIN))


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _heads(grid: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, dict[str, int]] | None:
    """The row of the heads and the place of each column; None where no sheet has a kind and a name."""
    names, alike = wording(PACKAGE)["columns"], wording(PACKAGE)["alike"]
    known = {_folded(word): key for key, name in names.items() for word in (name, *alike.get(key, ()))}
    for number, cells in grid:
        if number > _HEADS_WITHIN:
            return None
        found = {known[_folded(cell)]: at for at, cell in reversed(list(enumerate(cells))) if _folded(cell) in known}
        if {"kind", "name"} <= found.keys():
            return number, found
    return None


def _read(grid: Sequence[tuple[int, Sequence[str]]], head: int, places: dict[str, int]) -> Read:
    issues: list[_Issue] = []
    faults: list[Fault] = []
    counts = dict.fromkeys(LINE_KINDS, 0)
    rows = [(number, cells) for number, cells in grid if number > head and any(cell.strip() for cell in cells)]
    if len(rows) > MOST_ROWS:
        return Read((), (Fault(0, "", say("fault", "too_many", most=MOST_ROWS)),), {})
    for number, cells in rows:
        row = _Row(number, {key: cells[at].strip() if at < len(cells) else "" for key, at in places.items()}, faults)
        if (kind := row.kind()) and row.name(kind) and row.placed(kind, issues):
            row.put(kind, issues)
            counts[kind] += 1
    if not issues and not faults:
        faults.append(Fault(0, "", say("fault", "empty")))
    return Read(tuple(map(_input, issues)), tuple(faults), counts)


@dataclass(frozen=True)
class _Row:
    """One row that is read; what is wrong with it goes to `faults`."""

    number: int
    cells: dict[str, str]
    faults: list[Fault]

    def __getitem__(self, key: str) -> str:
        return " ".join(self.cells.get(key, "").split())

    def kind(self) -> str:
        """The kind of the line; empty where it is none."""
        alike = wording(PACKAGE)["kinds_alike"]
        found = next((kind for kind in LINE_KINDS if _folded(self["kind"]) in map(_folded, alike[kind])), "")
        if not found:
            self._wrong("kind", "kind_unknown" if self["kind"] else "kind_empty", given=self["kind"][:40])
        return found

    def name(self, kind: str) -> bool:
        """Whether it has a name that can be stored."""
        if not self["name"]:
            self._wrong("name", "name_empty", kind=kind_name(kind))
        elif len(self["name"]) > _LONGEST_NAME:
            self._wrong("name", "name_long", n=len(self["name"]), most=_LONGEST_NAME)
        return 0 < len(self["name"]) <= _LONGEST_NAME

    def placed(self, kind: str, issues: Sequence[_Issue]) -> bool:
        """Whether it stands under an issue, and once."""
        if kind == "issue":
            before = next((one.row for one in issues if _folded(one.title) == _folded(self["name"])), 0)
        elif not issues:
            self._wrong("kind", "before_issue", kind=kind_name(kind))
            return False
        else:
            before = issues[-1].seen.get(self._mark(kind, issues[-1]), 0)
        if before:
            self._wrong("name", "twice", kind=kind_name(kind), name=self["name"][:60], row=before)
        return not before

    def put(self, kind: str, issues: list[_Issue]) -> None:
        """Add it where it belongs."""
        if kind == "issue":
            issues.append(_Issue(self.number, self["name"], self["goal"]))
            return
        here = issues[-1]
        here.seen[self._mark(kind, here)] = self.number
        if kind == "indicator":
            facts = {key: self[key] for key in ("unit", "baseline", "target")}
            here.indicators.append(IndicatorView(name=self["name"], **facts))
        elif kind == "programme":
            here.programmes.append(self["name"])
        else:
            facts = {"agency": self["agency"], "budget": self._budget(), "years": self["years"]}
            here.projects.append(ProjectInput(name=self["name"], programme=len(here.programmes), **facts))

    def _mark(self, kind: str, here: _Issue) -> tuple[str, int, str]:
        return kind, len(here.programmes) if kind == "project" else 0, _folded(self["name"])

    def _budget(self) -> str:
        given = self["budget"].translate(_THAI_DIGITS).replace(",", "").replace(" ", "")
        if given in ("", "-", "–"):
            return ""
        if not _BUDGET.fullmatch(given):
            self._wrong("budget", "budget", given=self["budget"][:40])
            return ""
        return f"{float(given):,.2f}".removesuffix(".00")

    def _wrong(self, column: str, key: str, **values: object) -> None:
        self.faults.append(Fault(self.number, wording(PACKAGE)["columns"][column], say("fault", key, **values)))


def _input(one: _Issue) -> IssueInput:
    return IssueInput(
        title=one.title,
        goal=one.goal,
        indicators=tuple(one.indicators),
        programmes=tuple(one.programmes),
        projects=tuple(one.projects),
    )
