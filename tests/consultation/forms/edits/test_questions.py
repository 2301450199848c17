"""Edits of questions: what answers are stored by never changes, everything else may."""

import pytest

from consultation.errors import Refused
from consultation.forms.check import errors
from consultation.forms.edits.questions import Change, add, change, changed, delete, duplicate, replaced, retype
from consultation.forms.form import TYPES, UNASKED, Form, Type
from consultation.forms.limits import Bounds
from consultation.forms.logic import names_in
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from tests.consultation.forms.sample import ask, choices, sample

ASKED = [type_ for type_ in TYPES if type_ not in UNASKED]


@pytest.fixture(scope="module")
def form() -> Form:
    return fill("needs", cluster("2567:10"))


def test_a_change_touches_one_question_only(form: Form) -> None:
    lines = choices(c1="น้ำ", c2="ถนน")
    to = Change(label=" ท่านเดือดร้อนเรื่องใด ", hint="เลือกได้หลายข้อ", required=True, choices=lines, bounds=Bounds("", "2"))
    after = change(form, "topics", to)
    now = after.question("topics")
    assert now is not None
    assert (now.label["th"], now.hint["th"], now.required) == ("ท่านเดือดร้อนเรื่องใด", "เลือกได้หลายข้อ", True)
    assert (now.most, now.role, now.choices) == (2, "topics", lines)
    assert [q for q in after.questions if q.name != "topics"] == [q for q in form.questions if q.name != "topics"]
    assert errors(after) == []


def test_what_is_not_typed_stays() -> None:
    for question in sample().questions:
        assert changed(question, Change()) == question


def test_places_are_not_edited_by_hand(form: Form) -> None:
    before, after = (
        form.question("district"),
        change(form, "district", Change(label="อำเภอใดคะ", choices=choices(c1="x"))),
    )
    assert after.question("district").choices == before.choices  # type: ignore[union-attr]
    assert after.question("district").label["th"] == "อำเภอใดคะ"  # type: ignore[union-attr]


def test_other_languages_stay_beside_the_thai_that_is_edited() -> None:
    now = change(sample(), "wish", Change(label="อยากให้ช่วยอะไรคะ")).question("wish")
    assert now is not None and now.label == {"th": "อยากให้ช่วยอะไรคะ", "en": "Wishes of ${crop} growers?"}


def test_a_limit_comes_with_a_message_that_tells_it_and_follows_it() -> None:
    house = sample().question("house")
    assert house is not None
    assert changed(house, Change(bounds=Bounds("1", "20"))) == house
    wider = changed(house, Change(bounds=Bounds("1", "30")))
    assert (wider.constraint, wider.constraint_message["th"].count("1 ถึง 30")) == (". >= 1 and . <= 30", 1)
    least = changed(wider, Change(bounds=Bounds("2", ""), constraint_message=wider.constraint_message["th"]))
    assert "ตั้งแต่ 2 ขึ้นไป" in least.constraint_message["th"]
    own = changed(least, Change(bounds=Bounds("3", ""), constraint_message="อย่างน้อยสามคนค่ะ"))
    assert changed(own, Change(bounds=Bounds("4", ""))).constraint_message == {"th": "อย่างน้อยสามคนค่ะ"}
    free = changed(least, Change(bounds=Bounds()))
    assert (free.constraint, free.constraint_message) == ("", {})


@pytest.mark.parametrize(
    ("bounds", "says"), [(Bounds("9", "1"), "ต่ำสุด 9 มากกว่าสูงสุด 1"), (Bounds("many"), "อ่านขอบเขต “many” ไม่ได้")]
)
def test_bounds_without_sense_are_refused(bounds: Bounds, says: str) -> None:
    with pytest.raises(Refused, match=says):
        change(sample(), "house", Change(bounds=bounds))


@pytest.mark.parametrize("type_", ASKED)
def test_a_new_question_is_ready_to_be_asked_and_comes_before_the_consents(form: Form, type_: Type) -> None:
    after, name = add(form, type_)
    names = [question.name for question in after.questions]
    assert names.index(name) == names.index("consent_quote") - 1
    assert errors(after) == []


def test_a_new_question_stands_where_it_is_wanted() -> None:
    after, name = add(sample(), "text", after="house")
    assert [q.name for q in after.questions][2:5] == ["house", name, "age"]
    assert after.question(name).groups == ("home",)  # type: ignore[union-attr]
    first, name = add(Form(title={"th": "ว่าง"}, questions=()), "date")
    assert first.questions[0].name == name


def test_a_copy_stands_beside_its_original_and_takes_no_role(form: Form) -> None:
    after, name = duplicate(form, "topics")
    names = [question.name for question in after.questions]
    copy = after.question(name)
    assert names[names.index("topics") + 1] == name
    assert copy is not None and copy.role == ""
    assert errors(after) == []


def test_a_copied_group_speaks_of_itself() -> None:
    after, name = duplicate(sample(), "home")
    copy = after.group(name)
    assert copy is not None
    inside = [question for question in after.questions if name in question.groups]
    assert [question.type for question in inside] == ["integer", "integer", "text"]
    house, age, school = inside
    assert names_in(school.relevant) == {age.name}
    assert names_in(after.group(age.groups[1]).repeat_count) == {house.name}  # type: ignore[union-attr]
    assert errors(after) == []


def test_a_question_that_others_are_asked_by_stays_until_they_are_gone(form: Form) -> None:
    with pytest.raises(Refused, match=r"ลบข้อ 1 \(จังหวัด\) ไม่ได้ เพราะข้อ 2 \(อำเภอ\) "):
        delete(form, "province")
    assert errors(delete(delete(form, "district"), "province")) == []
    with pytest.raises(Refused, match="กลุ่ม “คนในบ้าน”"):
        delete(sample(), "house")
    assert [q.name for q in delete(sample(), "home").questions] == ["crop", "kind", "wish", "quote"]


@pytest.mark.parametrize("type_", ASKED)
def test_a_question_asked_in_another_way_is_ready_to_be_asked(type_: Type) -> None:
    for question in sample().questions[1:]:
        now = retype(question, type_)
        wrong = [problem.key for problem in errors(replaced(sample(), now))]
        assert wrong == (["statements_in_repeat"] if type_ == "statements" and "member" in question.groups else [])
        assert (now.name, now.label, now.relevant) == (question.name, question.label, question.relevant)


def test_selects_of_another_kind_keep_their_choices() -> None:
    kind = sample().question("kind")
    assert kind is not None
    now = retype(kind, "select_multiple")
    assert (now.choices, now.choice_filter) == (kind.choices, kind.choice_filter)


def test_other_comes_and_goes_with_its_choice() -> None:
    crop = sample().question("crop")
    assert crop is not None
    asked = changed(crop, Change(other=True))
    assert asked.other and [c.name for c in asked.choices][-1] == "other"
    assert changed(asked, Change(other=True)) == asked
    assert changed(asked, Change(other=False)) == crop
    assert changed(crop, Change(other=False)) == crop
    assert errors(replaced(sample(), asked)) == []


def test_a_shared_list_is_left_to_its_other_questions() -> None:
    shared = choices(yes="ใช่", no="ไม่ใช่")
    form = Form(
        title={"th": "x"},
        questions=tuple(ask(name, "select_one", choices=shared, list_name="yn") for name in ("a", "b")),
    )
    after = change(form, "a", Change(choices=(*shared, *choices(maybe="ไม่แน่"))))
    assert [question.list_name for question in after.questions] == ["", "yn"]
    assert change(form, "a", Change(choices=shared)) == form


def test_an_unknown_question_changes_nothing(form: Form) -> None:
    assert delete(form, "gone") == form
    assert duplicate(form, "gone") == (form, "gone")
    assert change(form, "gone", Change(label="x")) == form
