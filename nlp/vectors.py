"""Comments as points: comments that speak of the same matter lie near each other.

Views joined, each seeing what the others miss: all words beside runs of letters (wording), content words beside runs of
letters (matter), vectors of words learnt from the company they keep in the comments themselves, averaged with smooth
inverse frequency, over content words and over all words, the everyday matters of Thai places that words point to
(`nlp.concepts`) as far as the comments are about them, and sentence embeddings where an installation has switched them
on. Nothing is pretrained unless it has. Method and figures: docs/decisions/0006-grouping.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from nlp.concepts import concepts, rarity_of, weight_of
from nlp.gathered import content_of, letters_of, words_of
from nlp.special import specialness
from nlp.terms import Directions, Letters, Words, beside, unit

__all__ = ["Points", "Space"]

Points = NDArray[np.float32]
Embed = Callable[[Sequence[str]], ArrayLike]

_WORDING, _MATTER, _COMPANY, _COMPANY_ALL, _CONCEPTS, _EMBEDDED = 0.7, 0.7, 0.8, 0.5, 0.8, 1.2
_TOPICS = 50
_WORD_DIMENSIONS = 100
_WINDOW, _WINDOW_ALL = 8, 5
_SMOOTH = 1e-3
_LARGEST_VOCABULARY = 20_000


class Space:
    """The space that some texts span; any text has a place in it.

    texts: as `nlp.gathered` keeps them (words with spaces between them). embed: sentence embeddings, or None.
    """

    def __init__(
        self,
        texts: Sequence[str],
        *,
        seed: int,
        embed: Embed | None = None,
        progress: Callable[[float], None] = lambda share: None,
    ) -> None:
        words = [words_of(text) for text in texts]
        content = [content_of(said) for said in words]
        letters = [letters_of(text) for text in texts]
        self._letters, self._words, self._content = Letters(letters), Words(words), Words(content)
        runs = self._letters.rows(letters)
        progress(0.2)
        self._wording = Directions(beside(self._words.rows(words), runs), _TOPICS, seed)
        progress(0.5)
        self._matter = Directions(beside(self._content.rows(content), runs), _TOPICS, seed)
        progress(0.8)
        self._company = Company(content, _WINDOW, seed, special=True)
        self._company_all = Company(words, _WINDOW_ALL, seed)
        self._rarity = rarity_of(words)
        self._known = weight_of(concepts(words, self._rarity))
        self._embed = embed

    def rows(self, texts: Sequence[str]) -> Points:
        """Return one row of length 1 for each text, rounded so that machines agree; 0 where a text has no feature."""
        words = [words_of(text) for text in texts]
        content = [content_of(said) for said in words]
        runs = self._letters.rows([letters_of(text) for text in texts])
        views = [
            _WORDING * self._wording.of(beside(self._words.rows(words), runs)),
            _MATTER * self._matter.of(beside(self._content.rows(content), runs)),
            _COMPANY * self._company.of(content),
            _COMPANY_ALL * self._company_all.of(words),
        ]
        if self._known > 0:
            views.append(_CONCEPTS * self._known * concepts(words, self._rarity).astype(np.float32))
        if self._embed is not None:
            given = np.asarray(self._embed([text.replace("\n", " ") for text in texts]), dtype=np.float32)
            views.append(_EMBEDDED * unit(given))
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        return np.round(unit(np.hstack(views)), 5)


class Company:
    """Texts as the mean of their words' vectors, rarer words more, without what all texts share.

    special: words that are said here no more than in Thai at large weigh less.
    """

    def __init__(self, documents: Sequence[Sequence[str]], window: int, seed: int, *, special: bool = False) -> None:
        counts = Counter(word for words in documents for word in words)
        common = sorted(counts, key=lambda word: (-counts[word], word))[:_LARGEST_VOCABULARY]
        self._number = {word: place for place, word in enumerate(sorted(word for word in common if counts[word] > 1))}
        self._vectors = np.zeros((len(self._number), 1), dtype=np.float32)
        self._shared = np.zeros(1, dtype=np.float32)
        if len(self._number) < 3:
            return
        found = self._numbered(documents)
        vectors = _word_vectors(found, len(self._number), window, seed)
        share = np.array([counts[word] for word in self._number], dtype=np.float64)
        rare = _SMOOTH / (_SMOOTH + share / share.sum())
        if special:
            rare *= specialness(list(self._number), share / share.sum())
        self._vectors = np.asarray(vectors * rare[:, None], dtype=np.float32)
        average = self._averaged(found).astype(np.float64)
        self._shared = np.linalg.eigh(average.T @ average)[1][:, -1].astype(np.float32)

    def of(self, documents: Sequence[Sequence[str]]) -> Points:
        """Return a row of length 1 for each text; 0 where no word of it is known."""
        average = self._averaged(self._numbered(documents))
        return unit(average - np.outer(average @ self._shared, self._shared))

    def _numbered(self, documents: Sequence[Sequence[str]]) -> list[list[int]]:
        number = self._number
        return [[number[word] for word in words if word in number] for words in documents]

    def _averaged(self, found: Sequence[Sequence[int]]) -> Points:
        flat = np.fromiter((word for row in found for word in row), dtype=np.int64)
        starts = np.cumsum([0, *(len(row) for row in found)])
        ones = np.ones(len(flat), dtype=np.float32)
        counted = sparse.csr_matrix((ones, flat, starts), shape=(len(found), len(self._number)))
        return unit(np.asarray(counted @ self._vectors))


def _word_vectors(rows: Sequence[Sequence[int]], size: int, window: int, seed: int) -> NDArray[Any]:
    """Vectors of words from which words they stand near: positive pointwise mutual information, factorised."""
    pairs = _neighbours(rows, size, window)
    if pairs.nnz == 0:
        return np.zeros((size, 1))
    total = np.asarray(pairs.sum(axis=1)).ravel()
    context = total**0.75
    context /= context.sum()
    cells = pairs.tocoo()
    information = np.log(cells.data / (total[cells.row] * context[cells.col]))
    positive = information > 0
    places = (cells.row[positive], cells.col[positive])
    matrix = sparse.csr_matrix((information[positive].astype(np.float32), places), shape=(size, size))
    number = min(_WORD_DIMENSIONS, size - 1)
    axes = Directions(matrix, number, seed).axes
    along = matrix @ axes
    lengths = np.linalg.norm(along, axis=0)  # singular values: vectors are weighed by their roots
    return unit(along / np.sqrt(np.maximum(lengths, 1e-9)))


def _neighbours(rows: Sequence[Sequence[int]], size: int, window: int) -> Any:
    """Count pairs of words up to `window` apart, nearer pairs more; symmetric."""
    flat = np.fromiter((word for row in rows for word in row), dtype=np.int64)
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    counted = sparse.csr_matrix((size, size))
    for apart in range(1, min(window, max(len(flat) - 1, 0)) + 1):
        inside = owner[:-apart] == owner[apart:]
        places = (flat[:-apart][inside], flat[apart:][inside])
        counted = counted + sparse.csr_matrix((np.full(len(places[0]), 1.0 / apart), places), shape=(size, size))
    return counted + counted.T
