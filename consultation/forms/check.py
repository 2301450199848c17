"""What is wrong with a form, said in Thai to the officer: what, where, how to mend it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from consultation.forms.form import SELECTS, Form, Question, in_language
from consultation.forms.logic import BadExpression, check_expression, names_in

MOST_QUESTIONS = 10  # beyond this people stop answering (reference: default templates, ≤ 10 screens)
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
    seen: set[str] = set()
    for question in form.questions:
        if question.name in seen:
            yield _say("same_name", name=question.name)
        seen.add(question.name)


def _question(form: Form, question: Question, number: int) -> Iterator[Problem]:
    where = place(number, question.name)
    if not _NAME.fullmatch(question.name):
        yield _say("bad_name", where, name=question.name)
    if not in_language(question.label, "th").strip():
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


def _expressions(form: Form, question: Question, where: str) -> Iterator[Problem]:
    known = {q.name for q in form.questions}
    earlier = {q.name for q in form.questions[: form.questions.index(question)]} | {question.name}
    for expression in filter(None, (question.relevant, question.constraint, question.choice_filter)):
        try:
            check_expression(expression)
        except BadExpression:
            yield _say("bad_expression", where, expression=expression)
            continue
        for name in sorted(names_in(expression) - earlier):
            key = "later_name" if name in known else "unknown_name"
            yield _say(key, where, expression=expression, name=name)
