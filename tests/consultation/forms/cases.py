"""Small forms written as a few rows, for the cases in `odk/`: what ODK's own test suites ask of an engine."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from consultation.forms.form import SELECTS, Choice, Form, Group, Question, Table

FOLDER = Path(__file__).parent / "odk"
NOW = datetime.fromisoformat("2026-03-01T10:30:00+07:00")
_TEXTS = ("label", "hint")
_PLAIN = (
    "relevant", "constraint", "calculation", "default", "choice_filter", "read_only", "required_when", "appearance",
)  # fmt: skip


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with the name it is known by: its file and its own name."""
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf8"))["case"]:
            yield f"{path.stem}: {case['name']}", case


def form(case: dict[str, Any]) -> Form:
    """The form of a case."""
    lists = _lists(case.get("choices", ""))
    around: list[str] = []
    groups: list[Group] = []
    questions: list[Question] = []
    for row in rows(case["survey"]):
        kind, _, named = row["type"].partition(" ")
        if kind == "begin":
            groups.append(_group(row, named == "repeat", tuple(around)))
            around.append(row["name"])
        elif kind == "end" and not row.get("name"):
            around.pop()
        else:
            questions.append(_question(row, kind, named, tuple(around), lists))
    tables = tuple(_table(name, text) for name, text in case.get("tables", {}).items())
    return Form(title={"th": case["name"]}, questions=tuple(questions), groups=tuple(groups), tables=tables)


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of a table whose cells are divided by `|`, by its first row."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    for line in lines:
        yield dict(zip(header, line, strict=False))


def _group(row: dict[str, str], repeat: bool, within: tuple[str, ...]) -> Group:
    return Group(
        name=row["name"],
        within=within,
        repeat=repeat,
        relevant=row.get("relevant", ""),
        repeat_count=row.get("repeat_count", ""),
    )


def _question(
    row: dict[str, str], kind: str, named: str, around: tuple[str, ...], lists: dict[str, tuple[Choice, ...]]
) -> Question:
    list_name = named.removesuffix(" or_other") if kind in SELECTS else ""
    return Question.model_validate(
        {
            "name": row["name"],
            "type": kind,
            "groups": around,
            "choices": lists.get(list_name, ()),
            "list_name": list_name,
            "other": named.endswith(" or_other"),
            "required": row.get("required", "") == "yes",
            "parameters": dict(part.split("=", 1) for part in row.get("parameters", "").split()),
            **{column: row[column] for column in _PLAIN if row.get(column)},
            **{column: _text(row, column) for column in _TEXTS if column in row or column == "label"},
        }
    )


def _text(row: dict[str, str], column: str) -> dict[str, str]:
    found = {
        name.partition("::")[2] or "th": cell
        for name, cell in row.items()
        if name.partition("::")[0] == column and cell
    }
    return found or {"th": "?"}


def _lists(table: str) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, tuple[Choice, ...]] = {}
    for row in rows(table) if table else ():
        label = _text(row, "label") if row.get("label") else {"th": row["name"]}
        columns = {name: cell for name, cell in row.items() if name not in ("list", "name") and "label" not in name}
        made = Choice(name=row["name"], label=label, columns=columns)
        lists[row["list"]] = (*lists.get(row["list"], ()), made)
    return lists


def _table(name: str, text: str) -> Table:
    header, *lines = [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    return Table(name=name, columns=header, rows=tuple(lines))
