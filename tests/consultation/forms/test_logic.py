from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import pytest

from consultation.forms.form import Choice, Form, Group, Question
from consultation.forms.logic import (
    LONGEST_EXPRESSION,
    BadExpression,
    Scene,
    Slot,
    check_expression,
    names_in,
    parse_key,
    settle,
)
from tests.effort import spent

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)  # ten in the morning in Bangkok


def text(name: str, **more: object) -> Question:
    return Question.model_validate({"name": name, "type": "text", "label": {"th": "?"}, **more})


def form(*questions: Question, **more: object) -> Form:
    return Form.model_validate({"title": {"th": "ก"}, "questions": questions, **more})


def scene(of: Form, answers: dict[str, str | None], **more: str) -> Scene:
    return Scene(of, answers, now=NOW, **more)


def keys(of: Scene) -> list[str]:
    return [slot.key for slot in of.slots()]


@pytest.mark.parametrize(
    ("expression", "answers", "truth"),
    [
        ("${a} = 'x'", {"a": "x"}, True),
        ("${a} = 'x'", {"a": None}, False),
        ("${a} = 'x'", {}, False),
        ("${a} != 'x'", {}, True),
        ("${a} != 'x'", {"a": "x"}, False),
        ("${ a } = ''", {}, True),
        ("not(${a} = 'x')", {}, True),
        ("selected(${a}, 'x')", {"a": "y x"}, True),
        ("selected(${a}, 'x')", {"a": "xx"}, False),
        ("count-selected(${a}) > 1", {"a": "y x"}, True),
        ("count-selected(${a}) = 0", {}, True),
        ("${a} < 20", {}, False),
        ("${a} < 20", {"a": "3"}, True),
        ("if(${a} = '', true(), false())", {}, True),
        ("coalesce(${a}, ${b}) = 'z'", {"a": None, "b": "z"}, True),
        ("string-length(${a}) = 7", {"a": "น้ำท่วม"}, True),
        ("string-length(${a}) = 3", {"a": "a\x0bb"}, True),
        ("${a} = 'a' and ${b} = 'b' or ${c} = 'c'", {"c": "c"}, True),
    ],
)
def test_conditions_over_answers(expression: str, answers: dict[str, str | None], truth: bool) -> None:
    check_expression(expression)
    of = form(text("a"), text("b"), text("c"), text("q", relevant=expression))
    assert (scene(of, answers).slot("q") is not None) is truth


def test_a_dot_is_the_value_at_hand() -> None:
    of = scene(form(text("q", constraint=". = 'now'")), {"q": "later"})
    (slot,) = of.slots()
    assert of.accepts(slot, "now") and not of.accepts(slot, "later")


@pytest.mark.parametrize(
    "expression",
    [
        "(",
        "${a} = ",
        "${a",
        "nothing(1)",
        "${a} = 'x' and nothing(1)",
        "selected(.)",
        "//a",
        "/data//a",
        "self::node()",
        "ancestor::a",
        "$a",
        "not(" * 100 + "1" + ")" * 100,
        "a[b[c[d[e]]]]",
        "x" * (LONGEST_EXPRESSION + 1),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused(expression: str) -> None:
    with pytest.raises(BadExpression):
        check_expression(expression)


def test_a_function_that_there_is_not_is_named() -> None:
    with pytest.raises(BadExpression) as error:
        check_expression("concat('ก', area(${plot}))")
    assert error.value.function == "area"


def test_what_looks_like_a_function_in_quotes_is_text() -> None:
    check_expression("${a} = 'บ้าน (ทุ่ง) //'")


def test_an_expression_that_breaks_at_last_hides_no_question_and_forbids_no_answer() -> None:
    broken = Question(
        name="q", type="select_one", label={"th": "?"}, relevant="nothing(", constraint="selected(.)",
        choice_filter="nothing()", choices=(Choice(name="a", label={"th": "ก"}),),
    )  # fmt: skip
    of = scene(form(broken), {})
    (slot,) = of.slots()
    assert of.accepts(slot, "a") and len(of.offered(slot)) == 1


def test_the_names_an_expression_speaks_of() -> None:
    assert names_in("${a} = 'x' and selected(${ b_2 }, '${')") == {"a", "b_2"}


def cascade() -> Form:
    yes, no = Choice(name="yes", label={"th": "ใช่"}), Choice(name="no", label={"th": "ไม่"})
    towns = tuple(Choice(name=n, label={"th": n}, columns={"of": of}) for n, of in (("t1", "p1"), ("t2", "p2")))
    provinces = tuple(Choice(name=n, label={"th": n}) for n in ("p1", "p2", "p3"))
    return form(
        Question(name="province", type="select_one", label={"th": "?"}, choices=provinces),
        Question(name="town", type="select_one", label={"th": "?"}, choices=towns, choice_filter="of = ${province}"),
        Question(name="well", type="select_one", label={"th": "?"}, choices=(yes, no), relevant="${town} = 't1'"),
        Question(name="depth", type="integer", label={"th": "?"}, relevant="${well} = 'yes'", constraint=". < 99"),
    )


def test_choices_hang_on_the_answer_before() -> None:
    of = scene(cascade(), {"province": "p2"})
    town = of.slot("town")
    assert town is not None and [choice.name for choice in of.offered(town)] == ["t2"]
    assert scene(cascade(), {"province": "p3"}).slot("town") is None, "a choice of nothing is not asked"
    assert [slot.key for slot in scene(cascade(), {}).expected()] == ["province", "town"], "but may come to be"
    assert [slot.key for slot in scene(cascade(), {"province": "p3"}).expected()] == ["province"]


def test_settle_drops_what_no_longer_applies_all_the_way_down() -> None:
    given = {"province": "p1", "town": "t1", "well": "yes", "depth": "20"}
    assert settle(cascade(), given, now=NOW) == given
    assert settle(cascade(), {**given, "province": "p2"}, now=NOW) == {"province": "p2"}
    assert settle(cascade(), {**given, "well": None}, now=NOW) == {"province": "p1", "town": "t1", "well": None}
    assert settle(cascade(), {**given, "depth": "120"}, now=NOW) == {"province": "p1", "town": "t1", "well": "yes"}
    assert settle(cascade(), {"nowhere": "x"}, now=NOW) == {}


def test_the_question_that_follows() -> None:
    asked = []
    answers: dict[str, str | None] = {}
    for value in ("p1", "t1", "yes", "7"):
        slot = scene(cascade(), answers).following()
        assert slot is not None
        asked.append(slot.key)
        answers[slot.key] = value
    assert asked == ["province", "town", "well", "depth"]
    assert scene(cascade(), answers).following() is None


def test_a_condition_on_a_later_question_never_sends_a_talk_in_circles() -> None:
    of = form(text("a", relevant="${b} = 'x'"), text("b"))
    assert scene(of, {"b": "x"}).following() is None
    assert settle(of, {"a": "1", "b": "x"}, now=NOW) == {"b": "x"}


def household() -> Form:
    return form(
        text("head"),
        text("age", type="integer", groups=("member",), constraint=". < 120"),
        text("school", groups=("member",), relevant="${age} < 18"),
        text("crop_name", groups=("member", "crop")),
        text("total", type="calculate", calculation="sum(${age})"),
        text("last", relevant="${total} > 50"),
        groups=(Group(name="member", repeat=True), Group(name="crop", within=("member",), repeat=True)),
    )


def test_one_more_is_asked_until_there_is_no_more() -> None:
    given = {"head": "ก", "member[0]": "yes", "age[1]": "60", "crop[1.0]": "no", "member[1]": "no", "last": "ข"}
    of = scene(household(), given)
    assert keys(of) == ["head", "member[0]", "age[1]", "crop[1.0]", "member[1]", "last"]
    assert of.slot("member[1]") == Slot(of.slots()[4].question, (1,), more=True)
    assert of.following() is None and of.calculated() == {"total": "60"}
    assert settle(household(), given, now=NOW) == given


def test_an_instance_is_there_while_it_was_said_to_be() -> None:
    given = {"member[0]": "yes", "age[1]": "60", "crop[1.0]": "yes", "crop_name[1.1]": "ข้าว", "crop[1.1]": "no"}
    assert keys(scene(household(), given))[-2:] == ["member[1]", "last"]
    assert settle(household(), {**given, "crop[1.0]": "no"}, now=NOW) == {
        "member[0]": "yes", "age[1]": "60", "crop[1.0]": "no",
    }  # fmt: skip
    assert settle(household(), {**given, "member[0]": "no"}, now=NOW) == {"member[0]": "no"}


def test_keys_lead_back_to_name_and_numbers() -> None:
    assert parse_key("age") == ("age", ()) and parse_key("age[2.1]") == ("age", (2, 1))
    assert parse_key("age[x]") == ("age[x]", ()) and parse_key("") == ("", ())
    assert Slot(text("age"), (2, 1)).key == "age[2.1]"


def test_a_text_has_its_blanks_filled_with_what_people_read() -> None:
    colours = (Choice(name="r", label={"th": "แดง", "en": "red"}), Choice(name="g", label={"th": "เขียว"}))
    of = form(
        Question(name="c", type="select_multiple", label={"th": "?"}, choices=colours),
        text("n", type="note", label={"th": "เลือก ${c}", "en": "You like ${c}"}),
    )
    note = of.questions[1].label
    assert scene(of, {"c": "r g"}).text(note) == "เลือก แดง, เขียว"
    assert scene(of, {"c": "r"}, language="en").text(note) == "You like red"
    assert scene(of, {}).text(note) == "เลือก "


def test_hostile_expressions_end_soon() -> None:
    for expression in ("(" * 900, "not(" * 30 + "1" + ")" * 30, "concat(" + ",".join(["${a}"] * 150) + ")"):
        assert spent(partial(_tried, expression)) < 1


def _tried(expression: str) -> None:
    with suppress(BadExpression):
        check_expression(expression)
        scene(form(text("a"), text("q", relevant=expression)), {"a": "ก" * 2000}).slots()
