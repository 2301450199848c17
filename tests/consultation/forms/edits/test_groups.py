"""Groups are made, nested, repeated and taken apart without losing a question."""

import pytest

from consultation.errors import Refused
from consultation.forms.check import errors
from consultation.forms.edits.groups import GroupChange, change_group, gather, times, ungroup
from consultation.forms.form import Form
from tests.consultation.forms.sample import ask, sample


def plain(*names: str) -> Form:
    return Form(title={"th": "x"}, questions=tuple(ask(name) for name in names))


def test_chosen_questions_come_together_where_the_first_stood() -> None:
    after, name = gather(plain("a", "b", "c", "d"), {"d", "b"}, "น้ำ")
    assert [(q.name, q.groups) for q in after.questions] == [("a", ()), ("b", (name,)), ("d", (name,)), ("c", ())]
    assert after.groups[0].label == {"th": "น้ำ"}
    assert errors(after) == []


def test_groups_are_nested_and_taken_apart_again() -> None:
    form = sample()
    after, outer = gather(form, {"home", "wish"}, "ครัวเรือน")
    assert after.question("age").groups == (outer, "home", "member")  # type: ignore[union-attr]
    assert [group.name for group in after.groups] == [outer, "home", "member"]
    assert ungroup(after, outer) == form
    inner, name = gather(form, {"age", "school"})
    assert inner.question("age").groups == ("home", "member", name)  # type: ignore[union-attr]
    assert ungroup(inner, name) == form


def test_what_is_inside_a_chosen_group_goes_with_it() -> None:
    assert gather(sample(), {"home", "age"}) == gather(sample(), {"home"})


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (set(), "ยังไม่ได้เลือกคำถาม"),
        ({"gone"}, "ยังไม่ได้เลือกคำถาม"),
        ({"wish", "age"}, "อยู่คนละกลุ่มกัน"),
    ],
)
def test_what_cannot_be_gathered_is_refused_with_the_reason(names: set[str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        gather(sample(), names)


def test_gathering_keeps_conditions_behind_their_questions() -> None:
    form = Form(title={"th": "x"}, questions=(ask("a"), ask("b"), ask("c", relevant="${b} = 'x'")))
    with pytest.raises(Refused, match=r"ข้อ 3 .* ถามตามคำตอบของข้อ 2"):
        gather(form, {"a", "c"})


def test_a_group_is_renamed_conditioned_and_repeated() -> None:
    form, name = gather(plain("a", "b"), {"b"})
    now = change_group(form, name, GroupChange("แปลง", "${a} = 'x'", repeat=True, repeat_count=times("3"))).group(name)
    assert now is not None
    assert (now.label["th"], now.relevant, now.repeat, now.repeat_count) == ("แปลง", "${a} = 'x'", True, "3")
    once = change_group(
        change_group(form, name, GroupChange(repeat=True, repeat_count="3")), name, GroupChange(repeat=False)
    )
    assert (once.groups[0].repeat, once.groups[0].repeat_count) == (False, "")
    assert change_group(form, name, GroupChange()) == form


@pytest.mark.parametrize(("given", "count"), [("", ""), ("07", "7"), ("${house}", "${house}")])
def test_how_many_times(given: str, count: str) -> None:
    assert times(given) == count


@pytest.mark.parametrize("given", ["0", "-1", "100", "many", "1.5"])
def test_how_many_times_must_be_a_number_that_people_can_bear(given: str) -> None:
    with pytest.raises(Refused, match="อ่านจำนวนรอบ"):
        times(given)


def test_unknown_groups_change_nothing() -> None:
    form = sample()
    assert ungroup(form, "gone") == ungroup(form, "crop") == change_group(form, "gone", GroupChange("x")) == form
