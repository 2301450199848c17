"""Polis's priority by hand-computed values, and the draw that makes an order of it."""

import math
from collections import Counter

import pytest

from consultation.opinion.priority import Candidate, Tally, importance, order, priority


@pytest.mark.parametrize(
    ("agree", "disagree", "passed", "extremity", "expected"),
    [
        (0, 0, 0, 0.0, 1 / 4),  # p = a = 1/2
        (1, 0, 0, 0.0, 4 / 9),  # p = 1/3, a = 2/3
        (0, 0, 1, 0.0, 1 / 9),  # p = 2/3, a = 1/3
        (17, 0, 3, 0.0, 81 / 121),  # p = 4/22, a = 18/22
        (14, 1, 3, 1.0, 1.2),  # p = 4/20, a = 15/20, E + 1 = 2
    ],
)
def test_importance(agree: int, disagree: int, passed: int, extremity: float, expected: float) -> None:
    assert importance(Tally(agree, disagree, passed), extremity) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("tally", "extremity", "expected"),
    [
        (Tally(), 0.0, 5.0625),  # (1/4 · 9)²
        (Tally(agree=1), 0.0, 12.52972),  # (4/9 · (1 + 8 · 0.8705506))²
        (Tally(3, 1, 1), 0.0, (100 / 49) ** 2),  # p = 2/7, a = 4/7, newness 1 + 8/2 = 5
        (Tally(17, 0, 3), 0.0, 1.00826),  # (81/121 · 1.5)²
        (Tally(14, 1, 3), 1.0, 3.96689),  # (1.2 · (1 + 8 · 0.0824692))²
    ],
)
def test_priority(tally: Tally, extremity: float, expected: float) -> None:
    assert priority(Candidate(1, tally, extremity=extremity)) == pytest.approx(expected, rel=1e-4)


def test_meta_statements_have_seven_squared_whatever_their_votes() -> None:
    assert priority(Candidate(1, meta=True)) == priority(Candidate(1, Tally(9, 9, 9), True, 3.0)) == 49


def test_the_same_person_gets_the_same_order_whatever_the_order_of_the_rows() -> None:
    some = [Candidate(n, Tally(n % 3, n % 5, n % 2)) for n in range(1, 40)]
    assert order(some, "AAAA-2222") == order(some[::-1], "AAAA-2222") != order(some, "AAAA-2223")
    assert sorted(order(some, "AAAA-2222")) == list(range(1, 40))


def test_what_comes_first_comes_as_often_as_its_weight_says() -> None:
    some = [Candidate(1), Candidate(2, Tally(17, 0, 3)), Candidate(3, Tally(0, 0, 30)), Candidate(4, Tally(agree=1))]
    weights = {one.id: priority(one) for one in some}
    people = 8000
    first = Counter(order(some, f"person {n}")[0] for n in range(people))
    for id, weight in weights.items():
        share = weight / sum(weights.values())
        assert abs(first[id] / people - share) < 4 * math.sqrt(share * (1 - share) / people) + 1e-3


def test_a_statement_that_everybody_passes_can_still_be_drawn() -> None:
    assert order([Candidate(1, Tally(0, 0, 1_000_000))], "x") == [1]


def test_a_full_hall_sees_more_than_the_ten_first() -> None:
    some = [Candidate(n) for n in range(1, 51)]
    seen = Counter(id for person in range(200) for id in order(some, f"{person}")[:10])
    assert len(seen) == 50 and min(seen.values()) >= 15
