"""A question that asks for votes: not in a repeat, and its parameters mean something."""

import pytest

from consultation.forms.check import errors
from consultation.forms.form import Form, Group, Question


def form(groups: tuple[Group, ...] = (), **parameters: str) -> Form:
    question = Question(
        name="views",
        type="statements",
        label={"th": "เห็นด้วยไหมคะ"},
        parameters=parameters,
        groups=tuple(group.name for group in groups),
    )
    return Form(title={"th": "ก"}, questions=(question,), groups=groups)


def whats(of: Form) -> list[str]:
    return [problem.what for problem in errors(of)]


@pytest.mark.parametrize("parameters", [{}, {"most": "10", "own": "no"}, {"most": "50", "own": "yes"}])
def test_what_can_be_asked_is_not_refused(parameters: dict[str, str]) -> None:
    assert whats(form(**parameters)) == []
    assert whats(form((Group(name="g", label={"th": "กลุ่ม"}),))) == []


@pytest.mark.parametrize("given", ["0", "51", "-1", "x", "1.5", "๑๐", "9" * 50])
def test_how_many_are_served_is_a_number_that_people_can_bear(given: str) -> None:
    [what] = whats(form(most=given))
    assert f"“{given}”" in what and "1 ถึง 50" in what


def test_own_is_yes_or_no() -> None:
    [what] = whats(form(own="maybe"))
    assert "“maybe”" in what


def test_nobody_votes_on_a_statement_several_times_in_a_repeat() -> None:
    [what] = whats(form((Group(name="member", label={"th": "สมาชิก"}, repeat=True),)))
    assert "กลุ่มที่ถามซ้ำ (“member”)" in what
