"""Points cut into groups, how many groups there should be, and which points fit in none.

The points are first cut finely by k-means; the fine groups are then joined two by two where that costs least (Ward),
and the groups of the wanted number are the start of a last k-means. One tree gives the groups of every number, so that
numbers can be compared at little cost.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

from nlp.vectors import Points

__all__ = ["choose_number", "settle", "split"]

Groups = NDArray[np.int64]

_FINE = 60
_FINE_MEMBERS = 6
_STARTS = 5
_MOST_AT_ONCE = 4_000
_SAMPLE = 1_000
_PARTS = 10
_NEARLY = 0.93
_SHARES = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
_FEWEST, _MOST = 3, 24
_TINY = 3
_LOOSE, _BETWEEN = 0.25, 0.05
_PEOPLE = 6
_MOST_LOOSE = 0.12
_ROUNDS = 3


def split(rows: Points, number: int, seed: int) -> Groups:
    """Return a group for each row, 0 … number-1; fewer groups where fewer rows differ.

    Above 4,000 rows the groups are found on a sample and then moved over all rows.
    """
    sample = rows
    if len(rows) > _MOST_AT_ONCE:
        sample = rows[np.random.RandomState(seed).permutation(len(rows))[:_MOST_AT_ONCE]]
    first = _centres(sample, _tree(sample, seed, _STARTS, number)[number])
    return _numbered(_moved(rows, first, 50))


def choose_number(rows: Points, seed: int) -> int:
    """Return the number of groups at which comments are found together again most surely and lie most apart.

    Among numbers nearly as good as the best (within 7 %) the largest: themes are sooner merged than taken apart.
    Candidates lie around √n/2 (0.75 to 2 of it), from 3 to 24. Sureness: adjusted Rand index over pairs of samples
    that leave out a fifth of the comments; apartness: how much nearer comments lie to their own group than to the next.
    """
    root = np.sqrt(len(rows)) / 2
    candidates = sorted({int(np.clip(round(min(root, _MOST / 2) * share), _FEWEST, _MOST)) for share in _SHARES})
    sample = rows[np.random.RandomState(seed).permutation(len(rows))[:_SAMPLE]]
    candidates = [number for number in candidates if number <= len(sample) * 0.8] or [1]
    if len(candidates) == 1:
        return candidates[0]
    sure = _sureness(sample, candidates, seed)
    tree = _tree(sample, seed, 1, candidates[-1])
    apart = {number: _apartness(sample, _moved(sample, _centres(sample, tree[number]), 5)) for number in candidates}
    worth = {number: sure[number] * apart[number] ** 0.5 for number in candidates}
    return max(number for number in candidates if worth[number] >= _NEARLY * max(worth.values()))


def settle(rows: Points, groups: Groups, weight: NDArray[np.int64], *, dissolve: bool) -> Groups:
    """Return the groups with -1 for rows that fit in none, the others each in the group they lie nearest to.

    A row fits in none where it is unlike the rest of its group and hardly nearer to it than to the next; at most 12 %
    of the rows and half of a group are left out, and none that stands for as many as 6 people (weight). dissolve:
    groups of fewer than 3 rows give their rows to the others.
    """
    groups = groups.copy()
    for _ in range(_ROUNDS):
        loose = _loose(rows, groups, weight)
        centres = _centres(rows[~loose], groups[~loose])
        if dissolve:
            sizes = np.bincount(groups[~loose], minlength=len(centres))
            centres = centres[sizes >= _TINY] if (sizes >= _TINY).any() else centres
        groups = _numbered(_nearest(rows, centres))
    return np.where(_loose(rows, groups, weight), -1, groups)


def _loose(rows: Points, groups: Groups, weight: NDArray[np.int64]) -> NDArray[np.bool_]:
    own, following = _likeness(rows, groups)
    unfit = (own < _LOOSE) & (own - following < _BETWEEN) & (weight < _PEOPLE)
    room = np.bincount(groups) // 2
    loose = np.zeros(len(rows), dtype=bool)
    for row in np.argsort(own, kind="stable")[: int(_MOST_LOOSE * len(rows))]:
        if unfit[row] and room[groups[row]] > 0:
            loose[row] = True
            room[groups[row]] -= 1
    return loose


def _likeness(rows: Points, groups: Groups) -> tuple[Points, Points]:
    """Cosine of each row with the rest of its group (0 where it is alone), and with the nearest other group."""
    sums = _sums(rows, groups)
    rest = sums[groups] - rows
    lengths = np.linalg.norm(rest, axis=1)
    own = np.divide((rows * rest).sum(axis=1), lengths, out=np.zeros(len(rows)), where=lengths > 1e-9)
    others = rows @ (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).T
    others[np.arange(len(rows)), groups] = -1.0
    return own, np.asarray(others.max(axis=1))


def _apartness(rows: Points, groups: Groups) -> float:
    own, following = _likeness(rows, groups)
    return max(float(np.mean(own - following)), 0.0)


def _sureness(rows: Points, candidates: list[int], seed: int) -> dict[int, float]:
    """How alike the groups of each number are that are found on parts of the rows."""
    from sklearn.metrics import adjusted_rand_score

    random = np.random.RandomState(seed)
    cuts: dict[int, list[Groups]] = {number: [] for number in candidates}
    for turn in range(_PARTS):
        part = rows[random.permutation(len(rows))[: int(0.8 * len(rows))]]
        tree = _tree(part, seed + turn, 1, candidates[-1])
        for number in candidates:
            centres = _centres(part, _moved(part, _centres(part, tree[number]), 5))
            cuts[number].append(_nearest(rows, centres))
    pairs = [(one, other) for one in range(_PARTS) for other in range(one)]
    return {
        number: float(np.mean([adjusted_rand_score(found[one], found[other]) for one, other in pairs]))
        for number, found in cuts.items()
    }


def _tree(rows: Points, seed: int, starts: int, number: int) -> dict[int, Groups]:
    """The groups of every number from the finest cut down to 1; the finest has at least `number` where rows allow."""
    fine = min(len(rows), max(min(_FINE, len(rows) // _FINE_MEMBERS), 2 * number))
    finest = _kmeans(rows, fine, seed, starts)
    count = int(finest.max()) + 1
    joined, tree = np.arange(count), {}
    sums, sizes = _sums(rows, finest), np.bincount(finest).astype(float)
    for left in range(count, 0, -1):
        tree[left] = joined[finest]
        if left > 1:
            keep, gone = _cheapest(sums, sizes)
            sums[keep] += sums[gone]
            sizes[keep] += sizes[gone]
            sums, sizes = np.delete(sums, gone, axis=0), np.delete(sizes, gone)
            joined = np.where(joined == gone, keep, joined)
            joined = joined - (joined > gone)
    return {wanted: tree[min(wanted, count)] for wanted in range(1, max(count, number) + 1)}


def _cheapest(sums: Points, sizes: NDArray[np.float64]) -> tuple[int, int]:
    """The two groups whose joining adds least to the spread (Ward), the lower first."""
    centres = sums / sizes[:, None]
    squares = (centres**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2 * centres @ centres.T, 0)
    cost = apart * (sizes[:, None] * sizes) / (sizes[:, None] + sizes)
    np.fill_diagonal(cost, np.inf)
    one, other = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return int(min(one, other)), int(max(one, other))


def _kmeans(rows: Points, number: int, seed: int, starts: int) -> Groups:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _numbered(KMeans(number, n_init=starts, random_state=seed).fit(rows).labels_)


def _moved(rows: Points, centres: Points, rounds: int) -> Groups:
    """Groups after k-means from these centres."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(len(centres), init=centres, n_init=1, max_iter=rounds).fit(rows).labels_
    return np.asarray(found, dtype=np.int64)


def _nearest(rows: Points, centres: Points) -> Groups:
    return np.asarray(np.argmin((centres**2).sum(axis=1) - 2 * rows @ centres.T, axis=1), dtype=np.int64)


def _sums(rows: Points, groups: Groups) -> Points:
    from scipy import sparse

    members = sparse.csr_matrix(
        (np.ones(len(rows)), (groups, np.arange(len(rows)))), shape=(groups.max() + 1, len(rows))
    )
    return np.asarray(members @ rows)


def _centres(rows: Points, groups: Groups) -> Points:
    return _sums(rows, groups) / np.maximum(np.bincount(groups), 1)[:, None]


def _numbered(groups: NDArray[np.int32] | Groups) -> Groups:
    return np.unique(groups, return_inverse=True)[1].astype(np.int64)
