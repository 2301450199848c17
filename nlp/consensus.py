"""What many cuts of the same points agree on: points that lie together cut after cut lie near each other.

One k-means stops where its start has led it; twenty of different numbers and starts see round each other's corners.
Half of them cut points that lean towards their nearest neighbours, where two comments that share no word can meet in a
third.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from nlp.draws import Draws
from nlp.terms import Directions, unit
from nlp.trees import Groups, Points, kmeans
from nlp.workers import Workers

__all__ = ["agreed", "cut_once", "leaning"]

_NEIGHBOURS, _STEPS, _LEAN = 20, 2, 0.5
_BLOCK = 500
_CUTS = 10
_FINEST = 3  # times the wanted number
_DIRECTIONS = 50


def leaning(rows: Points) -> Points:
    """Return the rows beside themselves moved towards their nearest neighbours; rows at length 1."""
    if len(rows) <= _NEIGHBOURS + 1:
        return rows
    near = _neighbours(rows)
    moved = rows
    for _ in range(_STEPS):
        moved = np.asarray((1 - _LEAN) * moved + _LEAN * (near @ moved), dtype=np.float32)
    return unit(np.hstack([rows, unit(moved)]))


def _neighbours(rows: Points) -> sparse.csr_matrix:
    """Each row's nearest others and those it is nearest to, by likeness; lines sum to 1."""
    places, alike = [], []
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK] @ rows.T
        block[np.arange(len(block)), np.arange(start, start + len(block))] = -1.0
        nearest = np.argpartition(-block, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
        places.append(nearest)
        alike.append(np.maximum(np.take_along_axis(block, nearest, axis=1), 0))
    whose = np.repeat(np.arange(len(rows)), _NEIGHBOURS)
    found = sparse.csr_matrix(
        (np.concatenate(alike).ravel(), (whose, np.concatenate(places).ravel())), shape=(len(rows), len(rows))
    )
    both = found.maximum(found.T)
    total = np.asarray(both.sum(axis=1)).ravel()
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(total, 1e-9)) @ both, dtype=np.float32)


def agreed(views: Sequence[Points], number: int, draws: Draws, workers: Workers) -> Points:
    """Return points of length 1 that lie near each other as far as cuts into `number` to three times as many agree.

    views: the same points seen in several ways; each is cut ten times, in processes where there are some.
    """
    wanted = [number + ((_FINEST - 1) * number * cut) // (_CUTS - 1) for cut in range(_CUTS)]
    asked = [
        (rows, max(min(wanted[cut], len(rows) // 3), 1), draws, 10_000 * (1 + cut + 100 * view))
        for view, rows in enumerate(views)
        for cut in range(_CUTS)
    ]
    columns, width = [], 0
    for groups in workers.map("nlp.consensus:cut_once", asked):
        columns.append(groups + width)
        width += int(groups.max()) + 1
    places = np.stack(columns, axis=1)
    ones = np.ones(places.size, dtype=np.float32)
    starts = np.arange(0, places.size + 1, len(columns))
    together = sparse.csr_matrix((ones, places.ravel(), starts), shape=(len(places), width))
    along = np.asarray(together @ Directions(together, min(_DIRECTIONS, width - 1), draws.seed).axes)
    return unit(along * np.linalg.norm(along, axis=0))


def cut_once(asked: tuple[Points, int, Draws, int]) -> Groups:
    """Return the groups of one k-means: of rows, into how many, by which draws and turn."""
    rows, number, draws, turn = asked
    return kmeans(rows, number, draws, 1, turn)
