"""No combination of facts that comes out is shared by fewer than five people, whatever goes in."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from consultation.opendata.anonymous import Facts, anonymous
from consultation.responses.small import FEWEST_SHOWN

FACT = st.sampled_from(["", "a", "b", "c"])
ROWS = st.lists(st.tuples(FACT, FACT, FACT), max_size=60)


def people(told: Sequence[Facts | None], owners: Sequence[Hashable]) -> dict[Facts, set[Hashable]]:
    found: dict[Facts, set[Hashable]] = defaultdict(set)
    for facts, owner in zip(told, owners, strict=True):
        if facts is not None:
            found[facts].add(owner)
    return found


@given(ROWS, st.data())
def test_every_combination_is_that_of_five_people(rows: list[Facts], data: st.DataObject) -> None:
    owners = data.draw(st.lists(st.integers(0, 20), min_size=len(rows), max_size=len(rows)))
    told = anonymous(rows, owners)
    assert all(len(those) >= FEWEST_SHOWN for those in people(told, owners).values())


@given(ROWS)
def test_nothing_is_told_that_was_not_and_rows_go_only_where_there_are_four_or_fewer(rows: list[Facts]) -> None:
    told = anonymous(rows)
    for before, after in zip(rows, told, strict=True):
        assert after is None or all(one in ("", was) for was, one in zip(before, after, strict=True))
    assert (None in told) == (0 < len(rows) < FEWEST_SHOWN)


def test_what_five_share_stays_and_the_rest_loses_the_most_telling_first() -> None:
    rows: list[Facts] = [("TH-42", "N", "3")] * 5 + [("TH-42", "P", str(age)) for age in range(5)]
    told = anonymous(rows)
    assert told == [("TH-42", "N", "3")] * 5 + [("TH-42", "P", "")] * 5


def test_of_the_last_few_nothing_is_told_with_the_smallest_others() -> None:
    rows: list[Facts] = [("TH-42", "N", "3")] * 9 + [("TH-41", "N", "3")] * 5 + [("TH-50", "", "")]
    assert anonymous(rows) == [("TH-42", "N", "3")] * 9 + [("", "", "")] * 6


def test_one_person_with_many_comments_is_one() -> None:
    assert anonymous([("TH-42", "N", "3")] * 30, [1] * 30) == [None] * 30
