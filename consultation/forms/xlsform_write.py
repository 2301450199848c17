"""The writing half of `xlsform`: a form as an XLSForm workbook that Excel and other XLSForm programs open."""

import io
from collections.abc import Iterable, Sequence

from consultation.forms.form import SELECTS, Choice, Form, Question, Texts
from consultation.forms.workbook import languages

TEXTS = {
    "label": "label",
    "hint": "hint",
    "constraint_message": "constraint_message",
    "short": "prachakhom_short",
}  # of a question: attribute to column
_PLAIN = ("relevant", "constraint", "choice_filter", "appearance")

Record = dict[str, str]
Lists = list[tuple[tuple[Choice, ...], str]]


def write(form: Form) -> bytes:
    """The workbook of a form. What an XLSForm cannot hold (`about`) is left out."""
    from xlsxwriter import Workbook

    lists = _lists(form)
    settings = {**_texts("form_title", form.title), "form_id": "prachakhom", "version": str(form.revision)}
    tables = {
        "survey": (
            [_question(question, lists) for question in form.questions],
            ("type", "name", _header("label", "th")),
        ),
        "choices": ([row for choices, name in lists for row in _choices(name, choices)], ("list_name", "name")),
        "settings": ([settings], ()),
    }
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, (records, first) in tables.items():
            sheet = book.add_worksheet(name)
            headers = _headers(records, first)
            sheet.freeze_panes(1, 0)
            for column, header in enumerate(headers):
                sheet.set_column(column, column, 40 if "label" in header or "hint" in header else 18)
                sheet.write_string(0, column, header, bold)
                for row, record in enumerate(records, 1):
                    if record.get(header):
                        sheet.write_string(row, column, record[header], wrapped)
    return file.getvalue()


def _lists(form: Form) -> Lists:
    """The lists of choices, each once, named for the first question that uses it."""
    lists: Lists = []
    for question in form.questions:
        if question.type in SELECTS and not any(choices == question.choices for choices, _ in lists):
            lists.append((question.choices, question.name))
    return lists


def _question(question: Question, lists: Lists) -> Record:
    listed = next((f" {name}" for choices, name in lists if choices == question.choices), "")
    listed = listed if question.type in SELECTS else ""
    record: Record = {"type": question.type + listed, "name": question.name}
    for attribute, column in TEXTS.items():
        record |= _texts(column, getattr(question, attribute))
    record |= {column: getattr(question, column) for column in _PLAIN}
    record["required"] = "yes" if question.required else ""
    record["prachakhom_role"] = question.role
    record["prachakhom_comment"] = "yes" if question.comment else ""
    return record


def _choices(list_name: str, choices: Sequence[Choice]) -> Iterable[Record]:
    for choice in choices:
        yield {"list_name": list_name, "name": choice.name, **_texts("label", choice.label), **choice.columns}


def _texts(column: str, texts: Texts) -> Record:
    return {_header(column, language): text for language, text in texts.items()}


def _header(column: str, language: str) -> str:
    if language == "th" and column in ("form_title", "prachakhom_short"):
        return column
    return f"{column}::{languages().get(language, language)} ({language})"


def _headers(records: Iterable[Record], first: Sequence[str]) -> list[str]:
    """Every column that some record fills, those of `first` at the beginning and always there."""
    filled = dict.fromkeys(first)
    for record in records:
        filled |= dict.fromkeys(header for header, text in record.items() if text)
    return list(filled)
