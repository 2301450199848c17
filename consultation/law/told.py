"""The eight facts of a hearing as its questionnaire tells them: taken from the wizard, where they are recorded once.

A note whose column `prachakhom_facts` names facts ("reasons essence") says what the wizard knows of them. Until the
hearing is announced it is written anew each time the form is saved; what people were told is what they go on being
told. Whoever changes such a note by hand changes nothing: the page says where its words come from.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from consultation.consult.models import Consultation
from consultation.forms.blanks import FACTS
from consultation.forms.form import Form, Question
from consultation.law.models import HearingTest
from consultation.law.rules import rules
from consultation.law.wording import said
from consultation.settings import settings
from consultation.talk.readable import cut

WHOLE = "prachakhom_facts_whole"  # the same without anything cut, for the public page; only where something is
SHOWN = 450  # characters of one fact in a chat: four of them are a screen or two
FILLING = ("draft", "approved")  # the states in which the note follows the wizard


def filled(session: Session, row: Consultation, before: Form | None, form: Form) -> Form:
    """The form to store, its notes of facts as they are to be told: by the wizard, or as they were announced."""
    if not any(FACTS in question.extra for question in form.questions):
        return form
    facts = _recorded(session, row.id or 0)
    fixed = {} if row.state in FILLING or before is None else {each.name: each for each in before.questions}
    questions = tuple(_told(question, fixed.get(question.name), facts, row.code) for question in form.questions)
    return form.model_copy(update={"questions": questions})


def from_wizard(question: Question) -> tuple[str, ...]:
    """The facts that a note tells, by key; none for what somebody wrote."""
    known = {fact.key for fact in rules().facts}
    return tuple(key for key in question.extra.get(FACTS, "").split() if key in known)


def untold(form: Form) -> list[str]:
    """The facts, as they are called, that no note of the form tells."""
    told = {key for question in form.questions for key in from_wizard(question)}
    return [fact.label for fact in rules().facts if fact.key not in told]


def behind(session: Session, row: Consultation, form: Form) -> bool:
    """Whether a note says something else than the wizard by now."""
    facts = _recorded(session, row.id or 0)
    return any(_written(question, facts, row.code) != question for question in form.questions if from_wizard(question))


def whole(form: Form) -> list[str]:
    """What the notes of facts say in full, in order, without the heading; nothing where the form has none."""
    notes = [question for question in form.questions if from_wizard(question)]
    head = said("told", "heading") + "\n"
    return [(question.extra.get(WHOLE) or question.label.get("th", "")).removeprefix(head) for question in notes]


def _told(question: Question, announced: Question | None, facts: Mapping[str, str], code: str) -> Question:
    if not from_wizard(question):
        return question
    if announced is None or not from_wizard(announced):
        return _written(question, facts, code)
    kept = {name: cell for name, cell in announced.extra.items() if name in (FACTS, WHOLE)}
    extra = {name: cell for name, cell in question.extra.items() if name != WHOLE} | kept
    return question.model_copy(update={"label": announced.label, "extra": extra})


def _written(question: Question, facts: Mapping[str, str], code: str) -> Question:
    """The note as the wizard has it. A translation stays while the Thai that it was made of does."""
    keys = from_wizard(question)
    full, short = (_lines(keys, facts, most) for most in (None, SHOWN))
    update: dict[str, Any] = {name: cell for name, cell in question.extra.items() if name != WHOLE}
    if full != short:
        update[WHOLE] = full
        short += "\n" + said("told", "all", link=f"{settings().base_url.rstrip('/')}/c/{code}#facts")
    label = question.label if question.label.get("th") == short else {"th": short}
    return question.model_copy(update={"label": label, "extra": update})


def _lines(keys: tuple[str, ...], facts: Mapping[str, str], most: int | None) -> str:
    lines = [said("told", "heading")] if keys[0] == rules().facts[0].key else []
    for n, fact in enumerate(rules().facts, 1):
        if fact.key in keys:
            text = facts.get(fact.key, "").replace("${", "$ {").strip() or said("told", "empty")
            text = text if most is None else cut(" ".join(text.split()), most)
            lines.append(said("told", "fact", n=n, label=fact.label, text=text))
    return "\n".join(lines)


def _recorded(session: Session, consultation: int) -> Mapping[str, str]:
    row = session.exec(select(HearingTest).where(HearingTest.consultation_id == consultation)).first()
    return row.facts if row is not None else {}
