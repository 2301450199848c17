"""What is wrong with a form, said in Thai to the officer: what, where, how to mend it."""

from collections import Counter
from collections.abc import Iterator

from consultation.forms import check_expressions, check_groups, check_statements
from consultation.forms.blanks import FILLED_LISTS
from consultation.forms.form import SELECTS, Form, Question, in_language
from consultation.forms.problem import Problem, good_name, group_place, place, say

__all__ = ["MOST_QUESTIONS", "Problem", "errors", "group_place", "minutes", "place", "problems"]

MOST_QUESTIONS = 10  # beyond this people stop answering (reference: default templates, ≤ 10 screens)

# Seconds to read and answer, by type: an estimate for the officer, not a measurement.
SECONDS = {
    "note": 10, "text": 45, "integer": 10, "decimal": 10, "range": 10, "select_one": 12, "select_multiple": 20,
    "rank": 25, "date": 15, "time": 10, "dateTime": 20, "geopoint": 20, "image": 30, "audio": 40, "video": 40,
    "file": 30, "acknowledge": 6, "statements": 60,
}  # fmt: skip


def problems(form: Form) -> list[Problem]:
    """Everything wrong with a form, errors first; empty when it can be opened as it is."""
    found = [
        *_whole(form),
        *check_groups.problems(form),
        *check_expressions.circles(form),
        *(problem for group in form.groups for problem in check_expressions.of_group(form, group)),
        *(problem for i, q in enumerate(form.questions, 1) for problem in _question(form, q, i)),
    ]
    return sorted(found, key=lambda problem: problem.warning)


def errors(form: Form) -> list[Problem]:
    """The problems that stop a form from being opened."""
    return [problem for problem in problems(form) if not problem.warning]


def minutes(form: Form) -> int:
    """About how many minutes the form takes, at least 1."""
    return max(1, round(sum(SECONDS.get(question.type, 0) for question in form.questions) / 60))


def _whole(form: Form) -> Iterator[Problem]:
    asked = [question for question in form.questions if question.counted]
    if not asked:
        yield say("no_questions")
    if not in_language(form.title, "th").strip():
        yield say("no_title")
    if len(asked) > MOST_QUESTIONS:
        yield say("many_questions", count=len(asked), most=MOST_QUESTIONS, minutes=minutes(form))
    names = Counter([*(question.name for question in form.questions), *(group.name for group in form.groups)])
    for name in (name for name, times in names.items() if times > 1):
        yield say("same_name", name=name)


def _question(form: Form, question: Question, number: int) -> Iterator[Problem]:
    where = place(number, question.name)
    if not good_name(question.name):
        yield say("bad_name", where, name=question.name)
    if not in_language(question.label, "th").strip() and (question.asked or question.type == "note"):
        yield say("only_hint" if question.hint or question.media else "no_label", where)
    if question.type in SELECTS:
        yield from _choices(question, where)
    if question.type == "statements":
        yield from check_statements.problems(form, question, where)
    yield from check_expressions.of_question(form, question, where)


def _choices(question: Question, where: str) -> Iterator[Problem]:
    if to_fill := [choice.name for choice in question.choices if choice.name in FILLED_LISTS]:
        yield say("to_fill", where, names=", ".join(to_fill))
    elif len(question.choices) < 2:
        yield say("one_choice" if question.choices else "few_choices", where)
    names = [choice.name for choice in question.choices]
    labels = [in_language(choice.label, "th").strip() for choice in question.choices if not choice.columns]
    for name in sorted({name for name in names if not name or name.split() != [name]}):
        yield say("bad_choice_name", where, name=name)
    for name in sorted({name for choice in question.choices for name in choice.columns if not good_name(name)}):
        yield say("bad_column", where, name=name)
    for name in sorted(_alike(question)):
        yield say("same_choice", where, name=name)
    for label in sorted({label for label in labels if label and labels.count(label) > 1}):
        yield say("same_choice_label", where, label=label)
    if any(not in_language(choice.label, "th").strip() and not choice.media for choice in question.choices):
        yield say("empty_choice", where)


def _alike(question: Question) -> set[str]:
    """The names of choices that are there twice and that no choice_filter can tell apart."""
    filtered = bool(question.choice_filter)
    kinds = [(choice.name, tuple(sorted(choice.columns.items())) if filtered else ()) for choice in question.choices]
    return {name for (name, _), times in Counter(kinds).items() if times > 1}
