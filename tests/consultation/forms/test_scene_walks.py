"""Any form with any answers: nothing raises, what stands goes on standing, and the questions lead to the end."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.forms.check import problems
from consultation.forms.form import SELECTS, Choice, Form, Group, Question, Type
from consultation.forms.logic import Scene, Slot, parse_key, settle
from consultation.forms.scene import MOST_IN_ALL, MOST_INSTANCES
from tests.examples import examples

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = ("a", "b", "c", "d", "e", "f")
GROUPS = (
    Group(name="g", relevant="${a} != '2'"),
    Group(name="r", repeat=True),
    Group(name="s", repeat=True, repeat_count="${a}"),
    Group(name="in", within=("r",), repeat=True, relevant="position(..) < 3"),
    Group(name="own", within=("s",), relevant="${b} = 1 or true()"),
)
TYPES: tuple[Type, ...] = ("text", "integer", "select_one", "select_multiple", "note", "calculate", "hidden")
PATHS: tuple[tuple[str, ...], ...] = ((), (), (), ("g",), ("r",), ("s",), ("r", "in"), ("s", "own"))
CHOICES = tuple(Choice(name=name, label={"th": name}, columns={"of": name}) for name in ("1", "2", "x", "other"))
walk = settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])


def expressions() -> st.SearchStrategy[str]:
    name = st.sampled_from((*NAMES, "r", "s", "g", "in", "nowhere"))
    leaf = st.one_of(
        name.map(lambda one: f"${{{one}}}"),
        st.sampled_from(("1", "'x'", "''", ".", "..", "2.5", "today()", "position(..)", "random()", "true()", "*")),
        name.map(lambda one: f"/data/r/{one}"),
        name.map(lambda one: f"../{one}"),
        name.map(lambda one: f"${{r}}[position() = position(current()/..) - 1]/{one}"),
        name.map(lambda one: f"indexed-repeat(${{{one}}}, ${{r}}, 1)"),
        st.sampled_from(("instance('l')/root/item[name = ${a}]/of", "jr:choice-name(${a}, '${a}')", "once(.)")),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(("=", "!=", "<", "and", "or", "+", "*", "div", "|")), inner).map(" ".join),
            st.tuples(st.sampled_from(("sum", "count", "not", "string", "number", "max", "concat", "date")), inner).map(
                lambda parts: f"{parts[0]}({parts[1]})"
            ),
            st.tuples(inner, inner, inner).map(lambda parts: f"if({', '.join(parts)})"),
            inner.map(lambda one: f"({one})"),
        ),
        max_leaves=6,
    ) | st.text(alphabet="${}()[]/.'ab=<1 ", max_size=12)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    maybe = st.just("") | expressions()
    questions = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True)):
        kind = draw(st.sampled_from(TYPES))
        more: dict[str, Any] = {"choices": CHOICES, "list_name": "l"} if kind in SELECTS else {}
        if kind in SELECTS:
            more |= {"choice_filter": draw(maybe), "parameters": draw(st.sampled_from(({}, {"randomize": "true"})))}
            more["other"] = draw(st.booleans())
        if kind in ("calculate", "hidden") or draw(st.integers(0, 9)) == 0:
            more["calculation"] = draw(maybe)
        questions.append(
            Question(
                name=name,
                type=kind,
                label={"th": f"{name} ${{a}} ${{b}}"},
                groups=draw(st.sampled_from(PATHS)),
                relevant=draw(maybe),
                constraint=draw(maybe),
                default=draw(maybe),
                read_only=draw(st.sampled_from(("", "", "", "yes", "${a} = 1"))),
                required_when=draw(maybe),
                **more,
            )
        )
    return Form(title={"th": "ก"}, questions=tuple(questions), groups=GROUPS)


def answers() -> st.SearchStrategy[dict[str, str | None]]:
    numbers = st.sampled_from(("", "[0]", "[1]", "[2]", "[1.0]", "[1.1]"))
    key = st.tuples(st.sampled_from((*NAMES, "r", "s", "in", "b_other")), numbers).map("".join)
    values = ("1", "2", "x", "yes", "no", "2026-01-01", "other 1", "", "\x00\ud800", "9" * 50)
    return st.dictionaries(key | st.text(max_size=6), st.sampled_from(values) | st.none(), max_size=14)


@walk
@given(forms(), answers())
def test_whatever_is_answered_every_question_about_it_has_an_answer(form: Form, given_: dict[str, str | None]) -> None:
    problems(form)
    scene = Scene(form, given_, now=NOW, language="en", seed="s")
    keys = [slot.key for slot in scene.slots()]
    assert len(keys) == len(set(keys)) and scene.answers.keys() <= set(keys) <= {s.key for s in scene.expected()}
    for slot in scene.slots():
        assert scene.slot(slot.key) == slot and scene.relevant(slot)
        assert slot.key == Slot(slot.question, parse_key(slot.key)[1]).key
        offered = scene.offered(slot)
        assert len(offered) == len({choice.name for choice in offered}) and (
            offered or slot.question.type not in SELECTS
        )
        for value in ("1", "x", "yes", ""):
            assert isinstance(scene.accepts(slot, value), bool)
        assert scene.default(slot) != "" and isinstance(scene.required(slot), bool)
        assert "${" not in scene.text(slot.question.label, slot)
    assert scene.text({"th": "${a} ${nowhere} ${"}).endswith("${")
    assert all(isinstance(value, str) for value in scene.calculated().values())


@walk
@given(forms(), answers())
def test_what_stands_goes_on_standing(form: Form, given_: dict[str, str | None]) -> None:
    kept = settle(form, given_, now=NOW, seed="s")
    assert kept.items() <= given_.items()
    assert settle(form, kept, now=NOW, seed="s") == kept
    assert list(settle(form, dict(reversed(kept.items())), now=NOW, seed="s")) == list(kept), "in form order"
    scene = Scene(form, kept, now=NOW, seed="s")
    assert scene.answers == kept
    for key, value in kept.items():
        slot = scene.slot(key)
        assert slot is not None and (value is None or scene.accepts(slot, value))
        if value is not None and slot.question.type in SELECTS:
            assert set(value.split()) <= {choice.name for choice in scene.offered(slot)}


@walk
@given(forms(), st.data())
def test_one_question_after_the_other_leads_to_the_end(form: Form, data: st.DataObject) -> None:
    given_: dict[str, str | None] = {}
    for _ in range(60):
        slot = Scene(form, given_, now=NOW, seed="s").following()
        if slot is None:
            return
        assert slot.key not in given_
        given_[slot.key] = data.draw(st.sampled_from(("yes", "no") if slot.more else ("1", "x", None)))
    assert len(given_) == 60, "only somebody who says yes to one more each time goes on"


def test_nobody_is_asked_for_ever_whether_there_is_one_more() -> None:
    form = Form(title={}, questions=(Question(name="q", type="text", label={}, groups=("r",)),), groups=GROUPS)
    given_: dict[str, str | None] = {f"r[{n}]": "yes" for n in range(1000)}
    assert len(Scene(form, given_, now=NOW).slots()) == 2 * MOST_INSTANCES < MOST_IN_ALL
