"""Questionnaires as XLSForm workbooks, in and out: sheets survey, choices and settings.

Beside XLSForm's own columns there are `prachakhom_role` (what an answer means here), `prachakhom_comment` (its text is
a comment) and `prachakhom_short` (its name in summaries). Labels without a language are Thai. What `write` writes,
`read` reads back equal. Specification: https://xlsform.org/en/ref-table/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from consultation.forms import check
from consultation.forms.check import Problem
from consultation.forms.form import ROLES, SELECTS, TYPES, Choice, Form, Question, Texts
from consultation.forms.workbook import BadForm, Row, Sheet, languages, problem, sheets, word
from consultation.forms.xlsform_write import TEXTS, write

__all__ = ["BadForm", "read", "write"]

_LISTED = re.compile(r"(select_one|select_multiple|rank)(?:\s+(.*))?")
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")
_STANCE = re.compile(r"stance:[0-9]{1,3}")
_YES_NO = {"yes": True, "true": True, "1": True, "": False, "no": False, "false": False, "0": False}
_NEEDED = {"survey": ("type", "name"), "choices": ("list_name", "name")}
_NOT_COLUMNS = ("list_name", "list name", "name", "label", "image", "audio", "video", "media")
_PLAIN = ("relevant", "constraint", "choice_filter", "appearance")


@dataclass
class _Reading:
    """What has been read so far: the choices by list, the row of each question, everything wrong."""

    lists: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(source: Path | str | bytes, name: str = "") -> Form:
    """The questionnaire of a workbook, ready to be opened.

    source: a path, or the workbook's bytes; name: what to call the file in messages. Raises BadForm with everything
    that is wrong, by sheet and row; OSError for a path that cannot be read.
    """
    shown = name or (Path(source).name if not isinstance(source, bytes) else "")
    book = sheets(source, shown)
    reading = _Reading(problems=list(_missing(book)))
    if reading.problems:
        raise BadForm(reading.problems)
    reading.lists = _lists(book.get("choices", Sheet("choices")))
    questions = tuple(filter(None, (_question(row, reading) for row in book["survey"].rows)))
    settings = next(iter(book["settings"].rows), None) if "settings" in book else None
    form = Form(title=_title(settings, shown), questions=questions, revision=_revision(settings))
    found = [*reading.problems, *_placed(check.errors(form), reading)] or list(_pyxform(book))
    if found:
        raise BadForm(found)
    return form


def _missing(book: Mapping[str, Sheet]) -> Iterator[Problem]:
    if "survey" not in book:
        yield problem("no_sheet", word("the_file"), sheet="survey")
    for sheet in book.values():
        for header in sorted({header for header in sheet.headers if sheet.headers.count(header) > 1}):
            if sheet.name in (*_NEEDED, "settings"):
                yield problem("same_column", word("sheet", sheet=sheet.name), column=header)
    for name, columns in _NEEDED.items():
        if name in book and (name == "survey" or book[name].rows):
            have = {header.replace("list name", "list_name") for header in book[name].headers}
            for column in columns:
                if column not in have:
                    yield problem("no_column", word("sheet", sheet=name), column=column)


def _lists(sheet: Sheet) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, tuple[Choice, ...]] = {}
    for row in sheet.rows:
        columns = {
            header: row.cell(header) for header in row.cells if header.partition("::")[0] not in (*_NOT_COLUMNS, "")
        }
        made = Choice(name=row.cell("name"), label=_texts(row, "label"), columns=columns)
        key = row.cell("list_name") or row.cell("list name")
        lists[key] = (*lists.get(key, ()), made)
    return lists


def _question(row: Row, reading: _Reading) -> Question | None:
    kind = _kind(row, reading)
    if not row.cell("name"):
        reading.problems.append(problem("no_name", row.place))
    if kind is None or not row.cell("name"):
        return None
    reading.rows.append(row)
    values = {column: row.cell(column) for column in _PLAIN}
    return Question.model_validate(
        {
            "name": row.cell("name"),
            "type": kind[0],
            "choices": kind[1],
            "required": _yes(row, "required", reading),
            "comment": _yes(row, "prachakhom_comment", reading),
            "role": _role(row, reading),
            **{attribute: _texts(row, column) for attribute, column in TEXTS.items()},
            **values,
        }
    )


def _kind(row: Row, reading: _Reading) -> tuple[str, tuple[Choice, ...]] | None:
    """The type and choices of a question; None where something is wrong, which is then among the problems."""
    typed = " ".join(row.cell("type").split())
    if typed == "acknowledge":
        words = (("OK", "acknowledge"), ("no", "not_acknowledged"))
        return "select_one", tuple(Choice(name=name, label={"th": word(key)}) for name, key in words)
    if typed in TYPES and typed not in SELECTS:
        return typed, ()
    listed = _LISTED.fullmatch(typed)
    if listed is None or " " in (listed[2] or ""):
        reading.problems.append(problem("unknown_type" if typed else "no_type", row.place, type=typed, types=_types()))
    elif not listed[2]:
        reading.problems.append(problem("no_list", row.place))
    elif listed[2] not in reading.lists:
        known = ", ".join(sorted(reading.lists)) or "–"
        reading.problems.append(problem("unknown_list", row.place, list=listed[2], lists=known))
    else:
        return listed[1], reading.lists[listed[2]]
    return None


def _types() -> str:
    return ", ".join([*(f"{kind} LIST" if kind in SELECTS else kind for kind in TYPES), "acknowledge"])


def _yes(row: Row, column: str, reading: _Reading) -> bool:
    value = row.cell(column)
    if value.lower().removesuffix("()") not in _YES_NO:
        reading.problems.append(problem("unknown_answer", row.place, column=column, value=value))
        return False
    return _YES_NO[value.lower().removesuffix("()")]


def _role(row: Row, reading: _Reading) -> str:
    role = row.cell("prachakhom_role")
    if role and role not in ROLES and not _STANCE.fullmatch(role):
        reading.problems.append(problem("unknown_role", row.place, role=role, roles=", ".join(ROLES)))
    return role


def _texts(row: Row, column: str) -> Texts:
    """The text of a column in each language, as typed: only what is empty is left out."""
    texts: Texts = {}
    for header, text in row.cells.items():
        start, separator, language = header.partition("::")
        if start.strip() == column:
            texts[_language(language) if separator else "th"] = text
    return texts


def _language(named: str) -> str:
    code = _CODE.search(named)
    if code:
        return code[1]
    known = {name.lower(): code for code, name in languages().items()} | {"thai": "th"}
    return known.get(named.strip().lower(), named.strip())


def _title(settings: Row | None, file: str) -> Texts:
    title = _texts(settings, "form_title") if settings else {}
    return title or {"th": Path(file).stem}


def _revision(settings: Row | None) -> int:
    version = settings.cell("version") if settings else ""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _placed(found: list[Problem], reading: _Reading) -> Iterator[Problem]:
    """The form's own problems at the rows that they come from."""
    places = {check.place(n, row.cell("name")): row.place for n, row in enumerate(reading.rows, 1)}
    for one in found:
        # A question that could not be read at all must not be missed a second time, by those that speak of it.
        if not reading.problems or one.where in places:
            yield replace(one, where=places.get(one.where, one.where))


def _pyxform(book: Mapping[str, Sheet]) -> Iterator[Problem]:
    """What the reference implementation refuses and we do not, in its own words."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    known = {name: _records(book[name]) for name in _NEEDED if name in book}
    try:
        convert({**known, "sheet_names": list(known)}, validate=False, warnings=[], form_name="data")
    except PyXFormError as error:
        yield problem("pyxform", word("the_file"), message=" ".join(str(error).split()))
    except (TypeError, AttributeError, LookupError):
        # pyxform stumbles over some sound forms (a label missing in one language): that says nothing about the form.
        return


def _records(sheet: Sheet) -> list[dict[str, str]]:
    # pyxform takes the columns of all rows from the first one.
    records = [dict(row.cells) for row in sheet.rows]
    return [dict.fromkeys(sheet.headers, "") | records[0], *records[1:]] if records else []
