"""Points of a comment: taken apart where the writing says so, nothing lost, the text unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.units import units
from tests.nlp.hostile import ZOO, quick
from tests.nlp.unit_figures import CASES, figures

PIECES = st.sampled_from(
    [
        "1) ",
        "2) ",
        "3. ",
        "๑. ",
        "- ",
        "\n",
        "\n\n",
        "อีกเรื่อง",
        "และอยากให้",
        "ส่วน",
        "ถนนพังมากทั้งสาย",
        " ",
        "น้ำไม่ไหล",
        "ก",
        "\u200b",
        "①",
        "ดังนี้",
        ":",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=16).map("".join))


def test_the_figures_of_the_table() -> None:
    counted = figures()
    assert counted.wanted >= 60
    assert sum("‖" not in row for rows in CASES.values() for row in rows) >= 35
    assert counted.precision >= 0.95, counted.wrong
    assert counted.recall >= 0.93, counted.wrong


def test_a_list_loses_only_its_signs() -> None:
    text = "ปัญหามีดังนี้\n1) ถนนพังทั้งสาย\n2) น้ำไม่ไหลเลย"
    assert [text[unit.start : unit.end] for unit in units(text)] == [
        "ปัญหามีดังนี้\n1) ถนนพังทั้งสาย",
        "น้ำไม่ไหลเลย",
    ]


def test_thai_figures_count_among_invisible_characters_too() -> None:
    text = "๑. ถนนพังทั้งสาย\u200b ๒. น้ำไม่ไหลเลย"
    assert [text[unit.start : unit.end] for unit in units(text)] == ["ถนนพังทั้งสาย\u200b", "น้ำไม่ไหลเลย"]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_makes_no_point(text: str) -> None:
    assert units(text) == ()


@given(TEXTS)
def test_points_stand_in_order_and_leave_out_signs_alone(text: str) -> None:
    found = units(text)
    assert len(found) <= 30
    ends = [0, *(unit.end for unit in found)]
    assert all(before <= unit.start <= unit.end <= len(text) for before, unit in zip(ends, found, strict=False))
    kept = "".join(text[unit.start : unit.end] for unit in found)
    for word in ("ถนนพังมากทั้งสาย", "น้ำไม่ไหล", "อีกเรื่อง", "และอยากให้", "ส่วน"):
        assert kept.count(word) == text.count(word)


@pytest.mark.parametrize("name", ZOO)
def test_hostile_text(name: str) -> None:
    quick(units, name)
