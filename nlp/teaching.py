"""A model taught by what people decided, with the groups as they stand for its first opinion.

A theme's members are believed to belong to it as far as decisions among them, and among what resembles them, do not say
otherwise. What that gives is then, a few times, the teacher of a linear model over all comments, so that few decisions
reach comments that share no word with a decided one. Method and figures: docs/decisions/0027-learning.md.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.evidence import Rows

__all__ = ["MOST_KNOWN", "alike", "by_words", "teach"]

Shares = NDArray[np.float64]
Places = NDArray[np.int64]

MOST_KNOWN = 1_500  # decided rows that all others are compared with; beyond, some are drawn

_CLAIM = 2.0  # a theme's own claim on its members weighs as much as so many decisions
_RESEMBLING, _RESEMBLE_SHARP = 4.0, 8.0
_EARLIER = 0.5
_NOISE, _SPEAKERS_NOISE = 0.03, 0.1
_SHARP = 15.0
_ROUNDS = 6
_MASSES_HELD, _HELD_AT = 0.9, 100  # themes keep to their believed sizes the less, the more people decided
_BALANCINGS, _STEP, _LEAST = 6, 0.7, 1e-4
_SPEAKERS = 2
_UNDECIDED = 4.0  # all undecided rows together teach as much as so many times the decided ones
_RIDGE, _RIDGE_AT = (0.1, 2.0), 100  # held back the more, the fewer people decided
_CONSTANT = 0.3
_TAUGHT_ON = 30_000
_CHUNK = 10_000
_WORD_ROUNDS, _WORDS_SHARE = 4, 0.6
_WORD_RIDGE, _LEAST_WORD_RIDGE = 1 / 4_000, 0.5  # a voice; the least
_WORD_STEPS, _NEAR_ENOUGH = 30, 1e-3


def alike(one: Rows, other: Rows) -> Shares:
    """How alike the rows are, pair by pair: 1 for the same, less the further apart."""
    return np.asarray(np.exp(np.clip(one @ other.T, -1, 1).astype(np.float64) - 1))


def teach(rows: Rows, machine: Places, known: Places, theme: Places, count: int, seed: int) -> Shares:
    """Return how much each row belongs to each of `count` themes; each row of the result sums to 1.

    machine: the theme each row stands in, -1 for none; known: rows that people decided, each once and in order; theme:
    of each of those.
    """
    claim = np.vstack([_CLAIM * np.eye(count), np.full((1, count), _CLAIM / count)])
    if not len(known):
        return _normed(claim)[machine]
    counted = np.zeros((count + 1, count))
    np.add.at(counted, (machine[known], theme), 1)  # -1 is the last row: those without a theme
    own = np.eye(count)[theme]
    trust = len(known) / (len(known) + count)  # few decisions say little against all groups
    told, said = _with_speakers(rows, machine, known, own, counted.sum(axis=1))
    some = _drawn(len(told), MOST_KNOWN, seed)
    speak = rows[told[some]]
    firm = alike(speak, speak) + np.diag(np.where(some < len(known), _NOISE, _SPEAKERS_NOISE))
    belief = counted + claim + trust * _resembling(_heard(rows, speak, firm, said[some]), machine, count)
    others = belief[machine[told[some]]] - np.where(some < len(known), 1.0, 0.0)[:, None] * said[some]
    surprise = said[some] - _EARLIER * _normed(others)  # beyond what is believed without its own decision
    scores = _EARLIER * _normed(belief)[machine] + _spoken(rows, speak, firm, surprise)
    masses = _normed(belief)[machine].mean(axis=0)
    held = _how_held(len(known))
    taught, shares = np.zeros_like(scores), _held(scores, masses, held)
    for turn in range(_ROUNDS):
        shares = _held(_linear(rows, shares, told, said, seed), masses, held)
        if turn:  # the mean of several rounds hangs less on the one decision that happened to come last
            taught += shares / (_ROUNDS - 1)
    shares = trust * taught + (1 - trust) * _normed(belief)[machine]
    shares[known] = own
    return shares


def by_words(terms: Any, shares: Shares, known: Places, theme: Places) -> Shares:
    """Return shares (see `teach`) as words and letter runs tell them, each by itself, taught by what is believed.

    What the rows of `teach` sum up in a few hundred numbers is told apart here by single words. terms: of each row, as
    scipy CSR.
    """
    from sklearn.linear_model import Ridge

    if not len(known):
        return shares
    number, count = shares.shape
    own, trust = np.eye(count)[theme], len(known) / (len(known) + count)
    weight = np.ones(number)
    weight[known] = max(number - len(known), 1) / (_UNDECIDED * len(known))
    masses, held = shares.mean(axis=0), _how_held(len(known))
    model = Ridge(
        alpha=max(_LEAST_WORD_RIDGE, number * _WORD_RIDGE), solver="sparse_cg", max_iter=_WORD_STEPS, tol=_NEAR_ENOUGH
    )
    told = shares
    for _ in range(_WORD_ROUNDS):
        told = _held(model.fit(terms, told, sample_weight=weight).predict(terms), masses, held)
        told[known] = own
    found = _WORDS_SHARE * trust * told + (1 - _WORDS_SHARE * trust) * shares
    found[known] = own
    return np.asarray(found)


def _how_held(decided: int) -> float:
    return float(_MASSES_HELD * (_HELD_AT / (_HELD_AT + decided)) ** 0.5)


def _with_speakers(rows: Rows, machine: Places, known: Places, own: Shares, heard: Shares) -> tuple[Places, Shares]:
    """The decided rows, and behind them rows that speak for themes in which nothing was decided yet.

    Without them whatever people decided elsewhere would swallow such themes. They are the rows nearest to its centre.
    """
    told, said = [known], [own]
    free = np.setdiff1d(np.arange(len(rows)), known)
    for theme in range(own.shape[1]):
        members = free[machine[free] == theme]
        wanted = 0 if heard[theme] else _SPEAKERS
        nearest = np.argsort(-(rows[members] @ rows[members].sum(axis=0)), kind="stable")[:wanted]
        told.append(members[nearest])
        said.append(np.eye(own.shape[1])[np.full(len(nearest), theme)])
    return np.concatenate(told), np.vstack(said)


def _spoken(rows: Rows, speak: Rows, firm: Shares, values: Shares) -> Shares:
    """What all rows take over of the values of those that speak, more the more they are alike."""
    weights = np.linalg.solve(firm, values)
    starts = range(0, len(rows), _CHUNK)
    return np.vstack([alike(rows[start : start + _CHUNK], speak) @ weights for start in starts])


def _heard(rows: Rows, speak: Rows, firm: Shares, said: Shares) -> Shares:
    """What each row resembles among those that speak, by themselves."""
    usual = said.mean(axis=0)
    return _sharp(usual + _spoken(rows, speak, firm, said - usual), _RESEMBLE_SHARP)


def _resembling(heard: Shares, machine: Places, count: int) -> Shares:
    """What the members of each theme resemble, as so many decisions; nothing for those without a theme."""
    sums = np.zeros((count + 1, count))
    np.add.at(sums, machine, heard)
    found = _RESEMBLING * _normed(sums)
    found[count] = 0
    return found


def _linear(rows: Rows, shares: Shares, known: Places, said: Shares, seed: int) -> Shares:
    """Scores of a ridge regression on what is believed of all rows, what people decided being certain."""
    shares[known] = said
    some = np.union1d(_drawn(len(rows), _TAUGHT_ON, seed), known[_drawn(len(known), _TAUGHT_ON, seed)])
    decided = np.isin(some, known)
    undecided = max(int((~decided).sum()), 1)
    weight = np.where(decided, 1.0, _UNDECIDED * max(int(decided.sum()), 1) / undecided)
    beside = np.hstack([rows[some].astype(np.float64), np.full((len(some), 1), _CONSTANT)])
    weighed = beside.T * weight
    ridge = float(np.clip((_RIDGE_AT / max(len(known), 1)) ** 2, *_RIDGE))
    taught = np.linalg.solve(weighed @ beside + ridge * np.eye(beside.shape[1]), weighed @ shares[some])
    return np.asarray(rows.astype(np.float64) @ taught[:-1] + _CONSTANT * taught[-1])


def _held(scores: Shares, masses: Shares, held: float) -> Shares:
    """Shares from scores, the themes' sizes held (by 0 … 1) to what is believed of them.

    Without that a model taught by few decisions gives the themes it knows best all others' comments, round after round.
    """
    aside = np.zeros(scores.shape[1])
    shares = _sharp(scores, _SHARP)
    for _ in range(_BALANCINGS):
        aside += _STEP * np.log((masses + _LEAST) / (shares.mean(axis=0) + _LEAST)) / _SHARP
        shares = _sharp(scores + held * aside, _SHARP)
    return shares


def _drawn(total: int, most: int, seed: int) -> Places:
    """All places, or as many as allowed, drawn by the seed."""
    if total <= most:
        return np.arange(total)
    return np.sort(np.random.RandomState(seed).permutation(total)[:most])


def _normed(rows: Shares) -> Shares:
    sums = rows.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(rows, sums, out=np.full_like(rows, 1 / rows.shape[1]), where=sums > 1e-9))


def _sharp(scores: Shares, sharp: float) -> Shares:
    powers = np.exp(sharp * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
