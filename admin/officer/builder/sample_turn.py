"""What the platform would say at one question, for the preview: the real composer, with answers made up on the way."""

from datetime import datetime

from consultation.forms.edits.choices import follows
from consultation.forms.form import NUMBERS, SELECTS, Form, Group, Question, in_language
from consultation.forms.logic import key_of, names_in
from consultation.talk import question as asking
from consultation.talk.here import Here
from consultation.talk.model import Outgoing, Talk
from consultation.talk.step import begin

RECEIPT = "XXXX-XXXX"  # what a preview shows where a citizen gets a code
SAID = "…"  # what was typed where the words of a later question tell it


def turn_at(form: Form, name: str, now: datetime, language: str = "th") -> tuple[Outgoing, ...]:
    """What is said at a question, or at the first one of a group: the notes before it, then the question.

    Asked whatever its condition says. Nothing for what nobody is asked; the welcome where there is nothing of this
    name. now: aware.
    """
    talk = Talk(code=form.about.code, revision=form.revision, receipt=RECEIPT, language=language)
    inside = next((one for one in form.questions if name in one.groups), None)
    question = form.question(name) or inside
    if question is None:
        return begin(form, talk, now).outgoing
    if question.type == "note":
        return (Outgoing(key=f"note:{question.name}", text=in_language(question.label, language)),)
    if not question.asked:
        return ()
    here = _at(_asked_of_all(form, question), question, talk, now)
    if here.open is None:  # a select without choices, a value that is only shown
        return (Outgoing(key=f"question:{question.name}", text=in_language(question.label, language)),)
    return asking.question(here, before=asking.preface(here))


def _asked_of_all(form: Form, question: Question) -> Form:
    """The form with this question, and the groups around it, asked of everybody; a repeat asks for one more."""
    free = question.model_copy(update={"relevant": "", "read_only": ""})
    groups = tuple(_free(group) if group.name in question.groups else group for group in form.groups)
    questions = tuple(free if one.name == question.name else one for one in form.questions)
    return form.model_copy(update={"questions": questions, "groups": groups})


def _free(group: Group) -> Group:
    return group.model_copy(update={"relevant": "", "repeat_count": ""})


def _at(form: Form, question: Question, talk: Talk, now: datetime) -> Here:
    """The talk where this question is open, in the first round of every repeat around it."""
    answers: dict[str, str | None] = {}
    numbers: tuple[int, ...] = ()
    for name in question.groups:
        group = form.group(name)
        if group is not None and group.repeat:
            answers[key_of(name, (*numbers, 0))] = "yes"
            numbers = (*numbers, 1)
    for name, value in _answers(form, question).items():
        answers.update({key_of(name, numbers[:depth]): value for depth in range(len(numbers) + 1)})
    at = key_of(question.name, numbers)
    return Here(form, talk.model_copy(update={"stage": "asking", "at": at, "turn": 1, "answers": answers}), now)


def _answers(form: Form, question: Question) -> dict[str, str]:
    """An answer to each question that this one tells or follows, one under which there is something to choose."""
    found: dict[str, str] = {}
    spoken = " ".join([question.choice_filter, *question.label.values(), *question.hint.values()])
    following = follows(question)
    for name in names_in(spoken):
        asked = form.question(name)
        if asked is None or name == question.name:
            continue
        column = following.column if following and following.question == name else ""
        taken = {choice.columns.get(column, "") for choice in question.choices} if column else set()
        usable = [choice.name for choice in asked.choices if not column or choice.name in taken]
        if asked.type in SELECTS:
            found[name] = next(iter(usable), "")
        else:
            found[name] = "1" if asked.type in NUMBERS else SAID
    return {name: value for name, value in found.items() if value}
