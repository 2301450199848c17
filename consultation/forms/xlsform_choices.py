"""Choices and the tables beside them: the lists of a workbook, lists out of an attached CSV file, "other"."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath

from consultation.forms.form import Choice, Question, Table, Texts
from consultation.forms.workbook import MOST_COLUMNS, BadForm, Sheet, catalogue, held, problem, word
from consultation.forms.workbook_text import decoded
from consultation.forms.xlsform_columns import CHOICES, columns
from consultation.forms.xlsform_languages import Languages
from consultation.forms.xlsform_types import EXTERNAL

MOST_TABLE_ROWS = 20_000
OTHER = "other"  # pyxform's name of the choice that or_other adds, and the end of the name of the question after it
_QUOTED = re.compile(r'"[^"]*"')
Lists = dict[str, tuple[Choice, ...]]


@dataclass
class Sources:
    """Where choices may come from: the two sheets, and the attached tables by name."""

    choices: Lists = field(default_factory=dict)
    external: Lists = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)

    def unused(self, questions: Iterable[Question]) -> Lists:
        """The lists that no question offers, those of the second sheet under "external_choices/NAME"."""
        used = {(question.from_file, question.list_name) for question in questions if question.list_name}
        rest = {name: listed for name, listed in self.choices.items() if ("", name) not in used}
        more = {f"{EXTERNAL}/{name}": given for name, given in self.external.items() if (EXTERNAL, name) not in used}
        return rest | more


def lists(sheet: Sheet, spoken: Languages) -> Lists:
    """The lists of a sheet of choices, each in the order of its rows. A row without a list is a remark."""
    found = columns(sheet, CHOICES)
    made: dict[str, list[Choice]] = {}
    for row in sheet.rows:
        choice = Choice(
            name=found.cell(row, "name"),
            label=found.texts(row, "label", spoken),
            columns=found.rest(row),
            media=found.pictures(row, spoken),
        )
        if name := found.cell(row, "list_name"):
            made.setdefault(name, []).append(choice)
    return {name: tuple(choices) for name, choices in made.items()}


def table(name: str, content: bytes) -> Table:
    """An attached CSV file as a table. name: the file's. Raises BadForm."""
    where = word("file", name=name)
    try:
        text = decoded(content)
        filled = filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
        rows = list(islice(filled, MOST_TABLE_ROWS + 1))
    except (ValueError, csv.Error) as error:
        raise BadForm([problem("bad_table", where)]) from error
    if not rows or len(set(rows[0])) < len(rows[0]):
        raise BadForm([problem("bad_table", where)])
    if len(rows) > MOST_TABLE_ROWS or len(rows[0]) > MOST_COLUMNS:
        raise BadForm([problem("large_table", where, rows=MOST_TABLE_ROWS, columns=MOST_COLUMNS)])
    head, *body = rows
    for number, row in enumerate(body, 2):
        if len(row) > len(head):
            raise BadForm([problem("wide_row", where, row=number, cells=len(row), columns=len(head))])
    padded = tuple((*row, *[""] * (len(head) - len(row))) for row in body)
    return Table(name=PurePath(name).stem, columns=tuple(head), rows=padded)


def written_table(given: Table) -> bytes:
    """A table as a CSV file that Excel opens in Thai and that reads back equal."""
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([given.columns, *given.rows])
    return file.getvalue().encode("utf-8-sig")


def from_table(given: Table, parameters: Mapping[str, str], spoken: Languages) -> tuple[Choice, ...]:
    """The choices of select_one_from_file: columns `name` and `label`, or those that the parameters name."""
    value, label = parameters.get("value", "name"), parameters.get("label", "label")
    if value not in given.columns or not any(head.partition("::")[0].strip() == label for head in given.columns):
        raise LookupError(value if value not in given.columns else label)
    return tuple(_of_row(dict(zip(given.columns, row, strict=True)), value, label, spoken) for row in given.rows)


def other_choice(choices: Iterable[Choice], spoken: Iterable[str]) -> Choice:
    """The choice that or_other adds, in the languages of the other choices."""
    codes = dict.fromkeys(code for choice in choices for code in choice.label) or dict.fromkeys(spoken)
    return Choice(name=OTHER, label=_said("_other_choice", codes))


def other_question(asked: Question) -> Question:
    """The question that or_other adds after a select: which other, in the languages of its own question."""
    return Question(
        name=f"{asked.name}_{OTHER}",
        type="text",
        label=_said("_other_question", asked.label or {"th": ""}),
        groups=asked.groups,
        relevant=f"selected(${{{asked.name}}}, '{OTHER}')",
    )


def _of_row(cells: dict[str, str], value: str, label: str, spoken: Languages) -> Choice:
    said: Texts = {}
    for head, text in cells.items():
        start, _, language = head.partition("::")
        if start.strip() == label and held(text).strip():
            said[spoken.of(language)] = held(text)
    columns = {head: kept for head, cell in cells.items() if (kept := held(cell)).strip()}
    return Choice(name=cells[value].strip(), label=said, columns=columns)


def _said(key: str, codes: Iterable[str]) -> Texts:
    words = catalogue()[key]
    return {code: words.get(code, words["en"]) for code in codes}


def _delimiter(text: str) -> str:
    head = _QUOTED.sub("", text).lstrip().partition("\n")[0]
    return max((",", ";", "\t"), key=head.count)
