"""Comments as points: comments that speak of the same matter lie near each other.

Views joined, each seeing what the others miss: all words beside character runs (wording), content words beside
character runs (matter), PPMI word vectors learnt from the comments themselves, averaged with smooth inverse frequency
(which words keep the same company), over content words and over all words, and the everyday matters of Thai places
that words point to (`nlp.concepts`), as far as the comments are about them. Nothing is pretrained.
Method and figures: docs/decisions/0006-grouping.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.concepts import concepts, weight_of

__all__ = ["Points", "points", "term_matrix"]

Points = NDArray[np.float64]

_WORDING, _MATTER, _COMPANY, _COMPANY_ALL, _CONCEPTS = 0.7, 0.7, 0.8, 0.5, 0.8
_TOPICS = 50
_WORD_DIMENSIONS = 100
_WINDOW, _WINDOW_ALL = 8, 5
_SMOOTH = 1e-3
_LARGEST_VOCABULARY = 20_000
_CHARACTERS = 1_000


def points(
    texts: Sequence[str],
    words: Sequence[Sequence[str]],
    content: Sequence[Sequence[str]],
    *,
    seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> Points:
    """Return one row of length about 1 for each comment, rounded to 6 places so that machines agree.

    texts: cleaned comments; words, content: their words and content words. Rows of comments without any feature are 0.
    """
    letters = term_matrix([text.replace(" ", "")[:_CHARACTERS] for text in texts], characters=True)
    progress(0.2)
    views = [_WORDING * _topics(term_matrix(words), letters, seed)]
    progress(0.5)
    views.append(_MATTER * _topics(term_matrix(content), letters, seed))
    progress(0.8)
    views.append(_COMPANY * _company(content, _WINDOW, seed))
    views.append(_COMPANY_ALL * _company(words, _WINDOW_ALL, seed))
    known = concepts(words)
    views.append(_CONCEPTS * weight_of(known) * known)
    return np.round(_unit(np.hstack(views)), 6)


def term_matrix(documents: Sequence[Any], *, characters: bool = False) -> Any:
    """Return the TF-IDF matrix (scipy CSR) of documents: word lists, or texts cut into runs of 2–4 characters."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    how: dict[str, Any] = {"analyzer": "char", "ngram_range": (2, 4)} if characters else {"analyzer": _as_given}
    least = 3 if characters and len(documents) > 50 else 2
    vectorizer = TfidfVectorizer(**how, min_df=least, max_df=0.5, sublinear_tf=True, max_features=200_000)
    try:
        return vectorizer.fit_transform(documents)
    except ValueError:  # nothing occurs often enough to be compared
        return sparse.csr_matrix((len(documents), 0))


def _as_given(words: Sequence[str]) -> Sequence[str]:
    return words


def _unit(rows: Points) -> Points:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9))


def _topics(terms: Any, letters: Any, seed: int) -> Points:
    """Latent topics of words and letters together."""
    from scipy import sparse
    from sklearn.utils.extmath import randomized_svd

    joined = sparse.hstack([terms, letters]).tocsr()
    size = min(_TOPICS, min(joined.shape) - 1)
    if size < 1:
        return np.zeros((joined.shape[0], 1))
    left, weights, _ = randomized_svd(joined, size, n_iter=4, random_state=seed)
    return _unit(left * weights)


def _company(documents: Sequence[Sequence[str]], window: int, seed: int) -> Points:
    """Average the vectors of a comment's words, rarer words more, and take out what all comments share."""
    from scipy import sparse

    counts = Counter(word for words in documents for word in words)
    common = sorted(counts, key=lambda word: (-counts[word], word))[:_LARGEST_VOCABULARY]
    number = {word: place for place, word in enumerate(sorted(word for word in common if counts[word] > 1))}
    if len(number) < 3:
        return np.zeros((len(documents), 1))
    rows = [[number[word] for word in words if word in number] for words in documents]
    vectors = _word_vectors(rows, len(number), window, seed)
    share = np.array([counts[word] for word in number], dtype=float)
    weight = _SMOOTH / (_SMOOTH + share / share.sum())
    flat = np.fromiter((word for row in rows for word in row), dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in rows)])
    average = _unit(
        np.asarray(sparse.csr_matrix((weight[flat], flat, starts), shape=(len(rows), len(number))) @ vectors)
    )
    direction = np.linalg.eigh(average.T @ average)[1][:, -1]
    return _unit(average - np.outer(average @ direction, direction))


def _word_vectors(rows: Sequence[Sequence[int]], size: int, window: int, seed: int) -> Points:
    """Vectors of words from which words they stand near: positive pointwise mutual information, factorised."""
    from scipy import sparse
    from sklearn.utils.extmath import randomized_svd

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
    matrix = sparse.csr_matrix((information[positive], places), shape=(size, size))
    left, weights, _ = randomized_svd(matrix, min(_WORD_DIMENSIONS, size - 1), n_iter=3, random_state=seed)
    return _unit(left * np.sqrt(weights))


def _neighbours(rows: Sequence[Sequence[int]], size: int, window: int) -> Any:
    """Count pairs of words up to `window` apart, nearer pairs more; symmetric."""
    from scipy import sparse

    flat = np.fromiter((word for row in rows for word in row), dtype=np.int64)
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    counted = sparse.csr_matrix((size, size))
    for apart in range(1, window + 1):
        inside = owner[:-apart] == owner[apart:]
        places = (flat[:-apart][inside], flat[apart:][inside])
        counted = counted + sparse.csr_matrix((np.full(len(places[0]), 1.0 / apart), places), shape=(size, size))
    return counted + counted.T
