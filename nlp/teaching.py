"""A model taught by what people decided, with the groups as they stand for its first opinion.

A theme's members are believed to belong to it as far as decisions among them, and among what resembles them, do not say
otherwise. What that gives is then, a few times, the teacher of a linear model over all comments, so that few decisions
reach comments that share no word with a decided one. Method and figures: docs/decisions/0027-learning.md.
"""

import numpy as np
from numpy.typing import NDArray

from nlp.evidence import Rows

__all__ = ["MOST_KNOWN", "alike", "teach"]

Shares = NDArray[np.float64]
Places = NDArray[np.int64]

MOST_KNOWN = 1_500  # decided rows that all others are compared with; beyond, some are drawn

_CLAIM = 2.0  # a theme's own claim on its members weighs as much as so many decisions
_RESEMBLING, _TURNS, _RESEMBLE_SHARP = 4.0, 2, 8.0
_EARLIER = 0.5
_NOISE = 0.03
_SHARP = 15.0
_ROUNDS = 4
_UNDECIDED = 4.0  # all undecided rows together teach as much as so many times the decided ones
_RIDGE, _CONSTANT = 0.3, 0.3
_TAUGHT_ON = 30_000


def alike(one: Rows, other: Rows) -> Shares:
    """How alike the rows are, pair by pair: 1 for the same, less the further apart."""
    return np.exp(np.clip(one @ other.T, -1, 1).astype(np.float64) - 1)


def teach(rows: Rows, machine: Places, known: Places, theme: Places, count: int, seed: int) -> Shares:
    """Return how much each row belongs to each of `count` themes; each row of the result sums to 1.

    machine: the theme each row stands in, -1 for none; known: rows that people decided, each once and in order; theme:
    of each of those.
    """
    said = np.eye(count)[theme]
    counted = np.zeros((count + 1, count))
    np.add.at(counted, (machine[known], theme), 1)  # -1 is the last row: those without a theme
    claim = np.vstack([_CLAIM * np.eye(count), np.full((1, count), _CLAIM / count)])
    if not len(known):
        return _normed(claim)[machine]
    some = _drawn(len(known), MOST_KNOWN, seed)
    near = alike(rows, rows[known[some]])
    firm = near[known[some]] + _NOISE * np.eye(len(some))
    trust = len(known) / (len(known) + count)  # few decisions say little against all groups
    belief = counted + claim + trust * _resembling(near, firm, said[some], machine, count)
    others = belief[machine[known[some]]] - said[some]  # what is believed of a decided row without its own decision
    surprise = said[some] - _EARLIER * _normed(others)
    scores = _EARLIER * _normed(belief)[machine] + near @ np.linalg.solve(firm, surprise)
    for _ in range(_ROUNDS):
        scores = _linear(rows, _sharp(scores, _SHARP), known, said, seed)
    shares = trust * _sharp(scores, _SHARP) + (1 - trust) * _normed(belief)[machine]
    shares[known] = said
    return shares


def _resembling(near: Shares, firm: Shares, said: Shares, machine: Places, count: int) -> Shares:
    """What the members of each theme resemble among the decided ones, as so many decisions; none for the themeless."""
    usual = said.mean(axis=0)
    shares = _sharp(usual + near @ np.linalg.solve(firm, said - usual), _RESEMBLE_SHARP)
    sums = np.zeros((count + 1, count))
    np.add.at(sums, machine, shares)
    sums[count] = 0
    return _RESEMBLING * _normed(sums)


def _linear(rows: Rows, shares: Shares, known: Places, said: Shares, seed: int) -> Shares:
    """Scores of a ridge regression on what is believed of all rows, what people decided being certain."""
    shares[known] = said
    some = np.union1d(_drawn(len(rows), _TAUGHT_ON, seed), _of(known, _drawn(len(known), _TAUGHT_ON, seed)))
    decided = np.isin(some, known)
    undecided = max(int((~decided).sum()), 1)
    weight = np.where(decided, 1.0, _UNDECIDED * max(int(decided.sum()), 1) / undecided)
    beside = np.hstack([rows[some].astype(np.float64), np.full((len(some), 1), _CONSTANT)])
    weighed = beside.T * weight
    taught = np.linalg.solve(weighed @ beside + _RIDGE * np.eye(beside.shape[1]), weighed @ shares[some])
    return np.asarray(rows.astype(np.float64) @ taught[:-1] + _CONSTANT * taught[-1])


def _of(values: Places, places: Places) -> Places:
    return values[places]


def _drawn(total: int, most: int, seed: int) -> Places:
    """All places, or as many as allowed, drawn by the seed."""
    if total <= most:
        return np.arange(total)
    return np.sort(np.random.RandomState(seed).permutation(total)[:most])


def _normed(rows: Shares) -> Shares:
    sums = rows.sum(axis=1, keepdims=True)
    return np.divide(rows, sums, out=np.full_like(rows, 1 / rows.shape[1]), where=sums > 1e-9)


def _sharp(scores: Shares, sharp: float) -> Shares:
    powers = np.exp(sharp * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
