"""The choices of a question: pasted from a spreadsheet, edited row by row, following the answer to an earlier question.

A choice that stays keeps the name that answers are stored by, and its other languages, wherever it moves to.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultation.forms.form import Choice, Question, in_language, own_name

MANY_CHOICES = 60  # longer lists are pasted, not edited row by row
STANDARD_LISTS = ("province", "district")  # roles whose choices come from the register of places

_FOLLOWS = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*=\s*\$\{\s*([A-Za-z_][\w./-]*)\s*\}\s*", re.ASCII)
_FOLLOWS_TURNED = re.compile(r"\s*\$\{\s*([A-Za-z_][\w./-]*)\s*\}\s*=\s*([A-Za-z_][\w.-]*)\s*", re.ASCII)
_HEADS = {"name", "label", "list_name", "code"}


@dataclass(frozen=True)
class Line:
    """One choice as typed: its label; its code where one was given; what of the earlier question it belongs to."""

    label: str
    name: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Following:
    """That choices follow an earlier question: its name, and the column that names the answer a choice goes with."""

    question: str
    column: str


def fixed(question: Question) -> bool:
    """Whether the choices are not to be edited by hand: places of the register, and lists from a file."""
    return question.role in STANDARD_LISTS or bool(question.from_file)


def pasted(text: str) -> list[Line]:
    """The lines of a pasted column, or of two (code, label) or three (code, label, answer that it goes with).

    Empty lines are left out, and so is a first row of column names as XLSForm has them.
    """
    cells = (
        csv.reader(io.StringIO(text, newline=""), "excel-tab")
        if "\t" in text
        else ([line] for line in text.splitlines())
    )
    rows = [[" ".join(cell.split()) for cell in row] for row in cells]
    rows = [row for row in rows if any(row)]
    if rows and len(rows[0]) > 1 and {cell.partition("::")[0].lower() for cell in rows[0]} & _HEADS:
        rows = rows[1:]
    return [_line(row) for row in rows]


def merged(lines: Sequence[Line], before: Sequence[Choice], following: Following | None = None) -> tuple[Choice, ...]:
    """Choices of typed lines: known by their code, else by their label.

    Where no line has a code and there are as many as before, one reworded in its place is the same one.
    """
    by_name = {choice.name: choice for choice in before}
    by_label = {in_language(choice.label, "th"): choice for choice in before}
    named = {line.name for line in lines if line.name}
    kept = named | {by_label[line.label].name for line in lines if not line.name and line.label in by_label}
    taken = {choice.name for choice in before} | named
    reworded = not named and len(lines) == len(before)
    made: list[Choice] = []
    used: set[str] = set()
    for at, line in enumerate(lines):
        known = by_name.get(line.name) if line.name else by_label.get(line.label)
        if known is None and reworded and before[at].name not in kept:
            known = before[at]
        name = line.name or (known.name if known else "")
        if not name or name in used:
            name, known = _free(taken), None if name in used else known
        taken.add(name)
        used.add(name)
        made.append(_choice(name, line, known, following))
    return tuple(made)


def follows(question: Question) -> Following | None:
    """The earlier question that the choices follow; None where they follow none, or in a way of somebody's own."""
    found = _FOLLOWS.fullmatch(question.choice_filter)
    if found:
        return Following(question=found[2], column=found[1])
    turned = _FOLLOWS_TURNED.fullmatch(question.choice_filter)
    return Following(question=turned[1], column=turned[2]) if turned else None


def filter_of(following: Following | None) -> str:
    """The choice_filter by which choices follow; empty for none."""
    return f"{following.column} = ${{{following.question}}}" if following else ""


def column_for(question: Question, parent: str) -> str:
    """The column that says what a choice goes with: the one there is, else one named as the earlier question."""
    found = follows(question)
    own = own_name(parent)
    # "name" and "label" are the choice itself.
    return found.column if found else f"of_{own}" if own in ("name", "label", "media") else own


def parents(lines: Iterable[Line], parent: Question) -> list[Line]:
    """The lines with the earlier question's choices by name, where they were given by label."""
    by_label = {in_language(choice.label, "th"): choice.name for choice in parent.choices}
    return [Line(line.label, line.name, by_label.get(line.parent, line.parent)) for line in lines]


def lines(question: Question) -> list[Line]:
    """The choices as lines, for editing."""
    found = follows(question)
    column = found.column if found else ""
    return [Line(in_language(c.label, "th"), c.name, c.columns.get(column, "")) for c in question.choices]


def _line(row: list[str]) -> Line:
    if len(row) == 1 or not any(row[1:]):
        return Line(label=row[0] or next(filter(None, row)))
    code, label, parent = (*row, "", "")[:3]
    return Line(label=label or code, name="_".join(code.split()), parent=parent)


def _choice(name: str, line: Line, known: Choice | None, following: Following | None) -> Choice:
    columns = dict(known.columns) if known else {}
    if following:
        columns[following.column] = line.parent or columns.get(following.column, "")
    # A line without a code may be another matter altogether: what other languages said is not said of it.
    stays = known is not None and (bool(line.name) or in_language(known.label, "th") == line.label)
    label = {**known.label, "th": line.label} if known and stays else {"th": line.label}
    return Choice(name=name, label=label, columns=columns, media=known.media if known and stays else {})


def _free(taken: set[str]) -> str:
    return next(name for n in range(1, len(taken) + 2) if (name := f"c{n}") not in taken)
