"""The difference of two versions names everything that changed, once, and nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.forms.difference import Difference, Piece, difference, marked
from consultation.forms.edits import choices, groups, order, questions
from consultation.forms.edits.questions import Change
from consultation.forms.form import Form
from consultation.forms.translations import put
from tests.consultation.forms.sample import ask, sample


def test_the_same_form_has_no_difference() -> None:
    assert difference(sample(), sample()).empty
    assert difference(sample(), sample().model_copy(update={"revision": 9})) == Difference()


def test_words_are_marked_one_by_one() -> None:
    found = marked("อยากให้ซ่อมถนนคะ", "อยากให้ซ่อมสะพานคะ")
    assert [piece for piece in found if piece.mark != "same"] == [Piece("gone", "ถนน"), Piece("new", "สะพาน")]
    assert marked("", "ใหม่") == (Piece("new", "ใหม่"),)
    assert marked("เก่า", "") == (Piece("gone", "เก่า"),)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text("กขา้ ab\n", max_size=20), st.text("กขา้ ab\n", max_size=20))
def test_the_marks_hold_both_texts_in_full(before: str, after: str) -> None:
    found = marked(before, after)
    assert "".join(piece.text for piece in found if piece.mark != "new") == before
    assert "".join(piece.text for piece in found if piece.mark != "gone") == after


def test_added_and_removed_questions_and_groups_are_named() -> None:
    before = sample()
    after, name = questions.add(questions.delete(before, "home"), "date", after="crop")
    found = difference(before, after)
    assert [(n, q.name) for n, q in found.added] == [(2, name)]
    assert [(n, q.name) for n, q in found.removed] == [(3, "house"), (4, "age"), (5, "school")]
    assert [group.name for group in found.groups_removed] == ["home", "member"]
    assert found.changed == ()
    assert [group.name for group in difference(after, before).groups_added] == ["home", "member"]


def test_only_what_left_the_common_order_has_moved() -> None:
    found = difference(sample(), order.place(sample(), "quote", "", 0))
    assert [(one.name, one.numbers, one.moved) for one in found.changed] == [("quote", (7, 1), True)]
    into = difference(sample(), order.move(sample(), "wish", -1))
    [wish] = into.changed
    assert [(value.field, value.before, value.after) for value in wish.values] == [("groups", "", "home")]


def test_texts_conditions_choices_and_limits_are_told_apart() -> None:
    before = sample()
    kind = before.question("kind")
    assert kind is not None
    lines = [
        choices.Line("ยางแดง", "para", "rubber"),
        choices.Line("ข้าวกล้อง", "", "rice"),
        choices.Line("หอมมะลิ", "jasmine", "rice"),
    ]
    made = choices.merged(lines, kind.choices, choices.follows(kind))
    after = questions.change(before, "kind", Change(required=True, relevant="${crop} = 'rice'", choices=made))
    [one] = difference(before, after).changed
    assert [(value.field, value.before, value.after) for value in one.values] == [
        ("required", "", "yes"),
        ("relevant", "${crop} != 'none'", "${crop} = 'rice'"),
    ]
    assert [choice.name for choice in one.choices_removed] == ["sticky"]
    assert [choice.label["th"] for choice in one.choices_added] == ["ข้าวกล้อง"]
    assert one.choices_moved
    assert [(text.field, text.choice, text.language) for text in one.texts] == [("choice", "para", "th")]


def test_translations_are_told_and_those_left_behind_too() -> None:
    before = sample()
    [one] = difference(before, put(before, {("crop:label:", "en"): "Crop"})).changed
    assert [(text.field, text.language) for text in one.texts] == [("label", "en")]
    assert one.untranslated == ()
    [wish] = difference(before, questions.change(before, "wish", Change(label="ใหม่"))).changed
    assert wish.untranslated == ("en",)
    titled = before.model_copy(update={"title": {"th": "ครัวเรือน", "en": "Homes"}})
    [form] = difference(before, titled).changed
    assert form.name == "" and [text.field for text in form.texts] == ["title"]


def test_groups_changed_are_told() -> None:
    after = groups.change_group(sample(), "member", groups.GroupChange("สมาชิก", repeat_count=""))
    [member] = difference(sample(), after).changed
    assert [value.field for value in member.values] == ["repeat_count"]
    assert [text.field for text in member.texts] == ["label"]


@pytest.mark.parametrize("swap", [False, True])
def test_an_empty_form_differs_by_everything(swap: bool) -> None:
    empty, full = Form(title={"th": "ครัวเรือน", "en": "Household"}, questions=()), sample()
    found = difference(full, empty) if swap else difference(empty, full)
    assert len(found.removed if swap else found.added) == len(full.questions)


def test_a_long_form_is_compared_in_no_time() -> None:
    form = Form(title={"th": "x"}, questions=tuple(ask(f"q{n}") for n in range(300)))
    turned = form.model_copy(update={"questions": form.questions[::-1]})
    assert sum(one.moved for one in difference(form, turned).changed) == 299
