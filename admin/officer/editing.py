"""Edits of a form as an officer makes them: pure, a form in, a form out. Names that answers are stored by never change.

Questions are addressed by name, so that a page that is a little old still means the right one. An unknown name changes
nothing.
"""

import re
from dataclasses import dataclass

from admin.wording import wording
from consultation.errors import Refused
from consultation.forms.form import SELECTS, Choice, Form, Question, Type
from consultation.forms.logic import names_in

STANDARD_LISTS = ("province", "district")  # roles whose choices come from the register of places
MANY_CHOICES = 60  # lists longer than this are not edited by hand
_MOST = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*\d+")


@dataclass(frozen=True)
class Change:
    """What the officer typed for one question. choices: one label a line; None leaves them. most: 0 is no bound."""

    label: str
    hint: str = ""
    required: bool = False
    comment: bool = False
    choices: str | None = None
    most: int | None = None


def change(form: Form, name: str, to: Change) -> Form:
    """The form with one question changed."""
    return _with(form, [_changed(question, to) if question.name == name else question for question in form.questions])


def add(form: Form, type_: Type) -> tuple[Form, str]:
    """The form with a new question of a type before the consents at its end, and the new question's name."""
    starter = wording("admin.officer")["starter"]
    name = _free_name(form, "q")
    choices = tuple(Choice(name=f"c{n}", label={"th": label}) for n, label in enumerate(starter["choices"], 1))
    question = Question(
        name=name,
        type=type_,
        label={"th": starter[type_]},
        choices=choices if type_ in SELECTS else (),
        comment=type_ == "text",
    )
    at = len(form.questions)
    while at and form.questions[at - 1].role.startswith("consent"):
        at -= 1
    return _with(form, [*form.questions[:at], question, *form.questions[at:]]), name


def duplicate(form: Form, name: str) -> tuple[Form, str]:
    """The form with a copy right after the question, and the copy's name. The copy has no role: each is there once."""
    at = _position(form, name)
    if at is None:
        return form, name
    copy = form.questions[at].model_copy(update={"name": _free_name(form, "q"), "role": "", "appearance": ""})
    return _with(form, [*form.questions[: at + 1], copy, *form.questions[at + 1 :]]), copy.name


def delete(form: Form, name: str) -> Form:
    """The form without the question. Raises Refused while other questions are asked by its answer."""
    if leaning := _leaning_on(form, name):
        raise Refused(_say("leaned_on", form, name, leaning))
    return _with(form, [question for question in form.questions if question.name != name])


def move(form: Form, name: str, by: int) -> Form:
    """The form with the question moved by so many places (negative: towards the start), as far as there is room.

    Raises Refused where a question would be asked before the one whose answer it needs.
    """
    at = _position(form, name)
    if at is None:
        return form
    rest = [question for question in form.questions if question.name != name]
    to = max(0, min(len(rest), at + by))
    moved = _with(form, [*rest[:to], form.questions[at], *rest[to:]])
    for question in form.questions if moved != form else ():
        if late := _asked_too_early(moved, question.name) - _asked_too_early(form, question.name):
            raise Refused(_say("too_early", form, question.name, late))
    return moved


def fixed_choices(question: Question) -> bool:
    """Whether the choices of a question are not to be edited by hand: places, and very long lists."""
    return question.role in STANDARD_LISTS or len(question.choices) > MANY_CHOICES


def choice_lines(question: Question) -> str:
    """The choices of a question for editing, one label a line."""
    return "\n".join(choice.label.get("th", "") for choice in question.choices)


def _changed(question: Question, to: Change) -> Question:
    update: dict[str, object] = {
        "label": {**question.label, "th": to.label.strip()},
        "hint": {**question.hint, "th": to.hint.strip()} if to.hint.strip() else {},
        "required": to.required and question.type != "note",
        "comment": to.comment and question.type == "text",
    }
    if to.choices is not None and question.type in SELECTS and not fixed_choices(question):
        update["choices"] = choices_from(to.choices, question.choices)
    if to.most is not None and question.type == "select_multiple":
        update["constraint"] = _bounded(question.constraint, to.most)
    return question.model_copy(update=update)


def choices_from(lines: str, before: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Choices from pasted lines. A label that stays keeps its name wherever it moved; so does one reworded in place."""
    labels = [label for line in lines.splitlines() if (label := " ".join(line.split()))]
    by_label = {choice.label.get("th", ""): choice for choice in before}
    kept = {label for label in labels if label in by_label}
    taken = {choice.name for choice in before}
    made: list[Choice] = []
    used: set[str] = set()
    for at, label in enumerate(labels):
        old = by_label.get(label)
        if old is None and len(labels) == len(before) and before[at].label.get("th", "") not in kept:
            old = before[at].model_copy(update={"label": {"th": label}})
        if old is None or old.name in used:
            old = Choice(name=_free_choice(taken), label={"th": label})
        taken.add(old.name)
        used.add(old.name)
        made.append(old)
    return tuple(made)


def _bounded(constraint: str, most: int) -> str:
    if constraint and not _MOST.fullmatch(constraint.strip()):
        return constraint  # written by hand in a form file: not ours to change
    return f"count-selected(.) <= {most}" if most > 0 else ""


def _leaning_on(form: Form, name: str) -> set[str]:
    """The other questions that are asked, or whose choices are shown, by the answer to this one."""
    return {other.name for other in form.questions if other.name != name and name in _needs(other)}


def _asked_too_early(form: Form, name: str) -> set[str]:
    """The questions before this one that need its answer."""
    before = form.questions[: _position(form, name)]
    return {other.name for other in before if name in _needs(other)}


def _needs(question: Question) -> set[str]:
    return names_in(f"{question.relevant} {question.constraint} {question.choice_filter}")


def _say(key: str, form: Form, name: str, others: set[str]) -> str:
    """The refusal of this key, naming questions by the numbers that the page shows."""
    number = {question.name: at for at, question in enumerate(form.questions, 1)}
    named = ", ".join(f"{number[other]}" for other in sorted(others, key=number.__getitem__))
    return str(wording("admin.officer")["problem"][key]).format(n=number[name], others=named)


def _position(form: Form, name: str) -> int | None:
    return next((at for at, question in enumerate(form.questions) if question.name == name), None)


def _free_name(form: Form, stem: str) -> str:
    names = {question.name for question in form.questions}
    return next(name for n in range(1, len(names) + 2) if (name := f"{stem}{n}") not in names)


def _free_choice(taken: set[str]) -> str:
    return next(name for n in range(1, len(taken) + 2) if (name := f"c{n}") not in taken)


def _with(form: Form, questions: list[Question]) -> Form:
    return form.model_copy(update={"questions": tuple(questions)})
