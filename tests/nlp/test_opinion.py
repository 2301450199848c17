"""Opinion groups: Polis's mathematics by hand on small tables, its promises on large and odd ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from nlp.opinion import Opinions, opinions
from nlp.opinion.camps import entering
from nlp.opinion.evidence import (
    Counts,
    common_ground,
    gaps,
    proportion_test,
    speaking,
    two_proportions_test,
    uncertain,
)
from nlp.opinion.landscape import plane, table

EVERY = np.ones(1, dtype=bool)


def hall(people: int, statements: int, share: float, camps: int, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Votes of people of several camps, and which camp each is of. The first fifth of the statements all agree with."""
    random = np.random.RandomState(seed)
    taste = random.uniform(0.05, 0.95, (camps, statements))
    taste[:, : statements // 5] = 0.95
    camp = random.randint(0, camps, people)
    voted = random.rand(people, statements) < share
    votes = np.where(random.rand(people, statements) < taste[camp], 1, -1)
    votes[random.rand(people, statements) < 0.05] = 0
    row, column = np.nonzero(voted)
    return row, column, votes[row, column], camp


def counted(*groups: tuple[int, int, int]) -> Counts:
    """Votes of groups on one statement: agree, disagree, seen."""
    return Counts(*(np.array([[group[part]] for group in groups]) for part in range(3)))


def groups_of(found: Opinions, people: int) -> np.ndarray:
    return np.array([-1 if found.group_of[i] is None else found.group_of[i] for i in range(people)])


def test_the_tests_are_polis_s_worked_by_hand() -> None:
    # 8 of 10 agree: 2·√11·(9/11 − ½); 8 of 10 against 4 of 20: (9/11 − 5/21) / √(14/32·18/32·(1/11 + 1/21))
    assert proportion_test(np.array([8]), np.array([10]))[0] == pytest.approx(2 * 11**0.5 * (9 / 11 - 0.5))
    one, other = (np.array([8]), np.array([10])), (np.array([4]), np.array([20]))
    spread = (14 / 32 * 18 / 32 * (1 / 11 + 1 / 21)) ** 0.5
    assert two_proportions_test(*one, *other)[0] == pytest.approx((9 / 11 - 5 / 21) / spread)


def test_a_statement_speaks_for_the_group_that_surely_says_it_more_than_others_do() -> None:
    mine, others = speaking(counted((18, 1, 20), (10, 25, 40)), EVERY)
    assert (mine[0].side, mine[0].for_it, mine[0].seen, mine[0].sure) == (1, 18, 20, True)
    assert mine[0].share == pytest.approx(19 / 22, abs=1e-4)
    assert mine[0].ratio == pytest.approx((19 / 22) / (11 / 42), abs=1e-4)
    assert (others[0].side, others[0].sure) == (-1, True)


def test_a_group_for_which_nothing_is_sure_has_the_nearest_statement_marked_unsure_and_an_empty_one_none() -> None:
    one, two = speaking(counted((2, 1, 3), (0, 0, 0)), EVERY)
    assert [said.sure for said in one] == [False]
    assert two == ()


@pytest.mark.parametrize(
    ("votes", "common"),
    [
        ([(14, 2, 16), (8, 2, 10)], True),
        ([(14, 2, 16), (4, 6, 10)], False),  # one group does not share it
        ([(9, 1, 10), (8, 1, 9)], False),  # 19 votes
        ([(40, 2, 42), (1, 0, 1)], True),  # one vote of one is 2/3 smoothed
        ([(40, 2, 42), (0, 0, 0)], False),  # a group that has not spoken shares nothing
    ],
)
def test_common_ground_needs_twenty_votes_and_sixty_percent_of_every_group(
    votes: list[tuple[int, int, int]], common: bool
) -> None:
    assert common_ground(counted(*votes), 1, EVERY) == ((0,) if common else ())


def test_what_divides_lies_three_tenths_apart_and_what_is_uncertain_is_passed_by_many() -> None:
    assert gaps(counted((18, 2, 20), (4, 16, 20)), EVERY) == (0,)
    assert gaps(counted((12, 8, 20), (10, 10, 20)), EVERY) == ()
    four = Counts(*(np.array([row]) for row in ([5, 18, 18, 18], [5, 2, 2, 2], [30, 20, 20, 20])))
    assert uncertain(four, np.ones(4, dtype=bool)) == (0,)


def test_consensus_counts_everybody_also_those_who_did_not_enter() -> None:
    votes = [(person, item, 1) for person in range(16) for item in range(8)]
    votes += [(person, 0, -1) for person in range(16, 60)]  # they voted on one only
    found = opinions(*(np.array(column) for column in zip(*votes, strict=True)))
    assert 0 not in found.consensus and 0 in found.consensus_against
    assert set(found.consensus) <= set(range(1, 8)) and found.group_of[20] is None


def test_whoever_voted_on_seven_enters_and_a_small_hall_is_filled_up_to_fifteen() -> None:
    votes = [(person, item, 1) for person in range(20) for item in range(7 if person < 10 else person - 10)]
    people, statements, values = (np.array(column) for column in zip(*votes, strict=True))
    given_votes = table(people, statements, values, ())
    assert given_votes.people[entering(given_votes)].tolist() == [*range(10), 15, 16, 17, 18, 19]


def test_a_person_who_voted_on_little_is_drawn_out() -> None:
    votes = [(person, item, 1 if (person < 4) == (item < 4) else -1) for person in range(8) for item in range(8)]
    votes += [(8, item, 1 if item < 4 else -1) for item in (0, 1, 4, 5)]
    people, statements, values = (np.array(column) for column in zip(*votes, strict=True))
    where = plane(table(people, statements, values, ())).people
    # Half of the votes give half of the length, drawn out by √2.
    assert where[8, 0] == pytest.approx(where[0, 0] / 2**0.5, rel=0.1)


def test_three_camps_are_found_named_by_size_and_found_again_with_other_votes_in_another_order() -> None:
    people, statements, votes, camp = hall(150, 40, 0.8, 3)
    found = opinions(people, statements, votes)
    group = groups_of(found, 150)
    assert adjusted_rand_score(camp, group) > 0.9
    assert len(found.groups) == 3
    assert [of.size for of in found.groups] == sorted((of.size for of in found.groups), reverse=True)
    assert found.agreement > 0.8 and min(of.stability for of in found.groups) > 0.8
    assert set(range(8)) <= set(found.common)
    order = np.random.RandomState(1).permutation(len(votes))
    assert opinions(people[order], statements[order], votes[order]) == found


def test_groups_keep_their_places_when_the_smaller_has_grown() -> None:
    people, statements, votes, _ = hall(120, 24, 0.9, 2, seed=4)
    before = opinions(people, statements, votes)
    kept = {person: group for person, group in before.group_of.items() if group is not None}
    assert len(before.groups) == 2
    turned = {person: 1 - group for person, group in kept.items()}
    after = opinions(people, statements, votes, previous=turned)
    assert {person: group for person, group in after.group_of.items() if group is not None} == turned


def test_statements_moderated_out_form_no_groups_and_are_claimed_for_none() -> None:
    people, statements, votes, _ = hall(60, 16, 0.9, 2, seed=2)
    spam = 10_000
    people = np.concatenate([people, np.arange(60)])
    statements = np.concatenate([statements, np.full(60, spam)])
    votes = np.concatenate([votes, np.where(np.arange(60) % 2, 1, -1)])
    found = opinions(people, statements, votes, out={spam})
    figures = {of.id: of for of in found.statements}
    assert figures[spam].votes == (30, 30, 0) and figures[spam].extremity == 0
    claimed = {said.statement for group in found.groups for said in group.speaking}
    assert spam not in claimed | {*found.common, *found.consensus, *found.dividing, *found.uncertain}


def test_of_two_votes_of_a_person_on_a_statement_the_later_counts() -> None:
    found = opinions([1, 1, 2], [5, 5, 5], [1, -1, 1])
    assert found.statements[0].votes == (1, 1, 0)


def test_votes_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="a vote is 1"):
        opinions([1], [1], [2])
    with pytest.raises(ValueError, match="of one length"):
        opinions([1, 2], [1], [1])


cast = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12), st.sampled_from([-1, 0, 1])),
    max_size=150,
    unique_by=lambda vote: vote[:2],
)


@settings(deadline=None, max_examples=15)
@given(cast, st.sets(st.integers(0, 12), max_size=3))
def test_whatever_is_voted_everybody_is_told_of_once_and_counts_add_up(
    votes: list[tuple[int, int, int]], out: set[int]
) -> None:
    people, statements, values = ([vote[part] for vote in votes] for part in range(3))
    found = opinions(people, statements, values, out=out)
    assert set(found.group_of) == set(people) == set(found.place_of)
    assert sum(of.size for of in found.groups) == sum(group is not None for group in found.group_of.values())
    for of in found.statements:
        assert sum(of.votes) == statements.count(of.id)
        assert all(part >= sum(group[i] for group in of.by_group) for i, part in enumerate(of.votes))
    assert all(0 <= of.stability <= 1 for of in found.groups)
    assert all(abs(number) < 1e3 for place in found.place_of.values() for number in place)
