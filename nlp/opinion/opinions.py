"""The whole of opinion groups, from three columns of votes to what may be said of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nlp.opinion import evidence
from nlp.opinion.camps import Camps, camps
from nlp.opinion.landscape import Plane, Table, plane, table

__all__ = ["Group", "Opinions", "StatementFigures", "opinions"]


@dataclass(frozen=True)
class Group:
    """People who vote alike. size: people; stability: 0 … 1, how much of it is found again when people are drawn anew.

    x, y: its middle on the plane. speaking: what it stands for (`statement` is an id), agreed statements first.
    """

    size: int
    stability: float
    x: float
    y: float
    speaking: tuple[evidence.Speaking, ...]


@dataclass(frozen=True)
class StatementFigures:
    """A statement's votes: of everybody (agree, disagree, passed) and of each group in the same order. agreed and
    disagreed: the product over groups of the smoothed shares (Polis's group-aware consensus), 0 … 1."""

    id: int
    votes: tuple[int, int, int]
    by_group: tuple[tuple[int, int, int], ...]
    x: float
    y: float
    extremity: float
    agreed: float
    disagreed: float


@dataclass(frozen=True)
class Opinions:
    """What votes say. group_of: person id → group, None for whoever voted on too little; place_of: person id → (x, y).

    silhouettes: number of groups → how well it parts people; agreement: how alike the groups are when people are drawn
    anew (adjusted Rand index, 1 the same). common, common_against: statement ids that every group agrees (disagrees)
    with; consensus, consensus_against: those that a majority of all does; dividing and uncertain: ids, strongest first.
    """

    groups: tuple[Group, ...]
    statements: tuple[StatementFigures, ...]
    group_of: dict[int, int | None]
    place_of: dict[int, tuple[float, float]]
    silhouettes: dict[int, float]
    agreement: float
    common: tuple[int, ...]
    common_against: tuple[int, ...]
    consensus: tuple[int, ...]
    consensus_against: tuple[int, ...]
    dividing: tuple[int, ...]
    uncertain: tuple[int, ...]


def opinions(
    people: ArrayLike,
    statements: ArrayLike,
    votes: ArrayLike,
    *,
    out: Collection[int] = (),
    previous: Mapping[int, int] | None = None,
    seed: int = 0,
) -> Opinions:
    """Find who votes alike and what each group stands for.

    people, statements, votes: one entry a vote; ids are integers, a vote is 1 (agree), -1 (disagree) or 0 (pass); of
    two votes of a person on a statement the later counts. out: statements that neither form groups nor are claimed for
    any (moderated out; statements about the voters themselves), whose votes are still counted. previous: person id →
    group of the run before, so that groups keep their names. Deterministic for a seed, whatever the order of different
    votes. Raises ValueError for columns of different length and other votes.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    given = table(
        np.asarray(people, dtype=np.int64),
        np.asarray(statements, dtype=np.int64),
        np.asarray(votes, dtype=np.int8),
        out,
    )
    with threadpool_limits(limits=1):  # sums over threads differ in their last digits from run to run
        where = plane(given)
        found = camps(given, where, previous, seed)
    return _told(given, where, found)


def _told(given: Table, where: Plane, found: Camps) -> Opinions:
    counted = evidence.counts(given, found.group)
    everybody = evidence.counts(given)
    allowed = ~given.out
    ids = [int(name) for name in given.statements]
    speaking = evidence.speaking(counted, allowed)

    def named(places: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(ids[place] for place in places)

    return Opinions(
        groups=tuple(_group(where, found, number, of, ids) for number, of in enumerate(speaking)),
        statements=_figures(given, where, counted, everybody),
        group_of={
            int(person): int(group) if group >= 0 else None
            for person, group in zip(given.people, found.group, strict=True)
        },
        place_of={int(person): (float(x), float(y)) for person, (x, y) in zip(given.people, where.people, strict=True)},
        silhouettes=found.silhouettes,
        agreement=found.agreement,
        common=named(evidence.common_ground(counted, 1, allowed)),
        common_against=named(evidence.common_ground(counted, -1, allowed)),
        consensus=named(evidence.consensus(everybody, 1, allowed)),
        consensus_against=named(evidence.consensus(everybody, -1, allowed)),
        dividing=named(evidence.gaps(counted, allowed)),
        uncertain=named(evidence.uncertain(everybody, allowed)),
    )


def _group(where: Plane, found: Camps, number: int, speaking: tuple[evidence.Speaking, ...], ids: list[int]) -> Group:
    members = found.group == number
    x, y = where.people[members].mean(axis=0)
    return Group(
        size=int(members.sum()),
        stability=found.stability[number],
        x=round(float(x), 6),
        y=round(float(y), 6),
        speaking=tuple(evidence.Speaking(**{**vars(one), "statement": ids[one.statement]}) for one in speaking),
    )


def _figures(
    given: Table, where: Plane, counted: evidence.Counts, everybody: evidence.Counts
) -> tuple[StatementFigures, ...]:
    agreed, disagreed = (counted.share(side).prod(axis=0) for side in (1, -1))
    groups = range(len(counted.seen))

    def three(of: evidence.Counts, group: int, place: int) -> tuple[int, int, int]:
        agree, disagree, seen = (int(part[group, place]) for part in (of.agree, of.disagree, of.seen))
        return agree, disagree, seen - agree - disagree

    return tuple(
        StatementFigures(
            id=int(name),
            votes=three(everybody, 0, place),
            by_group=tuple(three(counted, group, place) for group in groups),
            x=float(where.statements[place, 0]),
            y=float(where.statements[place, 1]),
            extremity=float(where.extremity[place]),
            agreed=round(float(agreed[place]), 6),
            disagreed=round(float(disagreed[place]), 6),
        )
        for place, name in enumerate(given.statements)
    )
