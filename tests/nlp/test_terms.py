"""Counts and directions: the same as the plain way, order apart, and luck that belongs to the text."""

import numpy as np

from nlp.draws import Draws, keys_of
from nlp.embeddings import pooled
from nlp.terms import Directions, Letters, Words
from nlp.trees import kmeans, sums_of

TEXTS = [f"{a}{b}" for a in ("น้ำประปา", "ถนนลูกรัง", "ไฟฟ้า", "หมอ😀") for b in ("ไม่ดี", "พัง", "ไม่มีเลย", "ช้ามาก")]


def test_runs_of_letters_weigh_as_scikit_learns_do() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    plain = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=2, max_df=0.5, sublinear_tf=True)
    theirs, ours = plain.fit_transform(TEXTS), Letters(TEXTS).rows(TEXTS)
    np.testing.assert_allclose((ours @ ours.T).toarray(), (theirs @ theirs.T).toarray(), atol=1e-5)


def test_words_weigh_as_scikit_learns_do_and_unknown_ones_nothing() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    said = [["a", "b", "a"], ["a", "c"], ["b", "c", "d"], ["c", "e"], ["e", "a", "b"], ["d"]]
    plain = TfidfVectorizer(analyzer=list, min_df=2, max_df=0.5, sublinear_tf=True)
    theirs, words = plain.fit_transform(said), Words(said)
    np.testing.assert_allclose(words.rows(said).toarray(), theirs.toarray(), atol=1e-6)
    assert words.rows([["z"], []]).nnz == 0
    assert Letters(["", "ก"]).rows(["", "กข"]).shape[0] == 2


def test_directions_are_those_of_the_full_decomposition() -> None:
    from scipy import sparse

    random = np.random.RandomState(0)
    rows = sparse.csr_matrix(random.rand(60, 4) @ random.rand(4, 30))
    _, _, right = np.linalg.svd(rows.toarray(), full_matrices=False)
    ours = Directions(rows, 4, seed=0).axes
    np.testing.assert_allclose(np.abs(right[:4] @ ours), np.eye(4), atol=1e-3)


def test_luck_stays_with_the_text_as_others_come_in() -> None:
    few, many = Draws(keys_of(TEXTS), 0), Draws(keys_of([*TEXTS, "ใหม่", "ใหม่กว่า"]), 0)
    assert (few.uniform(3) == many.uniform(3)[: len(TEXTS)]).all()
    assert not (few.uniform(3) == few.uniform(4)).any()
    assert not (few.uniform(3) == Draws(few.keys, 1).uniform(3)).any()
    assert 0 < few.uniform(3).min() <= few.uniform(3).max() < 1
    assert len(few.some(5, 1)) == 5
    assert list(few.some(99, 1)) == list(range(len(TEXTS)))


def test_clear_heaps_are_found_and_equal_rows_are_one() -> None:
    random = np.random.RandomState(1)
    rows = np.vstack([random.normal(at, 0.05, (30, 3)) for at in ((0, 0, 1), (0, 1, 0), (1, 0, 0))]).astype(np.float32)
    groups = kmeans(rows, 3, Draws(np.arange(90, dtype=np.uint64), 0), 3)
    assert [len(set(groups[start : start + 30])) for start in (0, 30, 60)] == [1, 1, 1]
    assert len(set(groups)) == 3
    np.testing.assert_allclose(sums_of(rows, groups).sum(axis=0), rows.sum(axis=0), rtol=1e-4)
    assert set(kmeans(np.ones((9, 2), np.float32), 3, Draws(np.arange(9, dtype=np.uint64), 0), 2)) == {0}


def test_tokens_are_averaged_without_padding() -> None:
    answer = np.array([[[1.0, 0.0], [3.0, 0.0], [99.0, 99.0]]])
    assert pooled(answer, np.array([[1, 1, 0]])).tolist() == [[2.0, 0.0]]
    assert pooled(np.array([[1.0, 2.0]]), np.array([[1]])).tolist() == [[1.0, 2.0]]
