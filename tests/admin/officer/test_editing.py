"""Edits of a form: what answers are stored by never changes, everything else may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.officer import editing
from admin.officer.editing import Change, choices_from
from consultation.errors import Refused
from consultation.forms.check import errors
from consultation.forms.form import Choice, Form
from consultation.forms.templates import fill
from consultation.places.schemes import cluster


@pytest.fixture(scope="module")
def form() -> Form:
    return fill("needs", cluster("2567:10"))


def labels(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {choice.name: choice.label["th"] for choice in choices}


BEFORE = (Choice(name="c1", label={"th": "น้ำ"}), Choice(name="c2", label={"th": "ถนน", "en": "road"}))


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        ("น้ำ\nถนน", {"c1": "น้ำ", "c2": "ถนน"}),
        ("ถนน\r\nน้ำ", {"c2": "ถนน", "c1": "น้ำ"}),
        ("น้ำประปา\nถนน", {"c1": "น้ำประปา", "c2": "ถนน"}),
        ("น้ำ\n\n  ไฟฟ้า  \nถนน\n", {"c1": "น้ำ", "c3": "ไฟฟ้า", "c2": "ถนน"}),
        ("ถนน", {"c2": "ถนน"}),
        ("น้ำ\nน้ำ", {"c1": "น้ำ", "c3": "น้ำ"}),
        ("", {}),
    ],
)
def test_choices_keep_the_names_that_answers_are_stored_by(lines: str, after: dict[str, str]) -> None:
    made = choices_from(lines, BEFORE)
    assert labels(made) == after
    assert list(labels(made)) == list(after)


def test_a_choice_that_stays_keeps_its_other_languages() -> None:
    assert choices_from("ถนน\nสะพาน\nน้ำ", BEFORE)[0].label == {"th": "ถนน", "en": "road"}


@given(st.lists(st.text(alphabet="กขค ", min_size=1, max_size=4), max_size=8))
def test_choice_names_are_always_unique(lines: list[str]) -> None:
    names = [choice.name for choice in choices_from("\n".join(lines), BEFORE)]
    assert len(names) == len(set(names))


def test_a_change_touches_one_question_only(form: Form) -> None:
    to = Change(label=" ท่านเดือดร้อนเรื่องใด ", hint="เลือกได้หลายข้อ", required=True, choices="น้ำ\nถนน", most=2)
    after = editing.change(form, "topics", to)
    changed = after.question("topics")
    assert changed is not None
    assert (changed.label["th"], changed.hint["th"], changed.required) == (
        "ท่านเดือดร้อนเรื่องใด",
        "เลือกได้หลายข้อ",
        True,
    )
    assert changed.most == 2
    assert changed.role == "topics"
    assert [q for q in after.questions if q.name != "topics"] == [q for q in form.questions if q.name != "topics"]
    assert errors(after) == []


def test_places_are_not_edited_by_hand(form: Form) -> None:
    before = form.question("district")
    assert before is not None
    after = editing.change(form, "district", Change(label="อำเภอใดคะ", choices="เมืองสมมุติ")).question("district")
    assert after is not None
    assert after.choices == before.choices
    assert after.label["th"] == "อำเภอใดคะ"


def test_a_bound_can_be_taken_away(form: Form) -> None:
    after = editing.change(form, "topics", Change(label="x", most=0)).question("topics")
    assert after is not None
    assert after.most is None


@pytest.mark.parametrize("type_", ["note", "text", "integer", "select_one", "select_multiple", "rank"])
def test_a_new_question_is_ready_to_be_asked_and_comes_before_the_consents(form: Form, type_: str) -> None:
    after, name = editing.add(form, type_)  # type: ignore[arg-type]
    names = [question.name for question in after.questions]
    assert names.index(name) == names.index("consent_quote") - 1
    assert errors(after) == []


def test_a_copy_stands_beside_its_original_and_takes_no_role(form: Form) -> None:
    after, name = editing.duplicate(form, "topics")
    names = [question.name for question in after.questions]
    copy = after.question(name)
    assert names[names.index("topics") + 1] == name
    assert copy is not None
    assert copy.role == ""
    assert errors(after) == []


def test_moving_stops_at_the_ends(form: Form) -> None:
    first, last = form.questions[0].name, form.questions[-1].name
    assert editing.move(form, first, -1) == form
    assert editing.move(form, last, 1) == form
    there = editing.move(form, last, -1)
    assert there.questions[-2].name == last
    assert editing.move(there, last, 1) == form


def test_a_question_that_others_are_asked_by_stays_until_they_are_gone(form: Form) -> None:
    with pytest.raises(Refused, match="ลบข้อ 1 ไม่ได้ เพราะข้อ 2 "):
        editing.delete(form, "province")
    after = editing.delete(editing.delete(form, "district"), "province")
    assert errors(after) == []


def test_a_question_is_never_asked_before_the_one_whose_answer_it_needs(form: Form) -> None:
    for name, by in (("district", -1), ("province", 1)):
        with pytest.raises(Refused, match="ข้อ 2 ถามตามคำตอบของข้อ 1"):
            editing.move(form, name, by)


def test_an_unknown_question_changes_nothing(form: Form) -> None:
    assert editing.delete(form, "gone") == form
    assert editing.move(form, "gone", 1) == form
    assert editing.duplicate(form, "gone") == (form, "gone")
    assert editing.change(form, "gone", Change(label="x")) == form
