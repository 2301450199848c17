"""What the platform would say at one question, for the preview: the real composer, with answers made up on the way."""

from consultation.forms.form import SELECTS, Form, Question, in_language
from consultation.forms.logic import names_in, offered
from consultation.talk import compose
from consultation.talk.model import Outgoing, Talk
from consultation.talk.step import begin

RECEIPT = "XXXX-XXXX"  # what a preview shows where a citizen gets a code


def turn_at(form: Form, name: str, language: str = "th") -> tuple[Outgoing, ...]:
    """What is said at a question, or at the first one of a group: the notes before it, then the question.

    Nothing for what nobody is asked; the welcome where there is nothing of this name.
    """
    talk = Talk(code=form.about.code, revision=form.revision, receipt=RECEIPT, language=language)
    inside = next((one for one in form.questions if name in one.groups), None)
    question = form.question(name) or inside
    if question is None:
        return begin(form, talk).outgoing
    if question.type == "note":
        return (Outgoing(key=f"note:{question.name}", text=in_language(question.label, language)),)
    if not question.asked:
        return ()
    at = talk.model_copy(
        update={"stage": "asking", "at": question.name, "turn": 1, "answers": _answers(form, question)}
    )
    return compose.question(form, at, before=compose.notes(form, at))


def _answers(form: Form, question: Question) -> dict[str, str | None]:
    """An answer to each question that the choices follow, under which there is something to choose."""
    answers: dict[str, str | None] = {}
    for name in sorted(names_in(question.choice_filter)):
        followed = form.question(name)
        if followed is None or followed.type not in SELECTS:
            continue
        tries = ({**answers, name: choice.name} for choice in followed.choices)
        answers = next((one for one in tries if offered(question, one)), answers)
    return answers
