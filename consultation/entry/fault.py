"""What is wrong with a cell, in Thai: what, and how to mend it. Where it is, whoever shows it says."""

from dataclasses import dataclass
from typing import Any

from consultation.entry.wording import say
from consultation.forms import limits as bounds
from consultation.forms.form import SELECTS, Question
from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask

_MOST_LABELS = 12
_PLACES = ("province", "district")
_UNREADABLE = {
    "integer": "number", "decimal": "number", "range": "number", "date": "date", "dateTime": "date", "time": "time",
    "geopoint": "point",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """key: of the question, or the name of a column of ours (`_number`)."""

    key: str
    text: str


def wrong(column: str, key: str, /, **values: Any) -> Fault:
    """The fault of this key of the catalogue."""
    return Fault(column, say("fault", key, **values))


def not_understood(here: Here, slot: Slot, text: str, ask: Ask) -> Fault:
    """Why a reply is no answer to a question."""
    question, key = slot.question, slot.key
    if ask.key == "_own":
        return Fault(key, str(ask.values["text"]))
    if ask.key == "too_long":
        return wrong(key, "long", **ask.values)
    if ask.key == "not_allowed":
        return limits(question, key, text)
    near = " / ".join(offer.label for offer in ask.offers) or str(ask.values.get("labels", ""))
    if question.type in SELECTS and question.appearance in _PLACES:
        return wrong(key, "unknown_place_near" if near else "unknown_place", text=text, labels=near)
    if question.type in SELECTS:
        return _choice(here, slot, text, near, ask)
    return wrong(key, _UNREADABLE.get(question.type, "unreadable"), text=text)


def limits(question: Question, key: str, text: str) -> Fault:
    """That a value is outside the form's limits, and which these are where they are simple."""
    found = bounds.read(question.constraint, question.type)
    if found is None or bounds.MEASURES.get(question.type) != "number" or not (found.least or found.most):
        return wrong(key, "limits", text=text)
    which = "limits_between" if found.least and found.most else "limits_least" if found.least else "limits_most"
    return wrong(key, which, text=text, least=found.least, most=found.most)


def _choice(here: Here, slot: Slot, text: str, near: str, ask: Ask) -> Fault:
    if ask.key == "too_many":
        return wrong(slot.key, "too_many", count=len(text.split()), most=ask.values["most"])
    if near:
        return wrong(slot.key, "unknown_choice_near", text=text, labels=near)
    labels = [here.label(choice, slot) for choice in here.scene.offered(slot)]
    more = " …" if len(labels) > _MOST_LABELS else ""
    return wrong(slot.key, "unknown_choice", text=text, labels=" / ".join(labels[:_MOST_LABELS]) + more)
