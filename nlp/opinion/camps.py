"""People on the plane put into two to five groups that vote alike, and how surely each is found again.

Like Polis: whoever voted on enough enters; at most 100 base clusters of people; groups are made of base clusters
weighted by their people; their number has the best silhouette, and is kept from the run before where nearly as good.
Unlike Polis, each cut is the best of many seeded starts instead of the first, so that a few new votes, or another
order of the same, do not turn the groups over.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.opinion.landscape import Floats, Ints, Plane, Table, plane

__all__ = ["ENOUGH_VOTES", "Camps", "camps", "entering"]

ENOUGH_VOTES = 7
"""Votes that let a person in (all, where there are fewer statements)."""
FEWEST_PEOPLE = 15
BASE_CLUSTERS = 100
MOST_GROUPS = 5
_NEARLY = 0.02
_STARTS = 20
_RESAMPLES = 20
_RESAMPLED = 3_000


@dataclass(frozen=True)
class Camps:
    """group: for each person 0 … k-1, the largest first, or -1 for who did not enter. silhouettes: number of groups →
    mean silhouette of base clusters. stability: for each group 0 … 1, how much of it is found again (mean Jaccard index
    with the likest group) when people are drawn anew; agreement: the same for the whole (mean adjusted Rand index)."""

    group: Ints
    silhouettes: dict[int, float]
    stability: tuple[float, ...]
    agreement: float


def entering(votes: Table) -> NDArray[np.bool_]:
    """Who enters: at least min(7, statements) votes; where fewer than 15 do, those with most votes up to 15."""
    given = votes.votes_of_people()
    inside = given >= min(ENOUGH_VOTES, len(votes.statements))
    missing = FEWEST_PEOPLE - int(inside.sum())
    if missing > 0:
        waiting = np.flatnonzero(~inside)
        inside[waiting[np.argsort(-given[waiting], kind="stable")][:missing]] = True
    return np.asarray(inside)


def camps(votes: Table, where: Plane, previous: Mapping[int, int] | None, seed: int) -> Camps:
    """Put people into groups; one group of all where the plane does not tell two apart.

    previous: person id → group of the run before: its number of groups is kept where nearly as good, and groups keep
    their places where their people do.
    """
    inside = np.flatnonzero(entering(votes))
    base = _base(where.people[inside], seed)
    cuts, silhouettes = _cuts(base, seed)
    group = np.full(len(votes.people), -1)
    if not cuts:
        group[inside] = 0
        return Camps(group, {}, (1.0,) if len(inside) else (), 1.0)
    number = _chosen(silhouettes, previous)
    group[inside] = _named(cuts[number][base.member], votes.people[inside], previous)
    stability, agreement = _found_again(votes, inside, group[inside], number, seed)
    return Camps(group, silhouettes, stability, agreement)


@dataclass(frozen=True)
class _Base:
    centres: Floats
    weight: Ints
    member: Ints


def _base(points: Floats, seed: int) -> _Base:
    """At most 100 clusters of people; everybody apart where there are no more different places than that."""
    if len(points) == 0:
        return _Base(points, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    places, member, weight = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    member = np.asarray(member).ravel()
    if len(places) > BASE_CLUSTERS:
        cut = _kmeans(places, BASE_CLUSTERS, weight, seed, 1)
        member = cut[member]
        weight = np.bincount(member)
        places = np.column_stack([np.bincount(member, weights=points[:, axis]) / weight for axis in range(2)])
    return _Base(places, weight, member)


def _cuts(base: _Base, seed: int) -> tuple[dict[int, Ints], dict[int, float]]:
    from sklearn.metrics import silhouette_score

    count = len(base.centres)
    cuts, silhouettes = {}, {}
    for number in range(2, min(MOST_GROUPS, 2 + count // 12, count - 1) + 1):
        cut = _kmeans(base.centres, number, base.weight, seed, _STARTS)
        if len(np.unique(cut)) == number:
            cuts[number] = cut
            silhouettes[number] = round(float(silhouette_score(base.centres, cut)), 6)
    return cuts, silhouettes


def _chosen(silhouettes: dict[int, float], previous: Mapping[int, int] | None) -> int:
    best = max(silhouettes, key=lambda number: (silhouettes[number], -number))
    before = max(previous.values()) + 1 if previous else 0
    return before if silhouettes.get(before, -1.0) >= silhouettes[best] - _NEARLY else best


def _kmeans(points: Floats, number: int, weight: Ints, seed: int, starts: int) -> Ints:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(number, n_init=starts, random_state=seed).fit(points, sample_weight=weight).labels_
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _named(cut: Ints, people: Ints, previous: Mapping[int, int] | None) -> Ints:
    """Number groups by size; or, where people were grouped before, so that most keep their group's number."""
    from scipy.optimize import linear_sum_assignment

    sizes = np.bincount(cut)
    by_size = np.empty(len(sizes), dtype=np.int64)
    by_size[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    cut = by_size[cut]
    if not previous:
        return cut
    before = np.array([previous.get(int(person), -1) for person in people])
    shared = np.zeros((len(sizes), max(len(sizes), int(before.max(initial=-1)) + 1)))
    np.add.at(shared, (cut[before >= 0], before[before >= 0]), 1)
    new = linear_sum_assignment(-shared[:, : len(sizes)])[1]
    return np.asarray(new[cut], dtype=np.int64)


def _found_again(votes: Table, inside: Ints, group: Ints, number: int, seed: int) -> tuple[tuple[float, ...], float]:
    from sklearn.metrics import adjusted_rand_score

    random = np.random.RandomState(seed)
    jaccard, rand, turns = np.zeros(number), 0.0, 0
    for turn in range(_RESAMPLES):
        drawn = np.unique(random.choice(len(inside), min(len(inside), _RESAMPLED)))
        # People drawn twice would lie on themselves and make any cut look sure: each counts once.
        base = _base(plane(votes, inside[drawn]).people[inside[drawn]], seed + turn)
        if len(base.centres) <= number:
            continue
        cut = _kmeans(base.centres, number, base.weight, seed + turn, 3)[base.member]
        rand += adjusted_rand_score(group[drawn], cut)
        jaccard += _jaccard(group[drawn], cut, number)
        turns += 1
    turns = max(turns, 1)
    return tuple(round(float(share), 4) for share in jaccard / turns), round(rand / turns, 4)


def _jaccard(group: Ints, cut: Ints, number: int) -> Floats:
    """For each group the Jaccard index with the likest of the new ones; 1 for a group of which nobody was drawn."""
    both = np.zeros((number, int(cut.max()) + 1))
    np.add.at(both, (group, cut), 1)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
    return np.where(both.sum(axis=1) > 0, (both / np.maximum(either, 1)).max(axis=1), 1.0)
