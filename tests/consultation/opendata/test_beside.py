"""Two versions laid beside each other tell of nobody, or of five people and more, however they differ."""

from collections.abc import Sequence
from typing import Any

import pytest

from consultation.opendata.beside import Told, Version, tells
from consultation.opendata.numbered import beside, held

WATER, ROAD = ("TH-42", "farmer", "3", "water"), ("TH-42", "farmer", "3", "road")
COARSER = ("TH-42", "", "", "road")
CHOICES = (("q", "water"), ("q", "road"))


def version(rows: Sequence[Sequence[str]], counts: Told | None = None) -> Version:
    return Version(("q",), rows, counts or dict.fromkeys(CHOICES, 50), 3)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ([WATER] * 10 + [ROAD] * 10, False),
        ([WATER] * 9 + [ROAD] * 10, True),
        ([WATER] * 5 + [ROAD] * 10, False),
        ([WATER] * 9 + [ROAD] * 11, True),
        ([WATER] * 9 + [ROAD] * 16, True),
        ([WATER] * 5 + [ROAD] * 15, False),
        ([WATER] * 10 + [ROAD] * 5 + [COARSER] * 5, False),
        ([WATER] * 10 + [ROAD] * 5 + [COARSER] * 4 + [("TH-42", "", "", "water")], True),
    ],
    ids=[
        "same",
        "one less",
        "five less",
        "one for another",
        "one behind six",
        "five for five",
        "coarser",
        "one of them",
    ],
)
def test_who_went_and_who_came_are_five_of_each_combination(now: list[tuple[str, ...]], told: bool) -> None:
    assert tells(version([WATER] * 10 + [ROAD] * 10), version(now)) is told


@pytest.mark.parametrize(("then", "now", "told"), [(50, 52, True), (50, 50, False), (50, 55, False), (None, 8, True)])
def test_choices_differ_by_nobody_or_by_five(then: int | None, now: int, told: bool) -> None:
    assert tells(version([WATER], {CHOICES[0]: then}), version([WATER], {CHOICES[0]: now})) is told


def question(people: int, **numbers: int | None) -> dict[str, Any]:
    themes = [{"label": label, "people": n, "quotes": []} for label, n in numbers.items()]
    return {"question": "q", "people": people, "themes": themes}


def test_themes_beside_those_of_before_tell_of_no_few() -> None:
    def told(*versions: dict[str, Any]) -> tuple[int, list[int | None]]:
        found = beside(versions[-1], versions[-2::-1])
        return found["people"], [each["people"] for each in found["themes"]]

    assert told(question(60, a=30, b=20, c=10)) == (60, [30, 20, 10])
    assert told(question(33, a=20, b=10, c=3)) == (33, [20, None, None]), "the three alone would be what is left"
    before = question(60, a=30, b=20, c=10)
    assert told(before, question(59, a=30, b=19, c=10)) == (60, [30, 20, 10])
    assert told(before, question(60, a=31, b=19, c=10)) == (60, [None, None, 10])
    assert told(before, question(80, a=30, b=20, c=30)) == (80, [30, 20, 30])


def test_themes_that_no_version_told_come_beside_those_that_are_held() -> None:
    then, new = question(60, a=60), {**question(9, b=9), "question": "r"}
    assert held([question(59, a=59), new], [[then], []]) == [then, new]
