"""k-means with starts that belong to the texts, and the tree of its fine groups joined by Ward's cost."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlp.draws import Draws

__all__ = ["Groups", "Points", "centres_of", "kmeans", "moved", "narrow", "nearest", "numbered", "sums_of", "tree"]

Groups = NDArray[np.int64]
Points = NDArray[np.float32]

_FINE = 60
_FINE_MEMBERS = 6
_ROUNDS = 40
_SMALL = 20_000_000  # products up to which a full table is quicker than a sparse one


def kmeans(rows: Points, number: int, draws: Draws, starts: int, turn: int = 0) -> Groups:
    """Return the closest of several k-means; groups 0 … number-1, fewer where fewer rows differ.

    turn: other turns, other starts.
    """
    best, least = np.zeros(len(rows), dtype=np.int64), np.inf
    for start in range(starts):
        groups = moved(rows, _spread(rows, number, draws, turn + 1_000 * start), _ROUNDS)
        centres = centres_of(rows, groups)
        spread = float(((rows - centres[groups]) ** 2).sum())
        if spread < least - 1e-6:
            best, least = groups, spread
    return numbered(best)


def _spread(rows: Points, number: int, draws: Draws, turn: int) -> Points:
    """Starting centres far from each other (k-means++, the best of a few candidates each time)."""
    squares = np.einsum("ij,ij->i", rows, rows)
    tries = 2 + int(np.log(max(number, 1)))
    luck = draws.waits(turn)
    chosen = [int(luck.argmin())]
    far = _distances(rows, squares, rows[chosen])[:, 0]
    while len(chosen) < number and float(far.max()) > 1e-6:
        waits = luck / np.maximum(far, 1e-12)
        few = np.argpartition(waits, min(tries, len(waits) - 1))[:tries]
        few = few[np.argsort(waits[few], kind="stable")]
        near = np.minimum(_distances(rows, squares, rows[few]), far[:, None])
        best = int(near.sum(axis=0).argmin())
        chosen.append(int(few[best]))
        far = near[:, best]
    return np.asarray(rows[chosen])


def _distances(rows: Points, squares: Points, centres: Points) -> Points:
    apart = np.add.outer(squares, np.einsum("ij,ij->i", centres, centres))
    apart -= rows @ (2 * centres).T
    return np.asarray(np.maximum(apart, 0, out=apart))


def moved(rows: Points, centres: Points, rounds: int) -> Groups:
    """Return the groups after k-means from these centres; a centre that loses all its rows stays where it was."""
    centres = centres.copy()
    groups = nearest(rows, centres)
    for _ in range(rounds):
        sums, sizes = sums_of(rows, groups, len(centres)), np.bincount(groups, minlength=len(centres))
        held = sizes > 0
        centres[held] = sums[held] / sizes[held, None]
        again = nearest(rows, centres)
        if (again == groups).all():
            break
        groups = again
    return groups


def tree(rows: Points, draws: Draws, starts: int, number: int) -> dict[int, Groups]:
    """Return the groups of every number from the finest cut down to 1; the finest has `number` where rows allow."""
    fine = min(len(rows), max(min(_FINE, len(rows) // _FINE_MEMBERS), 2 * number))
    finest = kmeans(rows, fine, draws, starts)
    count = int(finest.max()) + 1
    joined, found = np.arange(count), {}
    sums, sizes = sums_of(rows, finest).astype(np.float64), np.bincount(finest).astype(np.float64)
    costs = _costs(sums, sizes, sums, sizes)
    np.fill_diagonal(costs, np.inf)
    for left in range(count, 0, -1):
        found[left] = joined[finest]
        if left > 1:
            one, other = divmod(int(costs.argmin()), left)
            keep, gone = min(one, other), max(one, other)
            sums[keep] += sums[gone]
            sizes[keep] += sizes[gone]
            sums, sizes = np.delete(sums, gone, axis=0), np.delete(sizes, gone)
            costs = np.delete(np.delete(costs, gone, axis=0), gone, axis=1)
            costs[keep] = costs[:, keep] = _costs(sums[keep : keep + 1], sizes[keep : keep + 1], sums, sizes)[0]
            costs[keep, keep] = np.inf
            joined = np.where(joined == gone, keep, joined)
            joined = joined - (joined > gone)
    return {wanted: found[min(wanted, count)] for wanted in range(1, max(count, number) + 1)}


def _costs(
    sums: NDArray[np.float64],
    sizes: NDArray[np.float64],
    other_sums: NDArray[np.float64],
    other_sizes: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How much joining each group with each of the others adds to the spread (Ward)."""
    ones, others = sums / sizes[:, None], other_sums / other_sizes[:, None]
    apart = (ones**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * ones @ others.T
    weight = (sizes[:, None] * other_sizes) / (sizes[:, None] + other_sizes)
    return np.asarray(np.maximum(apart, 0) * weight)


def nearest(rows: Points, centres: Points) -> Groups:
    """Return the nearest centre of each row."""
    apart = rows @ (-2 * centres).T
    apart += np.einsum("ij,ij->i", centres, centres)
    return np.asarray(apart.argmin(axis=1), dtype=np.int64)


def sums_of(rows: Points, groups: Groups, count: int | None = None) -> Points:
    """Return the sum of the rows of each group."""
    number = int(groups.max()) + 1 if count is None else count
    if number * rows.size < _SMALL:
        members = np.zeros((number, len(rows)), dtype=rows.dtype)
        members[groups, np.arange(len(rows))] = 1
        return np.asarray(members @ rows)
    ones = np.ones(len(rows), dtype=rows.dtype)
    held = sparse.csr_matrix((ones, (groups, np.arange(len(rows)))), shape=(number, len(rows)))
    return np.asarray(held @ rows)


def centres_of(rows: Points, groups: Groups) -> Points:
    """Return the mean of the rows of each group."""
    return np.asarray(sums_of(rows, groups) / np.maximum(np.bincount(groups), 1)[:, None], dtype=rows.dtype)


def numbered(groups: NDArray[np.int32] | Groups) -> Groups:
    """Return the groups numbered without gaps, in the order of their numbers."""
    return np.unique(groups, return_inverse=True)[1].astype(np.int64)


def narrow(rows: Points, width: int) -> Points:
    """Return the rows along the directions in which they differ most, where they are wider than that."""
    if rows.shape[1] <= width or len(rows) <= width:
        return rows
    _, axes = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    return np.asarray(rows @ axes[:, -width:].astype(np.float32))
