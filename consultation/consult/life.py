"""The life of a consultation: its states in order, which of them a kind needs, and who may take each step. Pure data.

    draft → approved → announced → open → closed → analysed → published → answered      (or cancelled, before the close)

What else stands in the way of a step is asked by `consultation.lifecycle`. Everything that only wants to know whether
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

OFFICER, PLANNER, HEAD, ADMIN, TIMER = "officer", "planner", "head", "admin", "timer"

# Who may waive a hearing's notice period that somebody else asked to be waived. The article that says who was not seen.
EXEMPTERS = (OFFICER, HEAD)


@dataclass(frozen=True)
class Stage:
    """One state on a kind's way: must it be passed, and the roles that may move a consultation to it.

    second: whether it has to be somebody else than who made the consultation.
    """

    state: str
    need: Need
    by: tuple[str, ...]
    second: bool = False


_USUAL = {
    "draft": Stage("draft", "must", ()),
    "approved": Stage("approved", "may", (HEAD,)),
    "announced": Stage("announced", "may", (OFFICER,)),
    "open": Stage("open", "must", (OFFICER, TIMER)),
    "closed": Stage("closed", "must", (OFFICER, TIMER)),
    "analysed": Stage("analysed", "must", (OFFICER, PLANNER)),
    "published": Stage("published", "must", (OFFICER, HEAD)),
    "answered": Stage("answered", "must", (OFFICER, PLANNER, HEAD)),
}
_LED = {
    "approved": Stage("approved", "must", (HEAD,)),
    "announced": Stage("announced", "must", (OFFICER,)),
    "published": Stage("published", "must", (HEAD,)),
}
# That a hearing's notice has to be approved by another than who wrote it is how offices work; the article of the 2548
# regulation was not seen. `PRACHAKHOM_APPROVAL=all` asks the same of every kind.
_ONE_WAY: Mapping[str, Mapping[str, Stage]] = {
    "survey": {},
    "plan_consultation": _LED,
    "hearing_2548": {**_LED, "approved": Stage("approved", "must", (HEAD,), second=True)},
    "evaluation": {
        "announced": Stage("announced", "never", ()),
        "analysed": Stage("analysed", "may", (OFFICER, PLANNER)),
        "answered": Stage("answered", "may", (OFFICER, PLANNER, HEAD)),
    },
}
_BACK: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "approved": ("draft", (OFFICER, HEAD)),
    "announced": ("draft", (OFFICER, HEAD)),
    "analysed": ("closed", (OFFICER, PLANNER)),
}


def phase(state: str) -> Phase:
    """Whether answers are not taken yet, are taken, or are taken no more."""
    return "before" if state in BEFORE else "open" if state == "open" else "after"


def stages(kind: str, approval: Approval) -> tuple[Stage, ...]:
    """The way of a kind, in order, without what it never passes."""
    way = {**_USUAL, **_ONE_WAY[kind]}
    if approval == "all":
        way["approved"] = Stage("approved", "must", (HEAD,), second=True)
        way["published"] = Stage("published", "must", (HEAD,))
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


def may_take_back(state: str, role: str) -> bool:
    """Whether a role may take a state back."""
    return state in _BACK and role in (*_BACK[state][1], ADMIN)


def may_cancel(kind: str, state: str, role: str, approval: Approval) -> bool:
    """Whether a role may cancel: never after the close; what a head had to approve, only a head stops."""
    approved = stage(kind, "approved", approval)
    led = state != "draft" and approved is not None and approved.need == "must"
    return state in (*BEFORE, "open") and role in ((HEAD, ADMIN) if led else (OFFICER, HEAD, ADMIN))


def may(of: Stage, role: str) -> bool:
    """Whether a role may move a consultation to a state. An admin may what everybody may."""
    return role in (*of.by, ADMIN)


def may_exempt(role: str) -> bool:
    """Whether a role may waive a notice period. That it is somebody else than who asked, `law.hearing` sees to."""
    return role in (*EXEMPTERS, ADMIN)
