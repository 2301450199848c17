"""A share with its interval, and how far two people agree."""

import pytest

from consultation.themes.learning.reckoning import agreement, estimate, kappa, wilson


@pytest.mark.parametrize(
    ("right", "base", "low", "high"), [(42, 50, 0.715, 0.917), (50, 50, 0.929, 1.0), (0, 10, 0.0, 0.278)]
)
def test_wilson_agrees_with_scipy(right: int, base: int, low: float, high: float) -> None:
    from scipy.stats import binomtest

    there = binomtest(right, base).proportion_ci(0.95, method="wilson")
    assert wilson(right, base) == pytest.approx((there.low, there.high))
    assert wilson(right, base) == pytest.approx((low, high), abs=0.001)


def test_an_interval_needs_something_judged() -> None:
    for right, base in ((0, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="judged"):
            wilson(right, base)


def test_the_estimate_says_what_it_means() -> None:
    told = estimate(42, 8, 3)
    assert (told.right, told.base, told.unsure, told.share) == (42, 50, 3, 0.84)
    assert "84 ใน 100" in told.said and "71 ถึง 92" in told.said and "บอกไม่ได้ 3 ข้อ" in told.said
    assert "ยังกว้าง" in estimate(4, 1, 0).said and "ยังกว้าง" not in told.said
    nothing = estimate(0, 0, 2)
    assert nothing.share is nothing.low is None and "ยังไม่มีผลตรวจ" in nothing.said


def test_kappa_is_cohens() -> None:
    from sklearn.metrics import cohen_kappa_score

    one = ["1", "1", "2", "3", "unsure", "2", "1", "3"]
    other = ["1", "2", "2", "3", "3", "2", "1", "None"]
    assert kappa(one, other) == pytest.approx(cohen_kappa_score(one, other))
    assert kappa(one, one) == 1
    assert kappa(["1"] * 5, ["1"] * 5) is None and kappa([], []) is None


def test_agreement_in_words() -> None:
    assert "ยังไม่มีข้อ" in agreement(0, 0, None)
    assert "น้อยเกินไป" in agreement(5, 5, 1.0)
    levels = [agreement(50, 40, value) for value in (0.1, 0.5, 0.7, 0.9)]
    assert len(set(levels)) == 4 and "0.70" in levels[2] and "40 ข้อ" in levels[2]
