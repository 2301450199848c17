"""Moving keeps every question after the ones whose answers it needs, and reaches every place."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.errors import Refused
from consultation.forms.edits.leaning import needs
from consultation.forms.edits.order import move, place
from consultation.forms.form import Form
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from tests.consultation.forms.sample import ask, sample


def names(form: Form) -> list[str]:
    return [question.name for question in form.questions]


def plain(*questions: str) -> Form:
    return Form(title={"th": "x"}, questions=tuple(ask(name) for name in questions))


def test_moving_stops_at_the_ends() -> None:
    form = plain("a", "b", "c")
    assert move(form, "a", -1) == form
    assert move(form, "c", 1) == form
    assert names(move(form, "a", 5)) == ["b", "c", "a"]
    assert move(move(form, "c", -1), "c", 1) == form


def test_a_question_steps_through_a_group_and_a_group_over_a_question() -> None:
    form = sample()
    into = move(form, "wish", -1)
    assert into.question("wish").groups == ("home",)  # type: ignore[union-attr]
    deeper = move(into, "wish", -1)
    assert deeper.question("wish").groups == ("home", "member")  # type: ignore[union-attr]
    assert move(deeper, "wish", 2) == form
    over = move(form, "home", 1)
    assert names(over) == ["crop", "kind", "wish", "house", "age", "school", "quote"]
    assert over.groups == form.groups


def test_the_last_question_that_leaves_takes_its_group_along() -> None:
    form = Form(title={"th": "x"}, questions=(ask("a"), ask("b", groups=("g",)), ask("c")))
    assert move(form, "b", 1).groups == ()
    assert names(move(form, "b", 1)) == ["a", "b", "c"]
    assert names(move(form, "b", -1)) == ["a", "b", "c"]


def test_a_question_is_never_asked_before_the_one_whose_answer_it_needs() -> None:
    form = fill("needs", cluster("2567:10"))
    for name, by in (("district", -1), ("province", 1)):
        with pytest.raises(Refused, match=r"ข้อ 2 \(อำเภอ\) ถามตามคำตอบของข้อ 1 \(จังหวัด\)"):
            move(form, name, by)
    with pytest.raises(Refused, match="กลุ่ม “คนในบ้าน” ถามตามคำตอบของข้อ 3"):
        place(sample(), "house", "", 5)
    with pytest.raises(Refused, match=r"ข้อ 6 .* ถามตามคำตอบของข้อ 1"):
        place(sample(), "wish", "", 0)  # its words tell the answer


def test_anything_can_be_put_anywhere() -> None:
    form = sample()
    assert names(place(form, "wish", "home", 1)) == ["crop", "kind", "house", "wish", "age", "school", "quote"]
    assert place(form, "wish", "member", 9).question("wish").groups == ("home", "member")  # type: ignore[union-attr]
    out = place(form, "home", "", 99)
    assert names(out)[-3:] == ["house", "age", "school"]
    assert place(form, "gone", "", 0) == form
    assert place(form, "wish", "gone", 0) == form
    with pytest.raises(Refused, match="เข้าไปในตัวเองไม่ได้"):
        place(form, "home", "member", 0)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["crop", "kind", "house", "age", "school", "wish", "quote", "home", "member"]),
        st.sampled_from(["", "home", "member"]),
        st.integers(-3, 6),
        st.booleans(),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(MOVES)
def test_no_row_of_moves_loses_a_question_or_breaks_a_condition(moves: list[tuple[str, str, int, bool]]) -> None:
    form = before = sample()
    for name, into, by, stepping in moves:
        try:
            form = move(form, name, by) if stepping else place(form, name, into, by)
        except Refused:
            continue
    assert sorted(names(form)) == sorted(names(before))
    for at, question in enumerate(form.questions):
        assert not needs(question) & set(names(form)[at + 1 :])
        assert question.model_copy(update={"groups": ()}) == before.question(question.name).model_copy(  # type: ignore[union-attr]
            update={"groups": ()}
        )
        for depth, group in enumerate(question.groups):
            assert form.group(group).within == question.groups[:depth]  # type: ignore[union-attr]
