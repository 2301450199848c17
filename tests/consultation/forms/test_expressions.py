"""What expressions give: a table by subject, with the empty and the odd."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from consultation.forms.form import Form, Question
from consultation.forms.logic import Scene, check_expression
from tests.consultation.forms.cases import NOW

ANSWERS: dict[str, str | None] = {
    "whole": "5", "half": "2.5", "word": "yes", "blank": None, "day": "2026-01-01", "time": "08:30",
    "moment": "2026-01-01T12:00:00.000+07:00",
}  # fmt: skip
TYPES = {"whole": "integer", "half": "decimal", "day": "date", "time": "time", "moment": "dateTime"}


def table() -> Iterator[tuple[str, str]]:
    subjects = tomllib.loads(Path(__file__).with_name("expressions.toml").read_text(encoding="utf8"))
    for expressions in subjects.values():
        yield from expressions.items()


def given(*more: Question) -> Form:
    asked = [
        Question.model_validate({"name": name, "type": TYPES.get(name, "text"), "label": {"th": "?"}})
        for name in (*ANSWERS, "none")
    ]
    return Form(title={"th": "ก"}, questions=(*asked, *more))


@pytest.mark.parametrize(("expression", "value"), table())
def test_an_expression_gives_what_odk_gives(expression: str, value: str) -> None:
    check_expression(expression)
    calculated = Question(name="q", type="calculate", label={}, calculation=expression)
    assert Scene(given(calculated), ANSWERS, now=NOW, seed="s").calculated()["q"] == value


@pytest.mark.parametrize(
    "expression",
    [
        "true() = 'x'",
        "${whole} > 3",
        "'2026-01-01' < today()",
        "${none} = ''",
        "count-selected(${word}) = 1",
        "1",
        "'x'",
    ],
)
def test_an_expression_that_gives_true_lets_a_question_be_asked(expression: str) -> None:
    asked = Question(name="q", type="text", label={"th": "?"}, relevant=expression)
    refused = Question(name="r", type="text", label={"th": "?"}, relevant=f"not({expression})")
    scene = Scene(given(asked, refused), ANSWERS, now=NOW)
    assert scene.slot("q") is not None and scene.slot("r") is None


def test_chance_is_the_same_for_one_response_and_differs_between_two() -> None:
    drawn = Question(name="q", type="calculate", label={}, calculation="concat(random(), uuid())")
    first, again, other = (Scene(given(drawn), {}, now=NOW, seed=seed).calculated()["q"] for seed in "aab")
    assert first == again != other
