"""Consents as answers of a talk: which were said yes to and not sent yet, and saying no to one after all."""

from sqlmodel import Session

from consultation import clock
from consultation.forms.form import Question
from consultation.responses.intake import CONSENTS
from consultation.talk import keeping
from consultation.talk.keeping import Open
from consultation.talk.model import Answered, Step
from consultation.talk.wording import button

YES, NO = "yes", "no"  # the names of the two choices, as the templates have them


def said_yes(opened: Open) -> list[str]:
    """The scopes that the talk holds a yes to while its response is not sent, or not sent again."""
    if opened.talk.stage == "done":
        return []
    return [CONSENTS[q.role] for q in _asked(opened) if opened.talk.answers.get(q.name) == YES]


def say_no(session: Session, opened: Open, scope: str, channel: str) -> None:
    """Turn a yes in the talk into a no, so that what is sent later does not give the consent anew."""
    for question in _asked(opened):
        if CONSENTS[question.role] == scope and opened.talk.answers.get(question.name) == YES:
            no = NO if question.choice(NO) else None
            talk = opened.talk.model_copy(update={"answers": {**opened.talk.answers, question.name: no}})
            raw = button("consents", talk.language)
            answer = Answered(question=question.name, value=no, raw=raw, at=clock.now())
            answers = () if talk.stage == "done" else (answer,)
            keeping.store(session, opened, Step(talk=talk, answers=answers), channel)


def _asked(opened: Open) -> list[Question]:
    return [question for question in opened.form.questions if question.role in CONSENTS]
