"""Which comments to ask people about first: those the model is least sure of that tell most about others.

One is taken at a time, and what resembles it is told by it: so a batch covers the matters instead of asking ten times
for the same.
"""

import numpy as np
from numpy.typing import NDArray

from nlp.evidence import Evidence
from nlp.teaching import MOST_KNOWN, alike

__all__ = ["queue"]

Shares = NDArray[np.float64]
Places = NDArray[np.int64]

_AHEAD = 200
_CANDIDATES = 3_000
_AMONG = 4_500
_COMPARED = 1_500
_NOISE = 0.03
_TELLING, _UNTOLD = 2.0, 1.0
_STEEP, _EVEN = 6.0, 0.3
_LITTLE = 0.02


def queue(evidence: Evidence, shares: Shares, known: Places, closed: Places, seed: int) -> Places:
    """Return the rows that may be asked about, the most telling first: 200 chosen one by one, then the least certain.

    shares: how much each row belongs to each theme; known: rows that people decided; closed: rows never asked about.
    """
    order = np.sort(shares, axis=1)
    margin = order[:, -1] - order[:, -2] if shares.shape[1] > 1 else np.zeros(len(shares))
    unsure = 1 / (1 + np.exp(_STEEP * (margin - _EVEN))) if len(known) else np.ones(len(shares))
    open_rows = np.setdiff1d(np.arange(len(shares)), np.union1d(known, closed))
    by_doubt = open_rows[np.lexsort((open_rows, -unsure[open_rows]))]
    some = np.sort(_candidates(_by_lot(by_doubt, len(shares), seed), seed))
    chosen = some[_one_by_one(evidence, unsure, known, some, seed)]
    return np.concatenate([chosen, by_doubt[~np.isin(by_doubt, chosen)]])


def _by_lot(by_doubt: Places, total: int, seed: int) -> Places:
    """Those of the rows that the lot gives, in their order: of very many the least certain are mostly odd ones out."""
    if len(by_doubt) <= _AMONG:
        return by_doubt
    lot = np.random.RandomState(seed).permutation(total)[by_doubt]
    return by_doubt[np.sort(np.argsort(lot)[:_AMONG])]


def _candidates(by_doubt: Places, seed: int) -> Places:
    """Rows to choose among: half the least certain, half drawn from the rest, where there are too many."""
    if len(by_doubt) <= _CANDIDATES:
        return by_doubt
    rest = by_doubt[_CANDIDATES // 2 :]
    drawn = np.random.RandomState(seed).permutation(len(rest))[: _CANDIDATES // 2]
    return np.concatenate([by_doubt[: _CANDIDATES // 2], rest[drawn]])


def _one_by_one(evidence: Evidence, unsure: Shares, known: Places, some: Places, seed: int) -> Places:
    """Places among the candidates: each time the one that is unsure, typical, and least told by decided or chosen."""
    rows, number = evidence.rows[some], min(_AHEAD, len(some))
    drawn = np.random.RandomState(seed).permutation(len(evidence.rows))[:_COMPARED]
    typical = alike(rows, evidence.rows[drawn]).mean(axis=1) ** _TELLING
    told = np.zeros((min(len(known), MOST_KNOWN) + number, len(some)))
    untold, at = np.ones(len(some)), 0
    if len(known):
        held = known[np.sort(np.random.RandomState(seed).permutation(len(known))[:MOST_KNOWN])]
        root = np.linalg.cholesky(alike(evidence.rows[held], evidence.rows[held]) + _NOISE * np.eye(len(held)))
        told[: len(held)] = np.linalg.solve(root, alike(evidence.rows[held], rows))
        untold, at = np.maximum(1 - (told[: len(held)] ** 2).sum(axis=0), 0), len(held)
    worth = (unsure[some] + _LITTLE) * typical
    chosen = np.zeros(number, dtype=np.int64)
    for turn in range(number):
        best = int(np.argmax(worth * (untold + 1e-6) ** _UNTOLD))
        chosen[turn], worth[best] = best, -1.0
        by_it = alike(rows, rows[best : best + 1])[:, 0] - told[:at].T @ told[:at, best]
        told[at] = by_it / np.sqrt(untold[best] + _NOISE)
        untold, at = np.maximum(untold - told[at] ** 2, 0), at + 1
    return chosen
