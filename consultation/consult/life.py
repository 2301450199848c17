"""The life of a consultation: its states in order, which of them a kind needs, and by which right. Pure data.

    draft → approved → announced → open → closed → analysed → published → answered      (or cancelled, before the close)

Who has a right says `consultation.rights`. What else stands in the way of a step is asked by
`consultation.lifecycle`. Everything that only wants to know whether
answers are taken asks for the phase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Phase = Literal["before", "open", "after"]
Need = Literal["must", "may", "never"]
Approval = Literal["law", "all"]

KINDS = ("survey", "plan_consultation", "hearing_2548", "evaluation")
BEFORE = ("draft", "approved", "announced")
ORDER = (*BEFORE, "open", "closed", "analysed", "published", "answered")
CANCELLED = "cancelled"
STATES = (*ORDER, CANCELLED)
RESULTS = ("published", "answered")  # the result can be read by everybody

SAMPLINGS = ("open", "invited", "quota")
LEVELS = (1, 2, 3, 4, 5)  # of participation, as IAP2 numbers them
USUAL_LEVEL: Mapping[str, int] = {"survey": 2, "plan_consultation": 3, "hearing_2548": 2, "evaluation": 2}


@dataclass(frozen=True)
class Stage:
    """One state on a kind's way: must it be passed, and the right that moves a consultation to it; "" for none.

    second: whether it has to be somebody else than who made the consultation. clock: whether it also comes by itself.
    """

    state: str
    need: Need
    right: str = ""
    second: bool = False
    clock: bool = False


_USUAL = {
    "draft": Stage("draft", "must"),
    "approved": Stage("approved", "may", "consultation.approve"),
    "announced": Stage("announced", "may", "consultation.announce"),
    "open": Stage("open", "must", "consultation.open", clock=True),
    "closed": Stage("closed", "must", "consultation.open", clock=True),
    "analysed": Stage("analysed", "must", "consultation.analyse"),
    "published": Stage("published", "must", "result.publish_survey"),
    "answered": Stage("answered", "must", "result.answer"),
}
_LED = {
    "approved": Stage("approved", "must", "consultation.approve"),
    "announced": Stage("announced", "must", "consultation.announce"),
    "published": Stage("published", "must", "result.publish"),
}
# That a hearing's notice has to be approved by another than who wrote it is how offices work; the article of the 2548
# regulation was not seen. `PRACHAKHOM_APPROVAL=all` asks the same of every kind.
_SECOND = Stage("approved", "must", "consultation.approve", second=True)
_ONE_WAY: Mapping[str, Mapping[str, Stage]] = {
    "survey": {},
    "plan_consultation": _LED,
    "hearing_2548": {**_LED, "approved": _SECOND},
    "evaluation": {
        "announced": Stage("announced", "never"),
        "analysed": Stage("analysed", "may", "consultation.analyse"),
        "answered": Stage("answered", "may", "result.answer"),
    },
}
_BACK: Mapping[str, tuple[str, str]] = {
    "approved": ("draft", "consultation.take_back"),
    "announced": ("draft", "consultation.take_back"),
    "analysed": ("closed", "consultation.analyse"),
}


def phase(state: str) -> Phase:
    """Whether answers are not taken yet, are taken, or are taken no more."""
    return "before" if state in BEFORE else "open" if state == "open" else "after"


def stages(kind: str, approval: Approval) -> tuple[Stage, ...]:
    """The way of a kind, in order, without what it never passes."""
    way = {**_USUAL, **_ONE_WAY[kind]}
    if approval == "all":
        way["approved"] = _SECOND
        way["published"] = Stage("published", "must", "result.publish")
    return tuple(way[state] for state in ORDER if way[state].need != "never")


def stage(kind: str, state: str, approval: Approval) -> Stage | None:
    """One state of a kind's way; None where the kind does not pass it."""
    return next((each for each in stages(kind, approval) if each.state == state), None)


def following(kind: str, state: str, approval: Approval) -> tuple[Stage, ...]:
    """Where a consultation may go on to from a state: up to the first that must be passed, that one included."""
    found: list[Stage] = []
    if state not in ORDER:
        return ()
    for each in stages(kind, approval):
        if ORDER.index(each.state) <= ORDER.index(state):
            continue
        found.append(each)
        if each.need == "must":
            break
    return tuple(found)


def lacking(kind: str, state: str, to: str, approval: Approval) -> str | None:
    """The state that must be passed before `to` can be reached from here; None when nothing is left out."""
    between = ORDER[ORDER.index(state) + 1 : ORDER.index(to)] if {state, to} <= set(ORDER) else ()
    return next((each.state for each in stages(kind, approval) if each.state in between and each.need == "must"), None)


def back(state: str) -> str | None:
    """Where a state may be taken back to; None where nothing may be undone."""
    return _BACK[state][0] if state in _BACK else None


def right_to_take_back(state: str) -> str:
    """The right that takes a state back; "" where nothing may be undone."""
    return _BACK[state][1] if state in _BACK else ""


def right_to_cancel(kind: str, state: str, approval: Approval) -> str:
    """The right that cancels; "" after the close. What a head had to approve, only a head stops."""
    if state not in (*BEFORE, "open"):
        return ""
    approved = stage(kind, "approved", approval)
    led = state != "draft" and approved is not None and approved.need == "must"
    return "consultation.cancel_approved" if led else "consultation.cancel"
