"""Simple limits as numbers and as constraints say the same; other constraints are left to whoever wrote them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.forms.form import Form, Question, Type
from consultation.forms.limits import Bounds, read, reversed_, write
from consultation.forms.logic import Scene
from tests.conftest import NOON

patient = settings(suppress_health_check=[HealthCheck.too_slow])  # machines may be busy

COUNTS = st.just("") | st.integers(0, 5000).map(str)
NUMBERS = st.just("") | st.integers(-1000, 1000).map(str) | st.decimals(0, 100, places=1).map(str)
DAYS = st.sampled_from(["", "today"]) | st.dates().map(lambda day: day.isoformat())


@patient
@given(st.sampled_from(["text", "select_multiple", "rank"]), COUNTS, COUNTS)
def test_counts_are_read_back_equal(type_: Type, least: str, most: str) -> None:
    assert read(write(Bounds(least, most), type_), type_) == Bounds(least, most)


@patient
@given(st.sampled_from(["integer", "decimal"]), NUMBERS, NUMBERS)
def test_numbers_are_read_back_equal(type_: Type, least: str, most: str) -> None:
    assert read(write(Bounds(least, most), type_), type_) == Bounds(least, most)


@patient
@given(DAYS, DAYS)
def test_days_are_read_back_equal(least: str, most: str) -> None:
    assert read(write(Bounds(least, most), "date"), "date") == Bounds(least, most)


@pytest.mark.parametrize(
    ("constraint", "type_", "bounds"),
    [
        (".>0 and .<120", "integer", Bounds("1", "119")),
        (". <= 10 and . >= 1", "integer", Bounds("1", "10")),
        ("(. >= 1) and (. <= 5)", "decimal", Bounds("1", "5")),
        ("string-length( . ) <= 500", "text", Bounds("", "500")),
        ("count-selected(.)<=3", "select_multiple", Bounds("", "3")),
        (". <= today()", "date", Bounds("", "today")),
        (". >= date('2025-01-05')", "date", Bounds("2025-01-05")),
    ],
)
def test_common_ways_of_writing_are_read(constraint: str, type_: Type, bounds: Bounds) -> None:
    assert read(constraint, type_) == bounds


@pytest.mark.parametrize(
    ("constraint", "type_"),
    [
        ("regex(., '^[0-9]{5}$')", "text"), (". < 0.5", "decimal"), (". >= 1 and . >= 2", "integer"),
        (". >= 1 or . = 99", "integer"), (". <= today()", "integer"), (". <= 5", "text"), (". > today()", "date"),
        (". != 'x'", "select_one"), ("count-selected(.) <= -1", "select_multiple"),
    ],
)  # fmt: skip
def test_other_constraints_are_left_alone(constraint: str, type_: Type) -> None:
    assert read(constraint, type_) is None


@pytest.mark.parametrize(
    ("bounds", "type_"),
    [(Bounds("a"), "integer"), (Bounds("1.5"), "text"), (Bounds("5"), "date"), (Bounds("1"), "note")],
)
def test_a_bound_of_another_kind_is_refused(bounds: Bounds, type_: Type) -> None:
    with pytest.raises(ValueError):
        write(bounds, type_)


def test_bounds_that_leave_nothing_are_known() -> None:
    assert reversed_(Bounds("10", "9"))
    assert reversed_(Bounds("2025-02-01", "2025-01-31"))
    assert not reversed_(Bounds("9", "10"))
    assert not reversed_(Bounds("9", ""))
    assert not reversed_(Bounds("today", "2025-01-31"))


def accepted(type_: Type, bounds: Bounds, *values: str) -> list[str]:
    asked = Question(name="n", type=type_, label={"th": "n"}, constraint=write(bounds, type_))
    scene = Scene(Form(title={"th": "x"}, questions=(asked,)), {}, now=NOON)
    slot = scene.slot("n")
    assert slot is not None
    return [value for value in values if scene.accepts(slot, value)]


def test_a_written_limit_is_kept_by_the_evaluator_and_seen_by_the_form() -> None:
    assert accepted("integer", Bounds("1", "10"), "0", "1", "10", "11") == ["1", "10"]
    assert accepted("text", Bounds("", "3"), "กขค", "กขคง") == ["กขค"]
    assert accepted("date", Bounds("2026-01-01", "today"), "2025-12-31", "2026-11-02", "2026-11-03") == ["2026-11-02"]
    picks = Question(name="t", type="select_multiple", label={"th": "t"}, constraint=write(Bounds("1", "3"), "rank"))
    assert picks.most == 3
    assert Question(name="x", type="text", label={}, constraint=write(Bounds("", "99"), "text")).longest == 99
