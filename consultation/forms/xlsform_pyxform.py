"""The last word on a workbook: what pyxform, the reference implementation, refuses and we do not, in its own words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from consultation.forms.problem import Problem
from consultation.forms.workbook import Sheet, problem, word
from consultation.forms.xlsform_columns import means
from consultation.forms.xlsform_types import for_pyxform

_ROW = re.compile(r"\[row : (\d+)\]\s*(?:On the '(\w+)' sheet,?)?")
_HEAD = 1  # pyxform takes the first row for the headers and counts on from there
_SHEETS = ("survey", "choices", "settings", "external_choices")


def refusal(book: Mapping[str, Sheet]) -> Iterator[Problem]:
    """The one thing that pyxform refuses, at the row that it names; nothing where it converts the workbook."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    known: dict[str, Any] = {"sheet_names": [name for name in _SHEETS if name in book]}
    for name in known["sheet_names"]:
        known[name] = _records(book[name])
        known[f"{name}_header"] = [dict.fromkeys(book[name].headers)]
    try:
        convert(known, validate=False, warnings=[], form_name="data")
    except PyXFormError as error:
        yield _placed(" ".join(str(error).split()), book)
    except (TypeError, AttributeError, LookupError):
        # pyxform stumbles over some sound forms (a label missing in one language): that says nothing about the form.
        return


def _records(sheet: Sheet) -> list[dict[str, str]]:
    """The rows as pyxform takes them, each at the number that the file's own program shows."""
    records: list[dict[str, str]] = []
    for row in sheet.rows:
        records.extend({} for _ in range(row.number - len(records) - _HEAD - 1))
        cells = {header: text for header, text in row.cells.items() if not _title(sheet, header)}
        records.append({header: _cell(sheet, header, text) for header, text in cells.items()})
    return records


def _title(sheet: Sheet, header: str) -> bool:
    """Whether it is a title in some language, which pyxform stumbles over."""
    return sheet.name == "settings" and "::" in header and means(header, ("form_title",))


def _cell(sheet: Sheet, header: str, text: str) -> str:
    return for_pyxform(text) if sheet.name == "survey" and means(header, ("type",)) else text


def _placed(said: str, book: Mapping[str, Sheet]) -> Problem:
    found = _ROW.search(said)
    sheet = (found[2] if found else None) or "survey"
    if found is None or sheet not in book:
        return problem("pyxform", word("the_file"), message=said)
    rest = " ".join(f"{said[: found.start(1) - 7]} {said[found.end() :]}".split())
    return problem("pyxform", word("row", sheet=sheet, row=found[1]), message=rest)
