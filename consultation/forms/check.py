"""What is wrong with a form, said in Thai to the officer: what, where, how to mend it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from consultation.forms.compiled import As
from consultation.forms.evaluation import is_expression
from consultation.forms.form import SELECTS, UNASKED, Form, Group, Question, in_language
from consultation.forms.layout import Layout, layout
from consultation.forms.logic import LONGEST_EXPRESSION, BadExpression, names_in
from consultation.forms.place import Place
from consultation.forms.writer import compiled

MOST_QUESTIONS = 10  # beyond this people stop answering (reference: default templates, ≤ 10 screens)
_BRIEF = 200  # characters of an expression that a problem quotes
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

# Seconds to read and answer, by type: an estimate for the officer, not a measurement.
SECONDS = {
    "note": 10, "text": 45, "integer": 10, "decimal": 10, "range": 10, "select_one": 12, "select_multiple": 20,
    "rank": 25, "date": 15, "time": 10, "dateTime": 20, "geopoint": 20, "image": 30, "audio": 40, "video": 40,
    "file": 30, "acknowledge": 6, "statements": 60,
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, how to mend it. A warning does not stop the form from being used."""

    where: str
    what: str
    mend: str
    warning: bool = False


def problems(form: Form) -> list[Problem]:
    """Everything wrong with a form, errors first; empty when it can be opened as it is."""
    found = [*_whole(form), *(problem for i, q in enumerate(form.questions, 1) for problem in _question(form, q, i))]
    return sorted(found, key=lambda problem: problem.warning)


def errors(form: Form) -> list[Problem]:
    """The problems that stop a form from being opened."""
    return [problem for problem in problems(form) if not problem.warning]


def place(number: int, name: str) -> str:
    """How a question is named in a problem: its number in the form, from 1, and its name."""
    return _catalogue()["_place"]["question"].format(n=number, name=name)


def group_place(name: str) -> str:
    """How a group is named in a problem."""
    return _catalogue()["_place"]["group"].format(name=name)


def minutes(form: Form) -> int:
    """About how many minutes the form takes, at least 1."""
    return max(1, round(sum(SECONDS.get(question.type, 0) for question in form.questions) / 60))


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("consultation.forms").joinpath("check.th.toml").read_text(encoding="utf8"))


def _say(key: str, where: str = "", **values: object) -> Problem:
    entry = _catalogue()[key]
    blanks = {"where": where, **values}
    place = entry.get("where", "{where}").format(**blanks)
    return Problem(
        place, entry["what"].format(**blanks), entry["mend"].format(**blanks), entry.get("level") == "warning"
    )


def _whole(form: Form) -> Iterator[Problem]:
    asked = [question for question in form.questions if question.counted]
    if not asked:
        yield _say("no_questions")
    if not in_language(form.title, "th").strip():
        yield _say("no_title")
    if len(asked) > MOST_QUESTIONS:
        yield _say("many_questions", count=len(asked), most=MOST_QUESTIONS, minutes=minutes(form))
    # The answer whether there is one more of a repeat stands under the repeat's name.
    seen = {group.name for group in form.groups if group.repeat}
    for question in form.questions:
        if question.name in seen:
            yield _say("same_name", name=question.name)
        seen.add(question.name)
    yield from _circles(form)
    for group in form.groups:
        yield from _of_group(form, group)


def _question(form: Form, question: Question, number: int) -> Iterator[Problem]:
    where = place(number, question.name)
    if not _NAME.fullmatch(question.name):
        yield _say("bad_name", where, name=question.name)
    if question.type not in UNASKED and not in_language(question.label, "th").strip():
        yield _say("no_label", where)
    if question.type in SELECTS:
        yield from _choices(question, where)
    yield from _expressions(form, question, where)


def _choices(question: Question, where: str) -> Iterator[Problem]:
    if len(question.choices) < 2:
        yield _say("few_choices", where)
    names = [choice.name for choice in question.choices]
    labels = [in_language(choice.label, "th").strip() for choice in question.choices if not choice.columns]
    for name in sorted({name for name in names if not name or name.split() != [name]}):
        yield _say("bad_choice_name", where, name=name)
    for name in sorted({name for choice in question.choices for name in choice.columns if not _NAME.fullmatch(name)}):
        yield _say("bad_column", where, name=name)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _say("same_choice", where, name=name)
    for label in sorted({label for label in labels if label and labels.count(label) > 1}):
        yield _say("same_choice_label", where, label=label)
    if any(not label for label in labels):
        yield _say("empty_choice", where)


def _of_group(form: Form, group: Group) -> Iterator[Problem]:
    of = layout(form)
    stands = of.places.get(group.name)
    if stands is None or stands.group is None:
        return  # nothing is asked in it
    where = group_place(group.name)
    yield from _expression(of, stands, group.relevant, where)
    yield from _expression(of, stands.beside, group.repeat_count, where)


def _expressions(form: Form, question: Question, where: str) -> Iterator[Problem]:
    of = layout(form)
    stands = of.places.get(question.name)
    if stands is None or stands.question is not question:
        return  # a second one of the name
    for expression in (question.relevant, question.constraint, question.required_when):
        yield from _expression(of, stands, expression, where)
    yield from _expression(of, stands, question.choice_filter, where, as_="filter")
    for expression in filter(is_expression, (question.default, question.read_only)):
        yield from _expression(of, stands, expression, where)
    yield from _expression(of, stands, question.calculation, where, late=question.type not in UNASKED)
    for texts in (question.label, question.hint, question.guidance_hint, *(c.label for c in question.choices)):
        for text in texts.values():
            for name in sorted(names_in(text) - of.places.keys()):
                yield _say("unknown_blank", where, text=text, name=name)


def _expression(
    of: Layout, stands: Place, expression: str, where: str, *, as_: As = "value", late: bool = True
) -> Iterator[Problem]:
    """What is wrong with one expression. late: whether it is decided when its question is asked, by what is known."""
    if not expression:
        return
    try:
        names = compiled(expression, stands, as_).names | names_in(expression)
    except BadExpression as error:
        key = "unknown_function" if error.function else "bad_expression"
        if len(expression) > LONGEST_EXPRESSION:
            key = "long_expression"
        yield _say(
            key, where, expression=_brief(expression), function=error.function, length=len(expression),
            most=LONGEST_EXPRESSION,
        )  # fmt: skip
        return
    for name in sorted(names):
        if name not in of.places:
            yield _say("unknown_name", where, expression=expression, name=name)
        elif late and (later := of.dependencies.asked_after(stands, name)):
            yield _say("later_name", where, expression=expression, name=later)


def _circles(form: Form) -> Iterator[Problem]:
    number = {question.name: at for at, question in enumerate(form.questions, 1)}
    for circle in layout(form).dependencies.circles():
        yield _say("circle", place(number.get(circle[0], 0), circle[0]), names=" → ".join([*circle, circle[0]]))


def _brief(expression: str) -> str:
    return expression if len(expression) <= _BRIEF else expression[:_BRIEF] + "…"
