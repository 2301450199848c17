"""A form as a workbook can hold it: `read(write(form))` equals `normal(form)`, and a form that was read is normal.

What the talk tells around the questions (`about`) has no place in a workbook. Texts that are empty, spaces around
expressions and characters that no cell can hold go; groups stand in the order of their questions; each select knows
its list; each language has a name.
"""

from collections.abc import Mapping
from typing import Any

from consultation.forms.form import SELECTS, About, Choice, Form, Group, Question, Texts, own_name
from consultation.forms.outline import in_order, outline
from consultation.forms.workbook import clean, held
from consultation.forms.xlsform_choices import OTHER, Lists, from_table, other_choice, other_question
from consultation.forms.xlsform_columns import CHOICES, SETTINGS, means
from consultation.forms.xlsform_languages import Languages, called
from consultation.forms.xlsform_survey import PLAIN, SPOKEN_OF, expression
from consultation.forms.xlsform_types import EXTERNAL

_KEPT = ("form_id", "version")
_EXPRESSIONS = (*(name for name in PLAIN if name not in ("default", "appearance")), "required_when")


def normal(form: Form) -> Form:
    """The form that comes back when this one is written and read."""
    parts = list(in_order(outline(form)))
    groups = tuple(_group(part) for part in parts if isinstance(part, Group))
    questions = tuple(_question(part) for part in parts if isinstance(part, Question))
    lists = {name: _listed(_choices(choices)) for name, choices in form.lists.items() if choices}
    questions, lists = _with_lists(form, questions, lists)
    title = _texts(form.title)
    made = form.model_copy(update={"title": title, "questions": questions, "groups": groups, "lists": lists})
    kept = {name: cell for name, cell in _cells(form.settings).items() if name not in SETTINGS}
    kept |= {name: cell for name in _KEPT if (cell := clean(held(form.settings.get(name, ""))))}
    return made.model_copy(update={"about": About(), "settings": kept, "languages": languages_of(made)})


def languages_of(form: Form) -> dict[str, str]:
    """The languages that a form speaks, by code, with the names that a workbook calls them, the default first."""
    spoken = [texts for question in form.questions for texts in _all_texts(question)]
    spoken += [texts for group in form.groups for texts in (group.label, *group.media.values())]
    spoken += [texts for choices in form.lists.values() for choice in choices for texts in _of_choice(choice)]
    codes = [*form.languages, *(code for texts in spoken for code in texts)]
    if not form.languages and "th" in codes:
        codes.insert(0, "th")
    # The title's Thai is in a column that names no language.
    codes += [code for code in form.title if code != "th"]
    return {code: form.languages.get(code) or called(code) for code in codes}


def or_other(question: Question, after: Question | None) -> bool:
    """Whether a question and the one after it are just what XLSForm's or_other makes of a select."""
    if not question.other or question.choice_filter or question.from_file or after != other_question(question):
        return False
    return any(choice.name == OTHER for choice in question.choices)


def base_choices(question: Question, after: Question | None) -> tuple[Choice, ...]:
    """The choices of a question's list, without the one that or_other adds by itself."""
    base = question.choices[:-1]
    added = question.choices and question.choices[-1] == other_choice(base, question.label)
    return base if added and or_other(question, after) else question.choices


def _with_lists(form: Form, questions: tuple[Question, ...], lists: Lists) -> tuple[tuple[Question, ...], Lists]:
    """The questions, each select with the name of its list; and the lists that none of them has."""
    taken = dict(lists)
    tables = {table.name: table for table in form.tables}
    made: list[Question] = []
    for at, question in enumerate(questions):
        if question.type not in SELECTS:
            made.append(question)
            continue
        after = questions[at + 1] if at + 1 < len(questions) else None
        file = question.from_file
        if file == EXTERNAL and question.type == "select_one":
            prefix = f"{EXTERNAL}/"
        elif file and question.list_name in tables and _given(question, form) == question.choices:
            made.append(question)
            continue
        else:
            prefix, file = "", ""
        placed = question.model_copy(update={"from_file": file})
        placed = placed.model_copy(update={"choices": _listed(placed.choices)})
        choices = base_choices(placed, after)
        name = _free_list(placed.list_name or own_name(placed.name), choices, taken, prefix)
        taken[prefix + name] = choices
        made.append(placed.model_copy(update={"list_name": name}))
    used = {f"{EXTERNAL}/" * (each.from_file == EXTERNAL) + each.list_name for each in made if each.list_name}
    return tuple(made), {name: choices for name, choices in lists.items() if name not in used}


def _given(question: Question, form: Form) -> tuple[Choice, ...] | None:
    """What the question's file offers; None where it does not."""
    table = next(table for table in form.tables if table.name == question.list_name)
    spoken = Languages(default=next(iter(languages_of(form)), "th"))
    try:
        return from_table(table, question.parameters, spoken)
    except LookupError:
        return None


def _free_list(name: str, choices: tuple[Choice, ...], taken: Mapping[str, Any], prefix: str) -> str:
    names = (name if n == 1 else f"{name}_{n}" for n in range(1, len(taken) + 2))
    return next(each for each in names if taken.get(prefix + each, choices) == choices)


def _question(question: Question) -> Question:
    select = question.type in SELECTS
    update: dict[str, Any] = {to: _texts(getattr(question, to)) for to in SPOKEN_OF}
    update |= {name: expression(clean(held(getattr(question, name)))) for name in _EXPRESSIONS}
    update |= {name: clean(held(getattr(question, name))) for name in ("default", "appearance")}
    when = update["required_when"].lower()
    update["required"] = when == "true()" if when else question.required
    update["required_when"] = "" if when in ("true()", "false()") else update["required_when"]
    update["parameters"] = {name.lower(): value for name, value in question.parameters.items()}
    update["media"] = _media(question.media)
    update["extra"] = _cells(question.extra)
    update["choices"] = _choices(question.choices) if select else ()
    if not select:
        update |= {"list_name": "", "from_file": "", "other": False}
    return question.model_copy(update=update)


def _group(group: Group) -> Group:
    return group.model_copy(
        update={
            "label": _texts(group.label),
            "relevant": expression(clean(held(group.relevant))),
            "repeat_count": expression(clean(held(group.repeat_count))),
            "appearance": clean(held(group.appearance)),
            "media": _media(group.media),
            "extra": _cells(group.extra),
        }
    )


def _choices(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(
        choice.model_copy(
            update={"label": _texts(choice.label), "columns": _cells(choice.columns), "media": _media(choice.media)}
        )
        for choice in choices
    )


def _listed(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Choices as a sheet can hold them: no column of theirs is called as one of the sheet's own."""
    own = {column for choice in choices for column in choice.columns if means(column, CHOICES)}
    if not own:
        return choices
    kept = ({name: cell for name, cell in choice.columns.items() if name not in own} for choice in choices)
    return tuple(choice.model_copy(update={"columns": columns}) for choice, columns in zip(choices, kept, strict=True))


def _all_texts(question: Question) -> list[Texts]:
    own = [getattr(question, to) for to in SPOKEN_OF]
    return [*own, *question.media.values(), *(texts for choice in question.choices for texts in _of_choice(choice))]


def _of_choice(choice: Choice) -> list[Texts]:
    return [choice.label, *choice.media.values()]


def _texts(texts: Texts) -> Texts:
    return {code: held(text) for code, text in texts.items() if held(text).strip()}


def _media(media: dict[str, Texts]) -> dict[str, Texts]:
    return {kind: texts for kind, named in media.items() if (texts := _texts(named))}


def _cells(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: held(cell) for name, cell in cells.items() if held(cell).strip()}
