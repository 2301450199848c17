"""Texts as counts of their words and of their runs of letters, weighed (TF-IDF), and the few directions that matter.

Written for many short texts: runs of 2–4 letters are found for all texts at once in one array of code points, and what
was learnt on some texts (which terms, how rare each is, the directions) is applied to any number of others.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Directions", "Letters", "Words", "beside", "unit"]

Rows = NDArray[np.float32]
Ids = NDArray[np.int64]

_MOST_COMMON = 0.5
_LETTERS = (2, 3, 4)
_MOST_LETTERS = 40_000
_MOST_WORDS = 40_000
_LONGEST = 1_000
_MORE = 10  # directions followed beside those kept
_TURNS = 3


def unit(rows: NDArray[Any]) -> Rows:
    """Return the rows at length 1; rows without length stay 0."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9), dtype=np.float32)


def beside(*matrices: Any) -> Any:
    """Return sparse matrices side by side."""
    return sparse.hstack(matrices, format="csr")


class Words:
    """TF-IDF of words as learnt from some texts: in two at least, in half of them at most."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        often: dict[str, int] = {}
        for words in documents:
            for word in set(words):
                often[word] = often.get(word, 0) + 1
        most = _MOST_COMMON * len(documents)
        kept = [word for word in often if 2 <= often[word] <= most]
        kept = sorted(sorted(kept, key=lambda word: (-often[word], word))[:_MOST_WORDS])
        self._number = {word: place for place, word in enumerate(kept)}
        self._rarity = _rarity(np.array([often[word] for word in kept], dtype=np.float64), len(documents))

    def rows(self, documents: Sequence[Sequence[str]]) -> Any:
        """Return one row for each text (scipy CSR)."""
        number = self._number
        found = [[number[word] for word in words if word in number] for words in documents]
        flat = np.fromiter((place for row in found for place in row), dtype=np.int64)
        owner = np.repeat(np.arange(len(found)), [len(row) for row in found])
        return _weighed(owner, flat, (len(documents), len(number)), self._rarity)


class Letters:
    """TF-IDF of runs of 2–4 letters as learnt from some texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        owner, grams = _grams(texts)
        kinds, often = _often(owner, grams, len(texts))
        least = 3 if len(texts) > 50 else 2
        kept = (often >= least) & (often <= _MOST_COMMON * len(texts))
        kinds, often = kinds[kept], often[kept]
        first = np.lexsort((kinds, -often))[:_MOST_LETTERS]
        first.sort()
        self._kinds = kinds[first]
        self._rarity = _rarity(often[first].astype(np.float64), len(texts))

    def rows(self, texts: Sequence[str]) -> Any:
        """Return one row for each text (scipy CSR)."""
        owner, grams = _grams(texts)
        if not len(self._kinds):
            return sparse.csr_matrix((len(texts), 0), dtype=np.float32)
        place = np.minimum(np.searchsorted(self._kinds, grams), len(self._kinds) - 1)
        known = self._kinds[place] == grams
        return _weighed(owner[known], place[known], (len(texts), len(self._kinds)), self._rarity)


class Directions:
    """The directions along which rows differ most (truncated SVD, randomised with a fixed start)."""

    def __init__(self, rows: Any, number: int, seed: int) -> None:
        size = min(number, min(rows.shape) - 1)
        self.axes = _right_vectors(rows, size, seed) if size > 0 else np.zeros((rows.shape[1], 1), dtype=np.float32)

    def of(self, rows: Any) -> Rows:
        """Return the rows along the directions, at length 1."""
        return unit(np.asarray(rows @ self.axes, dtype=np.float32))


def _right_vectors(rows: Any, size: int, seed: int) -> Rows:
    random = np.random.RandomState(seed)
    wanted = min(size + _MORE, *rows.shape)
    follow = random.standard_normal((rows.shape[1], wanted)).astype(np.float32)
    across = rows.T.tocsr()
    basis, _ = np.linalg.qr(rows @ follow)
    for _ in range(_TURNS):
        basis, _ = np.linalg.qr(rows @ (across @ basis))
    follow = np.asarray(across @ basis, dtype=np.float64)
    squares, turned = np.linalg.eigh(follow.T @ follow)
    kept = np.argsort(-squares, kind="stable")[:size]
    axes = follow @ turned[:, kept] / np.sqrt(np.maximum(squares[kept], 1e-12))
    return np.asarray(axes, dtype=np.float32)


def _rarity(often: NDArray[np.float64], total: int) -> Rows:
    return np.asarray(np.log((1 + total) / (1 + often)) + 1, dtype=np.float32)


def _weighed(owner: Ids, place: Ids, shape: tuple[int, int], rarity: Rows) -> Any:
    """Counts, dampened, by rarity, at length 1."""
    counted = sparse.csr_matrix((np.ones(len(place), dtype=np.float32), (owner, place)), shape=shape)
    counted.sum_duplicates()
    counted.data = (1 + np.log(counted.data)) * rarity[counted.indices]
    lengths = np.sqrt(np.asarray(counted.multiply(counted).sum(axis=1)).ravel())
    counted.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(counted.indptr)).astype(np.float32)
    return counted


def _grams(texts: Sequence[str]) -> tuple[Ids, NDArray[np.uint64]]:
    """Every run of 2–4 letters of every text as one number, and the text it stands in."""
    cut = [text[:_LONGEST] for text in texts]
    points = np.frombuffer("".join(cut).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letters = (points & 0xFFFF).astype(np.uint64)
    owner = np.repeat(np.arange(len(cut)), [len(text) for text in cut])
    owners, grams = [], []
    run = letters
    for size in range(2, max(_LETTERS) + 1):
        if len(letters) < size:
            break
        run = run[:-1] | (letters[size - 1 :] << np.uint64(16 * (size - 1)))
        inside = owner[: len(run)] == owner[size - 1 :]
        owners.append(owner[: len(run)][inside])
        grams.append(run[inside])
    if not grams:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    return np.concatenate(owners), np.concatenate(grams)


def _often(owner: Ids, grams: NDArray[np.uint64], total: int) -> tuple[NDArray[np.uint64], Ids]:
    """Each run, in order, and how many texts hold it."""
    kinds, place = np.unique(grams, return_inverse=True)
    once = np.sort(place.astype(np.int64) * max(total, 1) + owner)
    first = np.ones(len(once), dtype=bool)
    first[1:] = once[1:] != once[:-1]
    return kinds, np.bincount(once[first] // max(total, 1), minlength=len(kinds))
