"""The table of kinds, states, acts and roles, written out once more by hand: nobody may do what is not here."""

from itertools import pairwise

import pytest

from consultation import clock, rights
from consultation.consult import life
from consultation.consult.models import Consultation
from consultation.lifecycle.values import Mover

S, A, H, T = "STR", "ADM", "HEAD", "the clock"
MOVERS = {role: Mover(name=role, grants=rights.of(role)) for role in rights.ROLES} | {T: Mover(name=T, clock=True)}

# kind and approval → state → where it may go from there, and who may take it there.
OVER = {"published": {"answered": {S, A, H}}, "answered": {}, "cancelled": {}}
SURVEY = {
    "draft": {"approved": {H}, "announced": {S, A}, "open": {S, A, T}},
    "approved": {"announced": {S, A}, "open": {S, A, T}},
    "announced": {"open": {S, A, T}},
    "open": {"closed": {S, A, T}},
    "closed": {"analysed": {S}},
    "analysed": {"published": {S, H}},
    **OVER,
}
LED = {
    **SURVEY,
    "draft": {"approved": {H}},
    "approved": {"announced": {S, A}},
    "analysed": {"published": {H}},
}
EVALUATION = {
    **SURVEY,
    "draft": {"approved": {H}, "open": {S, A, T}},
    "approved": {"open": {S, A, T}},
    "announced": {"open": {S, A, T}},
    "closed": {"analysed": {S}, "published": {S, H}},
}
STRICT = {"draft": {"approved": {H}}, "analysed": {"published": {H}}}
WAYS = {
    ("survey", "law"): SURVEY,
    ("survey", "all"): {**SURVEY, **STRICT},
    ("plan_consultation", "law"): LED,
    ("plan_consultation", "all"): LED,
    ("hearing_2548", "law"): LED,
    ("hearing_2548", "all"): LED,
    ("evaluation", "law"): EVALUATION,
    ("evaluation", "all"): {**EVALUATION, **STRICT, "closed": {"analysed": {S}, "published": {H}}},
}
ROW = Consultation(code="", kind="survey", title="", scheme="2567", cluster=10, created_at=clock.now(), created_by="")


def holders(right: str) -> set[str]:
    return {who for who, mover in MOVERS.items() if mover.may(right, ROW)}


@pytest.mark.parametrize(("kind", "approval"), WAYS)
def test_every_state_act_and_role(kind: str, approval: life.Approval) -> None:
    way = WAYS[kind, approval]
    assert set(way) == set(life.STATES)
    for state in life.STATES:
        there = {each.state: each for each in life.following(kind, state, approval)}
        found = {
            to: {who for who, mover in MOVERS.items() if mover.may_step(stage, ROW)} for to, stage in there.items()
        }
        assert found == way[state], (kind, state)


def test_who_has_to_be_another_than_the_maker() -> None:
    asked = {
        (kind, approval): [stage.state for stage in life.stages(kind, approval) if stage.second]
        for kind in life.KINDS
        for approval in ("law", "all")
    }
    assert asked.pop(("hearing_2548", "law")) == ["approved"]
    assert {key: found for key, found in asked.items() if key[1] == "law" and found} == {}
    assert {key: found for key, found in asked.items() if key[1] == "all" and found != ["approved"]} == {}


def test_what_may_be_taken_back_or_cancelled_and_by_whom() -> None:
    back = {state: holders(life.right_to_take_back(state)) for state in life.STATES}
    assert {state: who for state, who in back.items() if who} == {
        "approved": {S, H}, "announced": {S, H}, "analysed": {S},
    }  # fmt: skip
    for kind, led in (("survey", False), ("plan_consultation", True), ("hearing_2548", True), ("evaluation", False)):
        for state in life.STATES:
            stoppable = state in ("draft", "approved", "announced", "open")
            wanted = {H} if led and state != "draft" else {S, H}
            assert holders(life.right_to_cancel(kind, state, "law")) == (wanted if stoppable else set()), (kind, state)


def test_phases_follow_the_order() -> None:
    phases = [life.phase(state) for state in life.ORDER]
    assert phases == ["before"] * 3 + ["open"] + ["after"] * 4 and life.phase("cancelled") == "after"


def test_what_is_left_out_is_named() -> None:
    assert life.lacking("hearing_2548", "draft", "open", "law") == "approved"
    assert life.lacking("hearing_2548", "approved", "open", "law") == "announced"
    assert life.lacking("survey", "draft", "open", "law") is None
    for kind in life.KINDS:
        states = [stage.state for stage in life.stages(kind, "law")]
        assert all(life.lacking(kind, one, other, "law") is None for one, other in pairwise(states))
