"""The table of kinds, states, acts and roles, written out once more by hand: nobody may do what is not here."""

from itertools import pairwise

import pytest

from consultation.consult import life

ROLES = (life.OFFICER, life.PLANNER, life.HEAD, life.ADMIN, life.TIMER)
OF, P, H, A, T = "officer", "planner", "head", "admin", "timer"

# kind and approval → state → where it may go from there, and who may take it there.
OVER = {"published": {"answered": {OF, P, H, A}}, "answered": {}, "cancelled": {}}
SURVEY = {
    "draft": {"approved": {H, A}, "announced": {OF, A}, "open": {OF, A, T}},
    "approved": {"announced": {OF, A}, "open": {OF, A, T}},
    "announced": {"open": {OF, A, T}},
    "open": {"closed": {OF, A, T}},
    "closed": {"analysed": {OF, P, A}},
    "analysed": {"published": {OF, H, A}},
    **OVER,
}
LED = {
    **SURVEY,
    "draft": {"approved": {H, A}},
    "approved": {"announced": {OF, A}},
    "analysed": {"published": {H, A}},
}
EVALUATION = {
    **SURVEY,
    "draft": {"approved": {H, A}, "open": {OF, A, T}},
    "approved": {"open": {OF, A, T}},
    "announced": {"open": {OF, A, T}},
    "closed": {"analysed": {OF, P, A}, "published": {OF, H, A}},
}
STRICT = {"draft": {"approved": {H, A}}, "analysed": {"published": {H, A}}}
WAYS = {
    ("survey", "law"): SURVEY,
    ("survey", "all"): {**SURVEY, **STRICT},
    ("plan_consultation", "law"): LED,
    ("plan_consultation", "all"): LED,
    ("hearing_2548", "law"): LED,
    ("hearing_2548", "all"): LED,
    ("evaluation", "law"): EVALUATION,
    ("evaluation", "all"): {**EVALUATION, **STRICT, "closed": {"analysed": {OF, P, A}, "published": {H, A}}},
}


@pytest.mark.parametrize(("kind", "approval"), WAYS)
def test_every_state_act_and_role(kind: str, approval: life.Approval) -> None:
    way = WAYS[kind, approval]
    assert set(way) == set(life.STATES)
    for state in life.STATES:
        there = {each.state: each for each in life.following(kind, state, approval)}
        found = {to: {role for role in ROLES if life.may(stage, role)} for to, stage in there.items()}
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
    back = {state: {role for role in ROLES if life.may_take_back(state, role)} for state in life.STATES}
    assert {state: who for state, who in back.items() if who} == {
        "approved": {OF, H, A}, "announced": {OF, H, A}, "analysed": {OF, P, A},
    }  # fmt: skip
    for kind, led in (("survey", False), ("plan_consultation", True), ("hearing_2548", True), ("evaluation", False)):
        for state in life.STATES:
            found = {role for role in ROLES if life.may_cancel(kind, state, role, "law")}
            stoppable = state in ("draft", "approved", "announced", "open")
            assert found == ({H, A} if led and state != "draft" else {OF, H, A} if stoppable else set()) & (
                {OF, H, A} if stoppable else set()
            ), (kind, state)


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
