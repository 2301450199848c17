"""Conditions as rows and as expressions say the same; what rows cannot say is left to whoever wrote it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.forms import conditions
from consultation.forms.conditions import BARE, ORDERS, Condition, Row, Unwritable, read, write
from consultation.forms.form import Form
from consultation.forms.logic import Scene, check_expression, names_in
from tests.conftest import NOON
from tests.consultation.forms.sample import ask, choices

NAMES = st.from_regex(r"[a-z_][a-z0-9_.-]{0,8}", fullmatch=True)
TEXTS = (
    st.text(alphabet="กขำ้๓aZ0 '\"$(),.=<>!-_/{}\u200b😀", min_size=1, max_size=12)
    .filter(lambda text: "${" not in text)
    .map(lambda text: text.replace('"', ""))
    .filter(bool)
)
NUMBERS = st.integers(-(10**6), 10**6).map(str) | st.decimals(0, 1000, places=2).map(str)
DATES = st.dates().map(lambda day: day.isoformat())


@st.composite
def rows(draw: st.DrawFn) -> Row:
    name = draw(NAMES)
    shape = draw(st.sampled_from(("bare", "text", "picked", "number", "date", "today")))
    if shape == "bare":
        return Row(name, draw(st.sampled_from(BARE)))
    if shape == "text":
        return Row(name, draw(st.sampled_from(("is", "is_not"))), draw(TEXTS))
    if shape == "picked":
        return Row(name, draw(st.sampled_from(("has", "has_not"))), draw(TEXTS))
    op = draw(st.sampled_from((*ORDERS, "is", "is_not")))
    if shape == "number":
        return Row(name, op, draw(NUMBERS), "number")
    return Row(name, op, draw(DATES), "date") if shape == "date" else Row(name, op, "", "today")


patient = settings(suppress_health_check=[HealthCheck.too_slow])  # machines may be busy

ONE_TWO_THREE = (("a", "1"), ("b", "2"), ("c", "3"))
CONDITIONS = st.one_of(
    st.just(Condition()),
    rows().map(lambda row: Condition((row,))),
    st.builds(Condition, st.lists(rows(), min_size=2, max_size=5).map(tuple), st.sampled_from(("and", "or"))),
)


@patient
@given(CONDITIONS)
def test_what_is_written_is_read_back_equal(condition: Condition) -> None:
    expression = write(condition)
    assert read(expression) == condition
    assert names_in(expression) == {row.question for row in condition.rows}


@patient
@given(st.text(max_size=40) | st.text(alphabet="${}ab'\"()=<>! andort,.0123", max_size=60))
def test_no_expression_is_too_odd_to_be_looked_at(expression: str) -> None:
    found = read(expression)
    if found is not None:
        assert read(write(found)) == found


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("", Condition()),
        ("not(${age} = 'under20')", Condition((Row("age", "is_not", "under20"),))),
        ("  ${ age }='a'  and\n${n}>=5", Condition((Row("age", "is", "a"), Row("n", "at_least", "5", "number")))),
        ("(${a} = 'x') or (${b} = \"it's\")", Condition((Row("a", "is", "x"), Row("b", "is", "it's")), "or")),
        ("not(selected(${t}, 'T04'))", Condition((Row("t", "has_not", "T04"),))),
        ("${n} > '5'", Condition((Row("n", "more", "5", "number"),))),
        ("${d} <= today()", Condition((Row("d", "at_most", "", "today"),))),
        ("${a} != ''", Condition((Row("a", "answered"),))),
        ("not(${a} != '')", Condition((Row("a", "unanswered"),))),
        ("${a} = 1 and (${b} = 2 and ${c} = 3)", Condition(tuple(Row(n, "is", v, "number") for n, v in ONE_TWO_THREE))),
    ],
)  # fmt: skip
def test_common_ways_of_writing_are_read(expression: str, condition: Condition) -> None:
    assert read(expression) == condition


@pytest.mark.parametrize(
    "expression",
    [
        "${a} = 'x' and (${b} = 'y' or ${c} = 'z')", "count-selected(${t}) > 2", "${a} = ${b}", "regex(${a}, '^x')",
        "${a} + 1 > 2", "'x' = ${a}", "selected(${a}, ${b})", "not(${a} > 5)", "${a} = 'x' and", "${a}", "((${a} = 1)",
        "true()", "${a b} = 'x'", "selected(${a}, '')", "(" * 400, "not(" * 200,
    ],
)  # fmt: skip
def test_what_rows_cannot_say_is_left_alone(expression: str) -> None:
    assert read(expression) is None


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (Row("a b", "is", "x"), "question"),
        (Row("", "is", "x"), "question"),
        (Row("a", "is", ""), "value"),
        (Row("a", "more", "x"), "number"),
        (Row("a", "more", "five", "number"), "number"),
        (Row("a", "less", "5 Jan", "date"), "date"),
        (Row("a", "is", 'it\'s "so"'), "quotes"),
        (Row("a", "is", "${b}"), "quotes"),
        (Row("a", "has", "5", "number"), "value"),
    ],
)
def test_a_row_without_sense_is_refused_with_what_is_wrong(row: Row, what: str) -> None:
    with pytest.raises(Unwritable, match=f"^{what}$") as refused:
        write(Condition((Row("b", "answered"), row)))
    assert refused.value.row == row


FORM = Form(
    title={"th": "x"},
    questions=(
        ask("age", "select_one", choices=choices(under20="ต่ำกว่า 20", over="20 ขึ้นไป")),
        ask("topics", "select_multiple", choices=choices(T01="งาน", T04="น้ำ", T05="ถนน")),
        ask("n", "integer"),
        ask("day", "date"),
        ask("this"),
    ),
)


def asked(*rows: Row, joined: conditions.Joined = "and", **answers: str) -> bool:
    expression = write(Condition(rows, joined))
    check_expression(expression)
    this = FORM.questions[-1].model_copy(update={"relevant": expression})
    form = FORM.model_copy(update={"questions": (*FORM.questions[:-1], this)})
    return Scene(form, answers, now=NOON).slot("this") is not None


def test_an_expression_of_rows_means_what_the_rows_say() -> None:
    young, dry = Row("age", "is", "under20"), Row("topics", "has_not", "T04")
    assert asked(young, age="under20")
    assert not asked(young, age="over")
    assert asked(young, dry, age="under20", topics="T01 T05")
    assert not asked(young, dry, age="under20", topics="T01 T04")
    assert asked(young, dry, joined="or", age="under20", topics="T04")
    assert asked(Row("n", "at_least", "5", "number"), n="5")
    assert not asked(Row("n", "more", "5", "number"), n="5")
    assert asked(Row("n", "is", "5", "number"), n="5")
    assert not asked(Row("n", "at_most", "5", "number"), n="10")
    assert asked(Row("n", "unanswered"))
    assert not asked(Row("n", "answered"))
    assert asked(Row("topics", "answered"), topics="T01")


def test_days_are_compared_as_days() -> None:
    assert asked(Row("day", "less", "2025-02-01", "date"), day="2025-01-31")
    assert not asked(Row("day", "less", "2025-02-01", "date"), day="2025-02-01")
    assert asked(Row("day", "at_most", "", "today"), day="2026-11-02")  # NOON's day
    assert not asked(Row("day", "at_most", "", "today"), day="2026-11-03")
    assert asked(Row("day", "is", "2025-02-01", "date"), day="2025-02-01")
