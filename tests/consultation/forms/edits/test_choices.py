"""Choices as pasted from a spreadsheet keep the names that answers are stored by."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.forms.edits.choices import Following, Line, filter_of, follows, lines, merged, parents, pasted
from consultation.forms.form import Choice
from tests.consultation.forms.sample import ask, sample

BEFORE = (Choice(name="c1", label={"th": "น้ำ"}), Choice(name="c2", label={"th": "ถนน", "en": "road"}))


def labels(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {choice.name: choice.label["th"] for choice in choices}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("น้ำ\nถนน", {"c1": "น้ำ", "c2": "ถนน"}),
        ("ถนน\r\nน้ำ", {"c2": "ถนน", "c1": "น้ำ"}),
        ("น้ำประปา\nถนน", {"c1": "น้ำประปา", "c2": "ถนน"}),
        ("น้ำ\n\n  ไฟฟ้า  \nถนน\n", {"c1": "น้ำ", "c3": "ไฟฟ้า", "c2": "ถนน"}),
        ("ถนน", {"c2": "ถนน"}),
        ("น้ำ\nน้ำ", {"c1": "น้ำ", "c3": "น้ำ"}),
        ("", {}),
        ("road\tถนนหนทาง\nc1\tน้ำ", {"road": "ถนนหนทาง", "c1": "น้ำ"}),
        ("name\tlabel::ไทย (th)\nT 01\tน้ำ\r\n\t\r\nT02\tถนน", {"T_01": "น้ำ", "T02": "ถนน"}),
        ("\tน้ำ\n\tถนน", {"c1": "น้ำ", "c2": "ถนน"}),
        ('a\t"น้ำ ""ประปา""\nบ้าน"', {"a": 'น้ำ "ประปา" บ้าน'}),
    ],
)
def test_choices_keep_the_names_that_answers_are_stored_by(text: str, after: dict[str, str]) -> None:
    made = merged(pasted(text), BEFORE)
    assert labels(made) == after
    assert list(labels(made)) == list(after)


def test_a_first_row_of_column_names_is_no_choice() -> None:
    assert pasted("list_name\tlabel\nx\ty") == [Line("y", "x")]
    assert pasted("name\nlabel") == [Line("name"), Line("label")]


def test_a_choice_that_stays_keeps_its_other_languages() -> None:
    assert merged(pasted("ถนน\nสะพาน\nน้ำ"), BEFORE)[0].label == {"th": "ถนน", "en": "road"}
    assert merged([Line("ถนนลูกรัง", "c2")], BEFORE)[0].label == {"th": "ถนนลูกรัง", "en": "road"}
    assert merged(pasted("ไฟฟ้า\nสะพาน"), BEFORE)[1].label == {"th": "สะพาน"}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.builds(Line, st.text("กขค", min_size=1, max_size=3), st.sampled_from(["", "", "c1", "c3", "x"]))))
def test_choice_names_are_always_unique(typed: list[Line]) -> None:
    names = [choice.name for choice in merged(typed, BEFORE)]
    assert len(names) == len(set(names)) == len(typed)
    assert all(names)


def test_a_cascade_is_shown_edited_and_pasted() -> None:
    kind, crop = sample().question("kind"), sample().question("crop")
    assert kind is not None and crop is not None
    following = follows(kind)
    assert following == Following("crop", "crop")
    assert [line.parent for line in lines(kind)] == ["rice", "rice", "rubber"]
    assert merged(lines(kind), kind.choices, following) == kind.choices
    typed = parents(pasted("r1\tหอมมะลิ\tข้าว\nr2\tก้อน\tยาง"), crop)
    made = merged(typed, kind.choices, following)
    assert [choice.columns["crop"] for choice in made] == ["rice", "rubber"]


@pytest.mark.parametrize(
    ("expression", "following"),
    [
        ("crop = ${crop}", Following("crop", "crop")),
        ("${ crop }=of_crop", Following("crop", "of_crop")),
        ("selected(${crop}, crop)", None),
        ("crop = ${crop} and x = 1", None),
        ("", None),
    ],
)
def test_only_plain_cascades_are_taken_for_one(expression: str, following: Following | None) -> None:
    found = follows(ask("a", "select_one", choice_filter=expression))
    assert found == following
    assert follows(ask("a", "select_one", choice_filter=filter_of(found))) == found
