import time

import pytest

from consultation.forms.form import Choice, Form, Question
from consultation.forms.logic import (
    BadExpression,
    accepts,
    check_expression,
    following,
    holds,
    names_in,
    offered,
    relevant,
    settle,
)


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
        (". = 'now'", {"q": "now"}, True),
        ("${a} = 'a' and ${b} = 'b' or ${c} = 'c'", {"c": "c"}, True),
    ],
)
def test_conditions_over_answers(expression: str, answers: dict[str, str | None], truth: bool) -> None:
    check_expression(expression)
    assert holds(expression, answers, "q") is truth


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
        "/*[1]",
        "self::node()",
        "x" * 1001,
    ],
)
def test_an_expression_that_cannot_be_read_is_refused(expression: str) -> None:
    with pytest.raises(BadExpression):
        check_expression(expression)


def test_what_looks_like_a_function_in_quotes_is_text() -> None:
    check_expression("${a} = 'บ้าน (ทุ่ง) //'")


def test_an_expression_that_breaks_at_last_hides_no_question_and_forbids_no_answer() -> None:
    broken = Question(
        name="q", type="select_one", label={"th": "?"}, relevant="nothing(", constraint="selected(.)",
        choice_filter="nothing()", choices=(Choice(name="a", label={"th": "ก"}),),
    )  # fmt: skip
    assert relevant(broken, {}) and accepts(broken, "a", {}) and len(offered(broken, {})) == 1


def test_hostile_expressions_end_soon() -> None:
    begun = time.perf_counter()
    for expression in ("(" * 900, "not(" * 200 + "1" + ")" * 200, "concat(" + ",".join(["${a}"] * 150) + ")"):
        try:
            check_expression(expression)
        except BadExpression:
            continue
        holds(expression, {"a": "ก" * 2000}, "q")
    assert time.perf_counter() - begun < 2


def test_the_names_an_expression_speaks_of() -> None:
    assert names_in("${a} = 'x' and selected(${ b_2 }, '${')") == {"a", "b_2"}


def cascade() -> Form:
    yes, no = Choice(name="yes", label={"th": "ใช่"}), Choice(name="no", label={"th": "ไม่"})
    towns = tuple(Choice(name=n, label={"th": n}, columns={"of": of}) for n, of in (("t1", "p1"), ("t2", "p2")))
    provinces = tuple(Choice(name=n, label={"th": n}) for n in ("p1", "p2", "p3"))
    return Form(
        title={"th": "ก"},
        questions=(
            Question(name="province", type="select_one", label={"th": "?"}, choices=provinces),
            Question(
                name="town", type="select_one", label={"th": "?"}, choices=towns, choice_filter="of = ${province}"
            ),
            Question(name="well", type="select_one", label={"th": "?"}, choices=(yes, no), relevant="${town} = 't1'"),
            Question(name="depth", type="integer", label={"th": "?"}, relevant="${well} = 'yes'", constraint=". < 99"),
        ),
    )


def test_choices_hang_on_the_answer_before() -> None:
    town = cascade().questions[1]
    assert [choice.name for choice in offered(town, {"province": "p2"})] == ["t2"]
    assert not relevant(town, {"province": "p3"}), "a choice of nothing is not asked"


def test_settle_drops_what_no_longer_applies_all_the_way_down() -> None:
    given = {"province": "p1", "town": "t1", "well": "yes", "depth": "20"}
    assert settle(cascade(), given) == given
    assert settle(cascade(), {**given, "province": "p2"}) == {"province": "p2"}
    assert settle(cascade(), {**given, "well": None}) == {"province": "p1", "town": "t1", "well": None}
    assert settle(cascade(), {**given, "depth": "120"}) == {"province": "p1", "town": "t1", "well": "yes"}
    assert settle(cascade(), {"nowhere": "x"}) == {}


def test_the_question_that_follows() -> None:
    form = cascade()
    asked = []
    answers: dict[str, str | None] = {}
    for value in ("p1", "t1", "yes", "7"):
        question = following(form, answers)
        assert question is not None
        asked.append(question.name)
        answers[question.name] = value
    assert asked == ["province", "town", "well", "depth"]
    assert following(form, answers) is None


def test_a_condition_on_a_later_question_never_sends_a_talk_in_circles() -> None:
    form = Form(
        title={"th": "ก"},
        questions=(
            Question(name="a", type="text", label={"th": "?"}, relevant="${b} = 'x'"),
            Question(name="b", type="text", label={"th": "?"}),
        ),
    )
    assert following(form, {"b": "x"}) is None
    assert settle(form, {"a": "1", "b": "x"}) == {"b": "x"}
