"""Ages, score and weights by hand, and what holds whatever is counted."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.population.ages import Ages, ages
from consultation.population.listed import read
from consultation.population.score import lines, score
from consultation.population.weights import LEAST_GROUP, Weights, Why, effective, weigh

HEAD = (1, ("จังหวัด", "อายุ", "เพศ", "จำนวน"))


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("20–29 ปี", Ages(20, 29)),
        ("๖๐ ปีขึ้นไป", Ages(60, None)),
        ("ต่ำกว่า 20", Ages(0, 19)),
        ("ไม่เกิน 15 ปี", Ages(0, 15)),
        ("18_29", Ages(18, 29)),
        ("60_up", Ages(60, None)),
        ("100 และมากกว่า", Ages(100, None)),
        ("7", Ages(7, 7)),
        ("29-20", None),
        ("ไม่ระบุ", None),
        ("ปี 2568", None),
    ],
)
def test_ages_are_read_as_they_are_written(text: str, means: Ages | None) -> None:
    assert ages(text) == means


def test_a_table_is_read_long_or_wide() -> None:
    long = [HEAD, (2, ("จ.อุดรธานี", "0-14", "ชาย", "1,200")), (3, ("TH-41", "15 ปีขึ้นไป", "ชาย", "30"))]
    long += [(4, ("อุดรธานี", "0-14", "หญิง", "5"))]
    wide = [(1, ("ตาราง",)), (3, ("จังหวัด", "อายุ", "ชาย", "หญิง", "รวม")), (4, ("อุดรธานี", "0-14", "1200", "5", "1205"))]
    found, faults = read(long)
    assert not faults and found["TH-41", "male", Ages(15, None)] == 30
    assert read(wide) == ({("TH-41", "male", Ages(0, 14)): 1200, ("TH-41", "female", Ages(0, 14)): 5}, [])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("กรุงเทพ", "1", "ชาย", "3"), "ไม่รู้จักจังหวัด"),
        (("รวม", "1", "ชาย", "3"), "ลบแถวยอดรวมออก"),
        (("อุดรธานี", "รวม", "ชาย", "3"), "อ่านช่วงอายุ"),
        (("อุดรธานี", "20", "อื่น", "3"), "อ่านเพศ"),
        (("อุดรธานี", "20", "ชาย", "-3"), "ไม่ใช่จำนวนคน"),
        (("อุดรธานี", "0-14", "ชาย", "3"), "ซ้ำกับแถวที่ 2"),
        (("อุดรธานี", "10-19", "ชาย", "3"), "คาบเกี่ยวกับแถวที่ 2"),
        (("อุดรธานี", "20", "ชาย", "3"), "ไม่มีจำนวนเพศหญิง"),
    ],
)
def test_a_wrong_row_is_told_and_nothing_is_taken(row: tuple[str, ...], says: str) -> None:
    found, faults = read([HEAD, (2, ("อุดรธานี", "0-14", "ชาย", "5")), (3, row)])
    assert found == {} and any(says in fault.why and fault.row in (2, 3) for fault in faults), faults
    assert "ไม่พบหัวตาราง" in read([(1, ("a", "b"))])[1][0].why


def test_the_score_of_the_worked_example() -> None:
    # docs/planners/representativeness.md: 75 of 1,000 and 100 of 1,000 score 75 %
    of = lines({"a": "ก", "b": "ข"}, {"a": 1000, "b": 1000}, {"a": 75, "b": 100})
    assert isclose(score(of) or 0, 0.75) and of[0].per_100_000 == 7500
    assert score(lines({"a": "ก", "b": "ข"}, {"a": 1000, "b": 1000}, {"b": 100})) == 0
    assert score(of[:1]) is None and score(lines({"a": "", "b": ""}, {"a": 1, "b": 1}, {})) is None


def test_the_weights_of_the_worked_example() -> None:
    # docs/planners/representativeness.md: half of those registered are women, three in four of those who answered
    found = weigh({("male",): 50, ("female",): 150}, {("male",): 1000, ("female",): 1000})
    assert isinstance(found, Weights) and found.method == "cells"
    assert isclose(found.of["male",], 2) and isclose(found.of["female",], 2 / 3)
    assert isclose(found.effective, 200**2 / (50 * 4 + 150 * 4 / 9)) and isclose(found.effective, 150)
    assert (found.trimmed, found.farthest) == (0, 0)


def test_what_does_not_suffice_is_said() -> None:
    two = {("a",): 1000, ("b",): 1000}
    assert weigh({("a",): 50, ("b",): 40}, two) == Why(key="few", n=90)
    assert weigh({("a",): 100, ("b",): 19}, two) == Why(key="small", which=((0, "b"),))
    found = weigh({("a",): 100, ("b",): 100}, two, unknown=51)
    assert isinstance(found, Why) and found.key == "unknown"
    assert weigh({("a",): 180, ("b",): 20}, {("a",): 1, ("b",): 999}).key == "effective"  # type: ignore[union-attr]
    assert weigh({}, {}) == Why(key="no_part")


def test_where_cells_are_thin_the_facts_are_taken_in_turn() -> None:
    answered = {("a", "m"): 60, ("a", "f"): 10, ("b", "m"): 15, ("b", "f"): 40}
    registered = {("a", "m"): 500, ("a", "f"): 500, ("b", "m"): 300, ("b", "f"): 700}
    found = weigh(answered, registered)
    assert isinstance(found, Weights) and found.method == "raking" and found.farthest < 1e-4


groups = st.tuples(st.sampled_from("abc"), st.sampled_from("mf"))


@given(
    st.dictionaries(groups, st.integers(0, 400), max_size=6),
    st.dictionaries(groups, st.integers(0, 10**6), max_size=6),
    st.integers(0, 50),
)
def test_weights_are_one_on_average_within_bounds_and_worth_no_more_than_people(
    answered: dict[tuple[str, str], int], registered: dict[tuple[str, str], int], unknown: int
) -> None:
    found = weigh(answered, registered, unknown)
    if isinstance(found, Why):
        return
    people = {group: n for group, n in answered.items() if group in found.of}
    assert found.people == sum(people.values()) >= 100
    assert isclose(sum(found.of[group] * n for group, n in people.items()), found.people, rel_tol=1e-9)
    assert 50 <= found.effective <= found.people * (1 + 1e-9) and found.largest <= 25 * found.smallest * (1 + 1e-9)
    assert isclose(effective(found.of, people), found.effective)
    assert all(sum(n for g, n in people.items() if g[0] == key) >= LEAST_GROUP for key in {g[0] for g in people})
