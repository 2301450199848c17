"""A form's lists of choices and its tables as expressions reach them: `instance('list')/root/item`, `pulldata`."""

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from consultation.forms.form import Choice, Form, Question, Texts
from consultation.forms.values import writable
from consultation.forms.xpath import NAME

_NAME = re.compile(NAME)


class Lists:
    """The lists of one form, each made into a tree when it is first asked for."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._made: dict[str, Any] = {}
        self._items: dict[str, tuple[Any, dict[Any, Choice]]] = {}
        self._tables: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}

    def of(self, name: str) -> Any:
        """The element whose child is `root`, of a list or a table; an empty one where there is none."""
        if name not in self._made:
            top = etree.Element("instance")
            self._fill(etree.SubElement(top, "root"), name)
            self._made[name] = top
        return self._made[name]

    def items(self, question: Question) -> tuple[Any, dict[Any, Choice]]:
        """A question's choices as a list's `root`, and the choice of each item."""
        if question.name not in self._items:
            root = etree.Element("root")
            self._items[question.name] = root, {_choice(root, choice): choice for choice in question.choices}
        return self._items[question.name]

    def label(self, itext: str) -> Texts:
        """The label that pyxform keeps under `list-number`, by language; none where there is none."""
        name, _, number = itext.rpartition("-")
        question = next((one for one in self._form.questions if name and one.list_name == name), None)
        known = question is not None and number.isdecimal() and int(number) < len(question.choices)
        return question.choices[int(number)].label if question is not None and known else {}

    def pull(self, table: str, column: str, key_column: str, key: str) -> str:
        """The cell of a column in the first row whose key column has this key; empty where there is none."""
        found = next((one for one in self._form.tables if one.name == table.removesuffix(".csv")), None)
        if found is None or column not in found.columns or key_column not in found.columns:
            return ""
        known = self._tables.get((table, key_column))
        if known is None:
            at, known = found.columns.index(key_column), {}
            for row in found.rows:
                known.setdefault(row[at] if at < len(row) else "", row)
            self._tables[table, key_column] = known
        row, at = known.get(key, ()), found.columns.index(column)
        return row[at] if at < len(row) else ""

    def _fill(self, root: Any, name: str) -> None:
        question = next((one for one in self._form.questions if name and one.list_name == name), None)
        if question is not None:
            for number, choice in enumerate(question.choices):
                etree.SubElement(_choice(root, choice), "itextId").text = f"{name}-{number}"
        for table in self._form.tables:
            if table.name == name and question is None:
                for row in table.rows:
                    _item(root, dict(zip(table.columns, row, strict=False)))


def _choice(root: Any, choice: Choice) -> Any:
    label = choice.label.get("th") or next(iter(choice.label.values()), "")
    return _item(root, {"name": choice.name, "label": label, **choice.columns})


def _item(root: Any, cells: dict[str, str]) -> Any:
    item = etree.SubElement(root, "item")
    for column, value in cells.items():
        if _named(column):
            etree.SubElement(item, column).text = writable(value)
    return item


@lru_cache(maxsize=1024)
def _named(column: str) -> bool:
    return _NAME.fullmatch(column) is not None
