"""Points cut into groups, how many groups there should be, and which points fit in none.

The points are first cut finely by k-means; the fine groups are then joined two by two where that costs least (Ward),
and the groups of the wanted number are the start of a last k-means. One tree gives the groups of every number, so that
numbers can be compared at little cost.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.consensus import agreed
from nlp.draws import Draws
from nlp.trees import Groups, centres_of, moved, nearest, numbered, sums_of, tree
from nlp.vectors import Points
from nlp.workers import Workers

__all__ = [
    "BETWEEN",
    "LOOSE",
    "PEOPLE",
    "choose_number",
    "cut",
    "loose_rows",
    "own_and_next",
    "settle",
    "split",
    "sureness",
]

_STARTS = 5
_SAMPLE = 1_000
_PARTS, _KEPT = 8, 0.8
_NEARLY = 0.93
_SHARES = (0.75, 1.0, 1.25, 1.5)
_FEWEST, _MOST = 3, 18
_TINY = 3
_FEWEST_AGREED = 30
LOOSE, BETWEEN = 0.25, 0.05
PEOPLE = 6
_MOST_LOOSE = 0.12


def split(views: Sequence[Points], number: int, draws: Draws, workers: Workers) -> Groups:
    """Return a group for each row, 0 … number-1, as many cuts agree; fewer groups where fewer rows differ.

    views: the same rows seen in several ways, the one to cut where there are too few rows for many cuts last.
    """
    if number < 2 or len(views[-1]) < _FEWEST_AGREED:
        return cut(views[-1], number, draws)
    return cut(agreed(views, number, draws, workers), number, draws)


def cut(rows: Points, number: int, draws: Draws, starts: int = _STARTS) -> Groups:
    """Return a group for each row by one tree and one k-means from it."""
    first = centres_of(rows, tree(rows, draws, starts, number)[number])
    return numbered(moved(rows, first, 50))


def choose_number(rows: Points, draws: Draws) -> int:
    """Return the number of groups at which comments are found together again most surely and lie most apart.

    Among numbers nearly as good as the best (within 7 %) the largest: themes are sooner merged than taken apart.
    Candidates lie around √n/2 (0.75 to 1.5 of it), from 3 to 18. Sureness: adjusted Rand index over pairs of samples
    that leave out a fifth of the comments; apartness: how much nearer comments lie to their own group than to the next.
    """
    root = np.sqrt(len(rows)) / 2
    middle = min(root, _MOST / _SHARES[-1])
    candidates = sorted({int(np.clip(round(middle * share), _FEWEST, _MOST)) for share in _SHARES})
    chosen = draws.some(_SAMPLE, turn=1)
    sample, luck = rows[chosen], draws.of(chosen)
    candidates = [number for number in candidates if number <= len(sample) * _KEPT] or [1]
    if len(candidates) == 1:
        return candidates[0]
    sure = sureness(sample, candidates, luck)
    joined = tree(sample, luck, 1, candidates[-1])
    apart = {number: _apartness(sample, moved(sample, centres_of(sample, joined[number]), 5)) for number in candidates}
    worth = {number: sure[number] * apart[number] ** 0.5 for number in candidates}
    return max(number for number in candidates if worth[number] >= _NEARLY * max(worth.values()))


def sureness(rows: Points, candidates: list[int], draws: Draws, parts: int = _PARTS) -> dict[int, float]:
    """Return how alike the groups of each number are that are found on parts of the rows."""
    cuts: dict[int, list[Groups]] = {number: [] for number in candidates}
    for turn in range(parts):
        part = draws.some(max(int(_KEPT * len(rows)), 2), turn=100 + turn)
        found = tree(rows[part], draws.of(part), 1, candidates[-1])
        for number in candidates:
            centres = centres_of(rows[part], moved(rows[part], centres_of(rows[part], found[number]), 5))
            cuts[number].append(nearest(rows, centres))
    pairs = [(one, other) for one in range(parts) for other in range(one)]
    return {
        number: float(np.mean([_rand(found[one], found[other]) for one, other in pairs]))
        for number, found in cuts.items()
    }


def _rand(one: Groups, other: Groups) -> float:
    """Adjusted Rand index of two groupings."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    both, left, right = (float((n * (n - 1)).sum()) / 2 for n in (table, table.sum(axis=1), table.sum(axis=0)))
    every = len(one) * (len(one) - 1) / 2
    chance = left * right / max(every, 1)
    most = (left + right) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def settle(rows: Points, groups: Groups, weight: NDArray[np.int64], *, dissolve: bool) -> Groups:
    """Return the groups with -1 for rows that fit in none.

    A row fits in none where it is unlike the rest of its group and hardly nearer to it than to the next; at most 12 %
    of the rows and half of a group are left out, and none that stands for as many as 6 people (weight). dissolve:
    groups of fewer than 3 rows give their rows to the others.
    """
    if dissolve:
        sizes = np.bincount(groups)
        tiny = (sizes < _TINY)[groups]
        if tiny.any() and not tiny.all():
            kept = numbered(groups[~tiny])
            groups = groups.copy()
            groups[~tiny] = kept
            groups[tiny] = nearest(rows[tiny], centres_of(rows[~tiny], kept))
    return np.where(loose_rows(rows, groups, weight), -1, groups)


def loose_rows(rows: Points, groups: Groups, weight: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows fit in no group."""
    own, following = own_and_next(rows, groups)
    unfit = (own < LOOSE) & (own - following < BETWEEN) & (weight < PEOPLE)
    room = np.bincount(groups) // 2
    loose = np.zeros(len(rows), dtype=bool)
    for row in np.argsort(own, kind="stable")[: int(_MOST_LOOSE * len(rows))]:
        if unfit[row] and room[groups[row]] > 0:
            loose[row] = True
            room[groups[row]] -= 1
    return loose


def own_and_next(rows: Points, groups: Groups) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the cosine of each row with the rest of its group (0 where it is alone), and with the next group."""
    sums = sums_of(rows, groups)
    rest = sums[groups] - rows
    lengths = np.linalg.norm(rest, axis=1)
    own = np.divide((rows * rest).sum(axis=1), lengths, out=np.zeros(len(rows)), where=lengths > 1e-9)
    others = rows @ (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).T
    others[np.arange(len(rows)), groups] = -1.0
    return own, np.asarray(others.max(axis=1), dtype=np.float64)


def _apartness(rows: Points, groups: Groups) -> float:
    own, following = own_and_next(rows, groups)
    return max(float(np.mean(own - following)), 0.0)
