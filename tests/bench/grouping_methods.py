"""Plain ways of grouping, to stand beside ours: at the defaults their authors give, with Thai words handed to all.

With the number of groups given (`number`) or left to the method (None): the silhouette chooses for k-means and NMF
among 3 … 24 (one start each, ten for the chosen), modularity at its default resolution for Leiden, HDBSCAN for
BERTopic.
"""

from collections.abc import Callable, Sequence
from typing import Any

from nlp.clean import clean
from nlp.gathered import said_of
from nlp.group import group
from nlp.vectors import Space
from nlp.words import tokens

Method = Callable[[Sequence[str], int | None], list[int]]
CANDIDATES = (3, 4, 5, 6, 8, 10, 12, 16, 20, 24)


class Missing(Exception):
    """The package of a baseline is not installed (`pip install prachakhom[bench]`)."""


def ours(texts: Sequence[str], number: int | None) -> list[int]:
    """nlp.group; comments that it leaves ungrouped count as one more group."""
    return [-1 if placed.theme is None else placed.theme for placed in group(texts, groups=number).comments]


def tfidf_kmeans(texts: Sequence[str], number: int | None) -> list[int]:
    """TF-IDF of words, k-means."""
    return _kmeans(_tfidf(texts), number)


def svd_kmeans(texts: Sequence[str], number: int | None) -> list[int]:
    """TF-IDF of words, SVD to 50, k-means."""
    return _kmeans(_reduced(_tfidf(texts), 50), number)


def words_letters_kmeans(texts: Sequence[str], number: int | None) -> list[int]:
    """TF-IDF of words beside runs of 2–4 letters, SVD to 100, k-means."""
    return _kmeans(_reduced(_beside(texts), 100), number)


def nmf(texts: Sequence[str], number: int | None) -> list[int]:
    """TF-IDF of words, non-negative factors; the strongest factor is the group."""
    from sklearn.decomposition import NMF

    terms = _tfidf(texts)

    def cut(count: int) -> list[int]:
        factors = NMF(count, init="nndsvd", random_state=0, max_iter=400).fit_transform(terms)
        return [int(place) for place in factors.argmax(axis=1)]

    return cut(number) if number else _by_silhouette(_reduced(terms, 50), cut)


def leiden(texts: Sequence[str], number: int | None) -> list[int]:
    """The 15 nearest in SVD 100 of words beside letters, Leiden; resolution searched where a number is given."""
    try:
        import igraph
        import leidenalg
    except ImportError as error:
        raise Missing("leidenalg") from error
    import numpy as np
    from sklearn.neighbors import NearestNeighbors

    rows = _reduced(_beside(texts), 100)
    far, near = NearestNeighbors(n_neighbors=16, metric="cosine").fit(rows).kneighbors(rows)
    whose = np.repeat(np.arange(len(rows)), 15)
    weights = np.maximum(1 - far[:, 1:].ravel(), 1e-6)
    graph = igraph.Graph(n=len(rows), edges=list(zip(whose.tolist(), near[:, 1:].ravel().tolist(), strict=True)))
    graph.es["weight"] = weights.tolist()
    graph.simplify(combine_edges="max")

    def cut(resolution: float) -> list[int]:
        found = leidenalg.find_partition(
            graph, leidenalg.RBConfigurationVertexPartition, weights="weight", seed=0, resolution_parameter=resolution
        )
        return list(found.membership)

    if number is None:
        return cut(1.0)
    low, high, best = 0.01, 8.0, cut(1.0)
    for _ in range(12):
        middle = (low * high) ** 0.5
        found = cut(middle)
        count = len(set(found))
        if abs(count - number) < abs(len(set(best)) - number):
            best = found
        if count == number:
            break
        low, high = (middle, high) if count < number else (low, middle)
    return best


def bertopic(texts: Sequence[str], number: int | None) -> list[int]:
    """BERTopic on our vectors (UMAP, HDBSCAN, c-TF-IDF over Thai words); with a number, topics and outliers reduced."""
    try:
        from bertopic import BERTopic
        from umap import UMAP
    except ImportError as error:
        raise Missing("bertopic") from error
    from sklearn.feature_extraction.text import CountVectorizer

    said = [said_of(text) for text in texts]
    rows = Space(said, seed=0).rows(said)
    documents = [text or "-" for text in said]
    model = BERTopic(
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        embedding_model=_no_embedding(),
        nr_topics=number + 1 if number else None,
    )
    topics, _ = model.fit_transform(documents, embeddings=rows)
    if number and -1 in topics and len(set(topics)) > 2:
        topics = model.reduce_outliers(documents, topics, strategy="embeddings", embeddings=rows)
    return [int(topic) for topic in topics]


def _no_embedding() -> Any:
    from bertopic.backend import BaseEmbedder

    return BaseEmbedder()


def supervised(texts: Sequence[str], meant: Sequence[str]) -> list[int]:
    """The bound: a linear SVM that is taught four fifths and asked the rest, five times."""
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.svm import LinearSVC

    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    found = cross_val_predict(LinearSVC(C=0.5, random_state=0), _beside(texts), list(meant), cv=folds)
    number = {label: place for place, label in enumerate(sorted(set(meant)))}
    return [number[label] for label in found]


METHODS: dict[str, Method] = {
    "TF-IDF + k-means": tfidf_kmeans,
    "SVD 50 + k-means": svd_kmeans,
    "words + letters, SVD 100 + k-means": words_letters_kmeans,
    "NMF": nmf,
    "Leiden on kNN": leiden,
    "BERTopic, our vectors": bertopic,
    "ours": ours,
}


def _tfidf(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = [tokens(text) for text in texts]
    return TfidfVectorizer(analyzer=list, min_df=2, max_df=0.5, sublinear_tf=True).fit_transform(words)


def _beside(texts: Sequence[str]) -> Any:
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    letters = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=3, max_df=0.5, sublinear_tf=True)
    return sparse.hstack([_tfidf(texts), letters.fit_transform([clean(text) for text in texts])]).tocsr()


def _reduced(matrix: Any, size: int) -> Any:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    return normalize(TruncatedSVD(size, random_state=0).fit_transform(matrix))


def _kmeans(rows: Any, number: int | None) -> list[int]:
    from sklearn.cluster import KMeans

    def cut(count: int, starts: int = 1) -> list[int]:
        return [int(place) for place in KMeans(count, n_init=starts, random_state=0).fit_predict(rows)]

    return cut(number or len(set(_by_silhouette(rows, cut))), 10)


def _by_silhouette(rows: Any, cut: Callable[[int], list[int]]) -> list[int]:
    from sklearn.metrics import silhouette_score

    best: tuple[float, list[int]] = (-2.0, [])
    for count in CANDIDATES:
        found = cut(count)
        if len(set(found)) > 1:
            most = min(2_000, rows.shape[0])
            best = max(best, (float(silhouette_score(rows, found, sample_size=most, random_state=0)), found))
    return best[1]
