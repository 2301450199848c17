"""Two versions of a result, subtracted: no difference of one to four people can be found."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from consultation.lifecycle import results
from consultation.lifecycle.differences import few
from consultation.responses.service import Count

NAMES = "กขคงจ"
numbers = st.lists(st.integers(0, 30), min_size=len(NAMES), max_size=len(NAMES))
steps = st.lists(
    st.tuples(st.lists(st.integers(-6, 8), min_size=len(NAMES), max_size=len(NAMES)), st.integers(-3, 6)),
    min_size=1,
    max_size=3,
)


def published(versions: Sequence[tuple[list[int], int]]) -> list[dict[str, Any]]:
    """Versions of one table as they would be published; each of counts, and of how many of whom it is not known."""
    told: list[dict[str, Any]] = []
    for counts, unknown in versions:
        people = sum(counts) + unknown
        if told and any(few(people - each["people"]) for each in told):
            told.append(told[-1])
            continue
        rows = [Count(key=name, name=name, n=n) for name, n in zip(NAMES, counts, strict=True)]
        before = told[::-1]
        table, of = results._beside("t", rows, people, before) if before else (results._shown(rows), people)
        told.append({"people": people, "t": table, "of": {"t": of}})
    return told


def known(version: dict[str, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """What a reader knows of a version, as equations over the names and those of whom it is not known."""
    table = dict(version["t"])
    every = [*NAMES, ""]
    equations, values = [[1] * len(every)], [version["of"]["t"]]
    for name in NAMES:
        if table and table.get(name, 0) is not None:
            equations.append([int(each == name) for each in every])
            values.append(table.get(name, 0))
    return np.array(equations), np.array(values)


def value(of: dict[str, Any], which: Sequence[int]) -> float | None:
    """The sum of some names as a reader can work it out; None where they cannot."""
    equations, values = known(of)
    wanted = np.array([int(at in which) for at in range(len(NAMES) + 1)])
    found = np.linalg.lstsq(equations.T, wanted, rcond=None)[0]
    return float(found @ values) if np.allclose(equations.T @ found, wanted) else None


def test_a_number_that_changed_by_one_is_hidden_with_another_and_stays_so() -> None:
    first, second, third = published([([10, 20, 30, 0, 0], 0), ([11, 30, 30, 0, 0], 0), ([16, 35, 40, 0, 0], 0)])
    assert first["t"] == [["ก", 10], ["ข", 20], ["ค", 30]]
    assert second["t"] == [["ก", None], ["ข", None], ["ค", 30]], "10 more in all: alone the first would be one more"
    assert third["t"] == [["ก", None], ["ข", None], ["ค", 40]]


def test_a_correction_of_a_few_people_leaves_everything_as_it_was() -> None:
    first, second = published([([10, 20, 30, 0, 0], 0), ([10, 20, 31, 0, 0], 0)])
    assert second == first


def test_a_correction_of_many_is_told() -> None:
    assert published([([10, 20, 30, 0, 0], 0), ([25, 20, 41, 7, 0], 0)])[1]["t"][3] == ["ง", 7]


@given(numbers, st.integers(0, 12), steps)
def test_no_two_versions_tell_of_a_few_people(start: list[int], unknown: int, corrections: Any) -> None:
    versions = [(start, unknown)]
    for changes, more in corrections:
        counts, others = versions[-1]
        versions.append(([max(0, n + by) for n, by in zip(counts, changes, strict=True)], max(0, others + more)))
    told = published(versions)
    for one, other in combinations(told, 2):
        found: list[set[int]] = []  # the smallest sums that both versions tell
        for size in range(1, len(NAMES) + 1):
            for which in combinations(range(len(NAMES) + 1), size):
                before, after = value(one, which), value(other, which)
                if before is None or after is None or any(each <= set(which) for each in found):
                    continue
                found.append(set(which))
                assert not few(round(after - before)), (one, other, which)


@given(numbers, st.integers(0, 12), steps)
def test_no_version_tells_a_few_people_alone(start: list[int], unknown: int, corrections: Any) -> None:
    versions = [(start, unknown)]
    for changes, more in corrections:
        counts, others = versions[-1]
        versions.append(([max(0, n + by) for n, by in zip(counts, changes, strict=True)], max(0, others + more)))
    for version in published(versions):
        assert not any(n is not None and few(n) for _, n in version["t"])
