"""The reading half of `xlsform`: a workbook's sheets as a form, or everything that is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from consultation.forms import check
from consultation.forms.form import Form, Table, Texts
from consultation.forms.problem import Problem
from consultation.forms.workbook import BadForm, Row, Sheet, problem, sheets, word
from consultation.forms.xlsform_choices import Sources, lists
from consultation.forms.xlsform_columns import CHOICES, SETTINGS, SURVEY, Columns, columns
from consultation.forms.xlsform_languages import Languages, code_of
from consultation.forms.xlsform_normal import languages_of
from consultation.forms.xlsform_pyxform import refusal
from consultation.forms.xlsform_rows import tree
from consultation.forms.xlsform_survey import Survey, survey

_NEEDED = {"survey": ("type", "name"), "choices": ("list_name", "name"), "external_choices": ("list_name", "name")}
_KNOWN = {"survey": SURVEY, "choices": CHOICES, "external_choices": CHOICES, "settings": SETTINGS}
_OF_ROWS = ("few_choices", "unknown_name", "no_questions", "bad_group_name")
_LONGEST_NUMBER = 9


def form_of(content: bytes, name: str, tables: Iterable[Table] = (), *, trusted: bool = False) -> Form:
    """The form in a workbook. name: the file's; tables: those attached. Raises BadForm with all that is wrong.

    trusted: it is ours, and pyxform has seen it in the tests.
    """
    book = sheets(content, name)
    if found := list(_missing(book)):
        raise BadForm(found)
    parts = {key: columns(book.get(key, Sheet(key)), known) for key, known in _KNOWN.items()}
    settings = next(iter(parts["settings"].sheet.rows), Row("settings", 2, {}))
    spoken = _languages(parts, settings)
    tables = tuple(tables)
    sources = Sources(
        lists(parts["choices"].sheet, spoken),
        lists(parts["external_choices"].sheet, spoken),
        {table.name: table for table in tables},
    )
    rows = tree(parts["survey"], sources.choices, spoken)
    made = survey(rows, parts["survey"], sources, spoken)
    kept = rows.settings | parts["settings"].rest(settings) | _cells(parts["settings"], settings)
    form = Form(
        title=_title(parts["settings"], settings) or {"th": kept.get("form_title") or PurePath(name).stem},
        questions=tuple(made.questions),
        groups=tuple(made.groups),
        tables=tables,
        lists=sources.unused(made.questions),
        languages=spoken.in_order(),
        settings={header: cell for header, cell in kept.items() if header != "form_title"},
        revision=_revision(parts["settings"], settings),
    )
    form = form.model_copy(update={"languages": languages_of(form)})
    if found := _wrong(form, made, parts.values()) or ([] if trusted else list(refusal(book))):
        raise BadForm(found)
    return form


def _missing(book: Mapping[str, Sheet]) -> Iterator[Problem]:
    if "survey" not in book:
        yield problem("no_sheet", word("the_file"), sheet="survey")
    if "entities" in book and book["entities"].rows:
        yield problem("refused_entities", word("sheet", sheet="entities"))
    for name, needed in _NEEDED.items():
        if name in book and (name == "survey" or book[name].rows):
            have = {known for known, _ in columns(book[name], _KNOWN[name]).known.values()}
            for column in needed:
                if column not in have:
                    yield problem("no_column", word("sheet", sheet=name), column=column)


def _languages(parts: Mapping[str, Columns], settings: Row) -> Languages:
    named = parts["settings"].cell(settings, "default_language")
    spoken = Languages(default=code_of(named) if named else "th")
    met = [typed for part in parts.values() for typed in part.spoken()]
    spoken.meet([*met, *([named] if named else [])])
    if not named and met and spoken.default not in spoken.names:
        spoken.default = next(iter(spoken.names))
    return spoken


def _title(settings: Columns, row: Row) -> Texts:
    # A title that names no language is Thai, whatever the labels' default is: there is always a Thai one.
    return settings.texts(row, "prachakhom_title", Languages()) | settings.texts(row, "form_title", Languages())


def _cells(settings: Columns, row: Row) -> dict[str, str]:
    kept = {name: settings.cell(row, name) for name in ("form_id", "version")}
    return {name: cell for name, cell in kept.items() if cell}


def _revision(settings: Columns, row: Row) -> int:
    number = settings.cell(row, "prachakhom_revision")
    return int(number) if number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER else 0


def _wrong(form: Form, made: Survey, parts: Iterable[Columns]) -> list[Problem]:
    doubled = [found for part in parts for found in part.problems(made.spoken)]
    if doubled:
        return doubled  # what such columns say cannot be trusted
    return [*made.problems, *_placed(form, made)]


def _placed(form: Form, made: Survey) -> Iterator[Problem]:
    """The form's own problems at the rows that they come from."""
    places = {check.place(n, question.name): made.rows[question.name] for n, question in enumerate(form.questions, 1)}
    places |= {check.group_place(group.name): made.rows[group.name] for group in form.groups}
    for one in check.errors(form):
        row = places.get(one.where)
        if one.key in _OF_ROWS and made.problems:
            continue  # what could not be read must not be missed a second time
        if row is not None:
            yield replace(one, where=row.place)
        elif one.key != "no_questions" or not form.questions:
            # Notes and calculations alone are a draft: opening it is what is refused.
            yield one
