"""The writing half of `xlsform`: a form as an XLSForm workbook that Excel and other XLSForm programs open."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from consultation.forms.form import SELECTS, Form, Group, Question, Texts, own_name
from consultation.forms.outline import Section, outline
from consultation.forms.workbook import BadForm, problem, word
from consultation.forms.xlsform_choices import Lists
from consultation.forms.xlsform_normal import base_choices, normal, or_other
from consultation.forms.xlsform_survey import PLAIN, SPOKEN_OF
from consultation.forms.xlsform_types import EXTERNAL

Record = dict[str, str]

_MADE = datetime(2026, 1, 1)  # one form is one file, whenever it is written
_WIDE = ("label", "hint", "guidance_hint", "constraint_message", "calculation", "relevant")


def write(form: Form) -> bytes:
    """The workbook of a form, as far as a workbook can hold it (see `normal`). Raises BadForm for a text too long."""
    form = normal(form)
    of_each = tuple(f"label::{name}" for name in form.languages.values())
    sheets = {
        "survey": (list(_survey(form)), ("type", "name", *of_each)),
        "choices": (list(_choices(form, "")), ("list_name", "name", *of_each)),
        EXTERNAL: (list(_choices(form, EXTERNAL)), ("list_name", "name", *of_each)),
        "settings": ([_settings(form)], ()),
    }
    if not sheets[EXTERNAL][0]:
        del sheets[EXTERNAL]
    return _workbook(sheets)


def _survey(form: Form) -> Iterator[Record]:
    after = dict(zip((question.name for question in form.questions), [*form.questions[1:], None], strict=True))
    yield from _section(outline(form), form, after)


def _section(section: Section, form: Form, after: dict[str, Question | None]) -> Iterator[Record]:
    added = ""
    for part in section.parts:
        if isinstance(part, Question):
            if part.name != added:
                yield _question(part, form, after[part.name])
            follower = after[part.name]
            added = follower.name if follower and or_other(part, follower) else ""
        elif part.group is not None:
            yield _begin(part.group, form)
            yield from _section(part, form, after)
            yield {"type": f"end {_word(part.group)}", "name": own_name(part.group.name)}


def _begin(group: Group, form: Form) -> Record:
    record = {"type": f"begin {_word(group)}", "name": own_name(group.name), **_texts("label", group.label, form)}
    record |= {column: getattr(group, column) for column in ("relevant", "appearance", "repeat_count")}
    return record | _media(group.media, form) | group.extra


def _word(group: Group) -> str:
    return "repeat" if group.repeat else "group"


def _question(question: Question, form: Form, after: Question | None) -> Record:
    adds = or_other(question, after)
    record: Record = {"type": _type(question) + " or_other" * adds, "name": own_name(question.name)}
    for attribute, column in SPOKEN_OF.items():
        record |= _texts(column, getattr(question, attribute), form)
    record |= {column: getattr(question, column) for column in PLAIN}
    record["required"] = question.required_when or "yes" * question.required
    record["parameters"] = " ".join(f"{name}={value}" for name, value in question.parameters.items())
    record |= _media(question.media, form)
    record["prachakhom_role"] = question.role
    record["prachakhom_comment"] = "yes" * question.comment
    record["prachakhom_type"] = "statements" if question.type == "statements" else ""
    record["prachakhom_other"] = "yes" * (question.other and not adds)
    return record | {header: cell for header, cell in question.extra.items() if header != "type"}


def _type(question: Question) -> str:
    if question.type == "hidden" and "type" in question.extra:
        return question.extra["type"]
    if question.type == "statements":
        return "text"
    if question.type not in SELECTS:
        return question.type
    if question.from_file == EXTERNAL:
        return f"select_one_external {question.list_name}"
    if question.from_file:
        return f"{question.type}_from_file {question.from_file}"
    return f"{question.type} {question.list_name}"


def _choices(form: Form, sheet: str) -> Iterator[Record]:
    for name, choices in _lists(form, sheet).items():
        for choice in choices:
            record = {"list_name": name, "name": choice.name, **_texts("label", choice.label, form)}
            yield record | _media(choice.media, form) | choice.columns


def _lists(form: Form, sheet: str) -> Lists:
    """The lists of a sheet of choices: those of questions in the order of their use, then those of none."""
    lists: Lists = {}
    for question, after in zip(form.questions, [*form.questions[1:], None], strict=True):
        if question.type in SELECTS and question.from_file == sheet:
            lists.setdefault(question.list_name, base_choices(question, after))
    prefix = f"{EXTERNAL}/"
    rest = {name: choices for name, choices in form.lists.items() if name.startswith(prefix) == bool(sheet)}
    return lists | {name.removeprefix(prefix): choices for name, choices in rest.items()}


def _settings(form: Form) -> Record:
    titles = {"form_title": form.title.get("th", "")}
    # A title in several languages is a column of ours: pyxform knows one title only.
    titles |= {f"prachakhom_title::{form.languages[code]}": text for code, text in form.title.items() if code != "th"}
    record = {**titles, "form_id": form.settings.get("form_id", ""), "version": form.settings.get("version", "")}
    record["default_language"] = next(iter(form.languages.values()), "")
    record["prachakhom_revision"] = str(form.revision or "")
    return record | form.settings


def _texts(column: str, texts: Texts, form: Form) -> Record:
    return {f"{column}::{form.languages[language]}": text for language, text in texts.items()}


def _media(media: dict[str, Texts], form: Form) -> Record:
    return {
        header: file for kind, texts in media.items() for header, file in _texts(f"media::{kind}", texts, form).items()
    }


def _workbook(sheets: dict[str, tuple[list[Record], tuple[str, ...]]]) -> bytes:
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, (records, first) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, header in enumerate(_headers(records, first)):
                sheet.set_column(column, column, 40 if header.partition("::")[0] in _WIDE else 18)
                sheet.write_string(0, column, header, bold)
                for row, record in enumerate(records, 1):
                    if record.get(header) and sheet.write_string(row, column, record[header], wrapped):
                        raise BadForm([problem("too_long", word("row", sheet=name, row=row + 1), column=header)])
    return file.getvalue()


def _headers(records: Iterable[Record], first: Sequence[str]) -> list[str]:
    """Every column that some record fills, those of `first` at the beginning and always there."""
    filled = dict.fromkeys(first)
    for record in records:
        filled |= dict.fromkeys(header for header, text in record.items() if text)
    return list(filled)
