"""The logic agrees with ODK: the cases in `odk/`, in our own words, after the questions that JavaRosa's and web-forms'
tests ask of an engine (https://github.com/getodk/javarosa, https://github.com/getodk/web-forms)."""

from collections.abc import Callable
from typing import Any

import pytest

from consultation.forms.check import errors
from consultation.forms.logic import Scene, Slot, settle
from tests.consultation.forms.cases import NOW, cases, form

CASES = dict(cases())
LEAST = 70  # cases that the promise rests on


def slot(scene: Scene, key: str) -> Slot:
    found = scene.slot(key)
    assert found is not None, f"{key} does not apply"
    return found


def labelled(scene: Scene, key: str) -> str:
    of = slot(scene, key)
    return scene.text(of.question.label, of)


ASKED: dict[str, Callable[[Scene, Any], Any]] = {
    "slots": lambda scene, _: " ".join(one.key for one in scene.slots()),
    "asked": lambda scene, _: " ".join(one.key for one in scene.slots() if scene.asks(one)),
    "expected": lambda scene, _: " ".join(one.key for one in scene.expected()),
    "following": lambda scene, _: ((one := scene.following()) and one.key) or "",
    "values": lambda scene, wanted: {key: scene.calculated().get(key) for key in wanted},
    "blank": lambda scene, wanted: " ".join(key for key in wanted.split() if key not in scene.calculated()),
    "offered": lambda scene, wanted: {
        key: " ".join(choice.name for choice in scene.offered(slot(scene, key))) for key in wanted
    },
    "accepts": lambda scene, wanted: {
        key: [value for value in values if scene.accepts(slot(scene, key), value)] for key, values in wanted.items()
    },
    "refuses": lambda scene, wanted: {
        key: [value for value in values if not scene.accepts(slot(scene, key), value)] for key, values in wanted.items()
    },
    "required": lambda scene, _: " ".join(one.key for one in scene.slots() if not one.more and scene.required(one)),
    "default": lambda scene, wanted: {key: scene.default(slot(scene, key)) for key in wanted},
    "text": lambda scene, wanted: {key: labelled(scene, key) for key in wanted},
}
SURROUNDINGS = ("language", "seed")


@pytest.mark.parametrize("name", CASES)
def test_the_logic_agrees_with_odk(name: str) -> None:
    case = CASES[name]
    of = form(case)
    assert case.get("wrong") or not errors(of)
    for number, then in enumerate(case["then"], 1):
        answers = {key: value or None for key, value in then.get("answers", {}).items()}
        surroundings = {key: then[key] for key in SURROUNDINGS if key in then}
        scene = Scene(of, answers, now=NOW, **surroundings)
        asked = {key: wanted for key, wanted in then.items() if key in ASKED}
        assert {key: ASKED[key](scene, wanted) for key, wanted in asked.items()} == asked, f"step {number}"
        if "settled" in then:
            assert settle(of, answers, now=NOW, **surroundings) == {k: v or None for k, v in then["settled"].items()}
        assert then.keys() <= {*ASKED, *SURROUNDINGS, "answers", "settled"}, "a step asks for what nothing tells"


def test_there_are_as_many_cases_as_promised() -> None:
    assert len(CASES) >= LEAST
