"""Grouping measured on labelled Thai text, beside plain baselines in the same run.

    python -m tests.bench.grouping FOLDER

FOLDER holds CSV files with the columns id, label and text; labels with under 20 members are left out of the scores.
Prints adjusted mutual information, V-measure, adjusted Rand index, purity and seconds for each method, with the number
of groups given, and ours with the number chosen; then how surely new comments join, and time against size.
"""

import csv
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nlp.group import group
from nlp.join import join
from nlp.words import tokens

FEWEST_LABELLED = 20
MOST_LABELS = 40
SIZES = (1_000, 3_000, 10_000)

Method = Callable[[Sequence[str], Sequence[Sequence[str]], int], list[int]]


def main(arguments: Sequence[str]) -> int:
    """Run the bench; 2 where there is nothing to measure on."""
    if not arguments or not Path(arguments[0]).is_dir():
        print(f"No folder of labelled CSV files at {arguments[0] if arguments else '(none given)'}: nothing measured.")
        print("Usage: python -m tests.bench.grouping FOLDER   (CSV files with columns id,label,text)")
        return 2
    sets = {path.stem: _load(path) for path in sorted(Path(arguments[0]).glob("*.csv"))}
    labelled = {name: rows for name, rows in sets.items() if 4 < len({label for _, label in rows}) <= MOST_LABELS}
    if not labelled:
        print(
            f"No CSV file with columns id,label,text and 5 to {MOST_LABELS} labels in {arguments[0]}: nothing measured."
        )
        return 2
    _quality(labelled)
    _joining(labelled)
    _speed(max(sets.values(), key=len))
    return 0


def _load(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(handle) if row.get("text") and row.get("label")]
    counts = Counter(label for _, label in rows)
    return [(text, label) for text, label in rows if counts[label] >= FEWEST_LABELLED]


def _tfidf(words: Sequence[Sequence[str]]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=list, min_df=2, max_df=0.5, sublinear_tf=True).fit_transform(words)


def _kmeans(rows: Any, number: int) -> list[int]:
    from sklearn.cluster import KMeans

    return [int(place) for place in KMeans(number, n_init=10, random_state=0).fit_predict(rows)]


def tfidf_kmeans(texts: Sequence[str], words: Sequence[Sequence[str]], number: int) -> list[int]:
    """TF-IDF of words, k-means."""
    return _kmeans(_tfidf(words), number)


def svd_kmeans(texts: Sequence[str], words: Sequence[Sequence[str]], number: int) -> list[int]:
    """TF-IDF of words, SVD to 50, k-means."""
    return _kmeans(_reduced(_tfidf(words), 50), number)


def words_characters_kmeans(texts: Sequence[str], words: Sequence[Sequence[str]], number: int) -> list[int]:
    """TF-IDF of words beside runs of 2–4 characters, SVD to 100, k-means."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    letters = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=3, max_df=0.5, sublinear_tf=True)
    return _kmeans(_reduced(sparse.hstack([_tfidf(words), letters.fit_transform(texts)]), 100), number)


def _reduced(matrix: Any, size: int) -> Any:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    return normalize(TruncatedSVD(size, random_state=0).fit_transform(matrix))


def ours(texts: Sequence[str], words: Sequence[Sequence[str]], number: int | None) -> list[int]:
    """nlp.group; comments it leaves ungrouped count as one more group."""
    return [-1 if placed.theme is None else placed.theme for placed in group(texts, groups=number).comments]


def _scores(meant: Sequence[str], found: Sequence[int]) -> list[float]:
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

    most = Counter(zip(found, meant, strict=True))
    best = {theme: max(n for (place, _), n in most.items() if place == theme) for theme in set(found)}
    purity = sum(best.values()) / len(meant)
    return [
        float(adjusted_mutual_info_score(meant, found)),
        float(v_measure_score(meant, found)),
        float(adjusted_rand_score(meant, found)),
        purity,
    ]


def _quality(sets: dict[str, list[tuple[str, str]]]) -> None:
    methods: dict[str, Method] = {
        "TF-IDF + k-means": tfidf_kmeans,
        "SVD 50 + k-means": svd_kmeans,
        "words + characters, SVD 100 + k-means": words_characters_kmeans,
        "ours": ours,
        "ours, number chosen": lambda texts, words, number: ours(texts, words, None),
    }
    macro: dict[str, list[float]] = {name: [] for name in methods}
    print(f"{'set':<12}{'method':<40}{'AMI':>7}{'V':>7}{'ARI':>7}{'purity':>8}{'groups':>8}{'seconds':>9}")
    for name, rows in sets.items():
        texts, meant = [text for text, _ in rows], [label for _, label in rows]
        words = [tokens(text) for text in texts]
        for method, work in methods.items():
            started = time.perf_counter()
            found = work(texts, words, len(set(meant)))
            seconds = time.perf_counter() - started
            ami, v, ari, purity = _scores(meant, found)
            macro[method].append(ami)
            groups = len(set(found) - {-1})
            print(
                f"{name:<12}{method:<40}{ami:7.3f}{v:7.3f}{ari:7.3f}{purity:8.3f}{groups:8}{seconds:9.1f}", flush=True
            )
    floor = max(statistics.mean(macro[name]) for name in methods if not name.startswith("ours"))
    for method, values in macro.items():
        mean = statistics.mean(values)
        print(f"{'macro AMI':<12}{method:<40}{mean:7.3f}   {mean - floor:+.3f} against the best baseline")


def _joining(sets: dict[str, list[tuple[str, str]]]) -> None:
    """Four fifths of a set teach, the rest joins."""
    for name, rows in sets.items():
        taught, rest = [r for i, r in enumerate(rows) if i % 5], [r for i, r in enumerate(rows) if i % 5 == 0]
        started = time.perf_counter()
        found = join(taught, [text for text, _ in rest])
        seconds = time.perf_counter() - started
        sure = [(key, label) for key, (_, label) in zip(found, rest, strict=True) if key is not None]
        right = sum(key == label for key, label in sure) / max(len(sure), 1)
        print(
            f"join        {name:<40}placed {len(sure) / len(rest):.3f}  right {right:.3f}  seconds {seconds:.1f}",
            flush=True,
        )


def _speed(rows: Sequence[tuple[str, str]]) -> None:
    for size in SIZES:
        if size <= len(rows):
            started = time.perf_counter()
            found = group([text for text, _ in rows[:size]])
            print(
                f"speed       {size:>7,} comments {time.perf_counter() - started:6.1f} s, {len(found.themes)} themes",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
