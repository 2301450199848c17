"""Whatever an officer writes into a form, an evaluation ends soon."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from consultation.forms.form import Choice, Form, Group, Question, Table
from consultation.forms.logic import LONGEST_EXPRESSION, BadExpression, Scene, check_expression
from consultation.forms.scene import MOST_INSTANCES
from tests.effort import spent

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONG = "ก" * 2000
VILLAGES = tuple(
    Choice(name=f"v{n}", label={"th": f"หมู่ {n}"}, columns={"of": f"t{n % 50}", "pop": str(n)}) for n in range(10_000)
)
SECONDS = 2


def filled(expression: str, filler: str, between: str = "") -> str:
    """The expression as long as may be: `…` becomes as many fillers as there is room for."""
    room = LONGEST_EXPRESSION - len(expression)
    return expression.replace("…", between.join([filler] * (room // (len(filler) + len(between)))))


def nested(before: str, middle: str, after: str, times: int) -> str:
    return before * times + middle + after * times


HOSTILE = [
    "(" * (LONGEST_EXPRESSION - 1),
    nested("not(", "1", ")", 39),
    nested("-(", "1", ")", 39),
    "-" * 900 + "1",
    nested("if(1,", "1", ",0)", 30),
    filled("concat(…)", "${long}", ","),
    filled("string-length(concat(…)) > 1", "${long}", ","),
    filled("… = ''", "translate(${long}, ${long}, ${long})", " + "),
    filled("… ", "contains(${long}, ${long})", " and "),
    "regex(${as}, '(a+)+b')",
    "regex(${as}, '(a|a)*b') or regex(${as}, '(a|aa)+b')",
    "regex(${as}, '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b')",
    "regex(${as}, '((a{1,100}){1,100}){1,100}b')",
    "regex(${as}, '(?:a{0,9999}){0,9999}')",
    "regex(${as}, '(?:(?:(?:a{99}){99}){99}){99}')",
    "regex(${as}, '" + "(" * 900 + "')",
    "regex(${as}, '" + "(a*)*" * 180 + "b')",
    "regex(${as}, '(?:b*){e<=9}')",
    "sum(${age}) = sum(${age}) and ${age} = ${age} and ${age} < ${age} and ${age} != ${age}",
    filled("… > 1", "sum(${age})", " * "),
    filled("…", "${age} = ${age}", " and "),
    filled("count(…) > 1", "${age}", " | "),
    filled("count(…) > 1", "instance('villages')/root/item", " | "),
    "count(/data/member[count(/data/member[count(/data/member[age = 1]) > 0]) > 0]) > 0",
    "count(/data/*[count(/data/*[count(/data/*/*) > 0]) > 0]) > 0",
    "count(/data/member[../member[../member/age = 1]/age = 1]) > 0",
    "count(*[../*[../*[../* = 1] = 1] = 1]) > 0",
    filled("count(/*…) > 0", "/*"),
    "count(instance('villages')/root/item[../item[../item/pop = 1]/pop > 1]) > 0",
    "count(instance('villages')/root/item[pop = instance('villages')/root/item[pop > 10]/pop]) > 0",
    "count(instance('villages')/root/item[contains(${long}, name) and contains(${long}, label)]) > 0",
    "count(instance('villages')/root/item[regex(${as}, concat('(a+)+', name))]) > 0",
    filled("count(instance('villages')/root/item[…]) > 0", "of = 't1'", " or "),
    filled("count(instance('villages')/root/item[…]) > 0", "selected(${long}, of)", " or "),
    filled("count(instance('villages')/root/item[…]) > 0", "pop * pop > 3", " and "),
    filled("count(instance('villages')/root/item…) > 0", "[pop > 1]"),
    "count(randomize(instance('villages')/root/item)) > 1",
    "string-length(join(${long}, instance('villages')/root/item/label)) > 1",
    filled("pow(…)", "9", " * "),
    "pow(pow(pow(9, 99), 99), 99) > exp(exp(99))",
    "round(1e9, 5) > 0",
    "round(123456789012345678901234567890, 30) > round(1 div 3, -30)",
    "substr(${long}, -99999999999999999999, 99999999999999999999) = ''",
    "date(99999999999999999999) = '' and format-date(-99999999999, '%Y') = ''",
    "uuid(999999999999) = ''",
    "checklist(1, 2, " + ",".join(["1"] * 199) + ")",
    "indexed-repeat(${age}, ${member}, 99999999999999999999) = ''",
    "position(/data/member/age) > 1",
    "pulldata('t', 'c', 'k', ${long}) = ''",
    "jr:choice-name(${village}, '${village}') = ''",
]


def form(*questions: Question) -> Form:
    plain = {"label": {"th": "?"}}
    return Form(
        title={"th": "ก"},
        questions=(
            Question(name="long", type="text", **plain),
            Question(name="as", type="text", **plain),
            Question(name="village", type="select_one", choices=VILLAGES, list_name="villages", **plain),
            Question(name="age", type="integer", groups=("member",), **plain),
            Question(name="told", type="text", groups=("member",), **plain),
            *questions,
        ),
        groups=(Group(name="member", repeat=True, repeat_count="100"),),
        tables=(Table(name="t", columns=("k", "c"), rows=tuple((str(n), "x") for n in range(10_000))),),
    )


ANSWERS: dict[str, str | None] = {
    "long": LONG,
    "as": "a" * 2000,
    "village": "v1",
    **{f"age[{n}]": str(n) for n in range(1, MOST_INSTANCES + 1)},
    **{f"told[{n}]": LONG for n in range(1, MOST_INSTANCES + 1)},
}


@pytest.mark.parametrize("expression", HOSTILE, ids=lambda expression: expression[:40])
@pytest.mark.parametrize("column", ["relevant", "choice_filter", "calculation"])
def test_one_expression_ends_on_a_very_large_form(expression: str, column: str) -> None:
    more = {"choices": VILLAGES[:2000]} if column == "choice_filter" else {}
    kind = {"choice_filter": "select_one", "calculation": "calculate"}.get(column, "text")
    hostile = form(
        Question.model_validate({"name": "q", "type": kind, "label": {"th": "?"}, column: expression, **more})
    )
    scene = Scene(hostile, ANSWERS, now=NOW)
    scene.calculated()
    assert spent(lambda: Scene(hostile, ANSWERS, now=NOW).calculated()) < SECONDS


def test_calculations_that_double_each_other_end() -> None:
    doubling = [
        Question(name=f"c{n}", type="calculate", label={}, calculation=f"concat(${{c{n - 1}}}, ${{c{n - 1}}})")
        for n in range(1, 60)
    ]
    first = Question(name="c0", type="calculate", label={}, calculation="${long}")
    scene = Scene(form(first, *doubling), ANSWERS, now=NOW)
    assert spent(scene.calculated) < SECONDS
    assert max(map(len, scene.calculated().values())) <= 10_000


@pytest.mark.parametrize("backwards", [False, True])
def test_a_long_chain_of_calculations_is_worked_out_whichever_way_it_is_written(backwards: bool) -> None:
    chain = [
        Question(name=f"c{n}", type="calculate", label={}, calculation=f"${{c{n - 1}}} + 1" if n else "1")
        for n in range(400)
    ]
    given = Form(title={"th": "ก"}, questions=tuple(reversed(chain) if backwards else chain))
    assert Scene(given, {}, now=NOW).calculated()["c399"] == "400"


def test_circles_and_hundreds_of_wild_paths_end() -> None:
    wild = [
        Question(name=f"c{n}", type="calculate", label={}, calculation=f"count(/data/*) + ${{c{(n + 1) % 60}}}")
        for n in range(60)
    ]
    assert spent(Scene(form(*wild), ANSWERS, now=NOW).calculated) < 10 * SECONDS


def test_groups_within_groups_without_end_are_taken_as_they_come() -> None:
    deep = Question(name="q", type="text", label={"th": "?"}, groups=tuple(f"g{n}" for n in range(5000)))
    assert [slot.key for slot in Scene(Form(title={}, questions=(deep,)), {}, now=NOW).slots()] == ["q"]


def test_repeats_within_repeats_come_to_an_end() -> None:
    groups = tuple(
        Group(name=f"g{n}", within=tuple(f"g{m}" for m in range(n)), repeat=True, repeat_count="99999999999")
        for n in range(4)
    )
    deep = Question(name="q", type="text", label={"th": "?"}, groups=("g0", "g1", "g2", "g3"))
    scene = Scene(Form(title={}, questions=(deep,), groups=groups), {}, now=NOW)
    assert len(scene.slots()) <= 500


def test_what_is_refused_is_refused_at_once() -> None:
    assert spent(lambda: [_checked(expression) for expression in HOSTILE * 3]) < 3 * SECONDS


def _checked(expression: str) -> None:
    with suppress(BadExpression):
        check_expression(expression)
