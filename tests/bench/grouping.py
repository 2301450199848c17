"""Grouping measured on labelled Thai text, beside plain baselines in the same run.

    python -m tests.bench.grouping FOLDER [--sets …] [--methods …]

FOLDER holds CSV files with the columns id, label and text; labels with under 20 members are left out of the scores, and
of more than 15,000 rows as many are taken by lot. Each method has a process of its own. Printed for each set and
method: adjusted mutual information, V-measure, adjusted Rand index, purity, stability (the share of pairs together that
stay together when the last twentieth of the comments comes in), processor seconds with tokenising, peak memory; first
with the number of groups given and the bound that a taught model sets, then with the number left to the method. Then
what `previous` keeps together and how surely new comments join.
Baselines that are not installed (`pip install prachakhom[bench]`) are named and left out.
"""

import argparse
import csv
import multiprocessing
import random
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.group import group
from nlp.join import join
from tests.bench.grouping_methods import METHODS, Missing, supervised

FEWEST_LABELLED = 20
MOST_LABELS = 40
MOST_ROWS = 15_000
NOT_TOPICS = 4  # sets of so few labels (sentiment) are printed and kept out of the mean
BOUND = "linear SVM, taught (bound)"

Rows = list[tuple[str, str]]


def main(arguments: Sequence[str]) -> int:
    """Run the bench; 2 where there is nothing to measure on."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.grouping")
    asked.add_argument("folder", nargs="?", default="", help="CSV files with the columns id, label, text")
    asked.add_argument("--sets", nargs="*", help="names of files without .csv; all where none is named")
    asked.add_argument("--methods", nargs="*", help="names as printed; all where none is named")
    given_by = asked.parse_args(arguments)
    folder, methods = Path(given_by.folder), given_by.methods or [*METHODS, BOUND]
    if not given_by.folder or not folder.is_dir():
        print(f"No folder of labelled CSV files at {given_by.folder or '(none given)'}: nothing measured.")
        asked.print_usage()
        return 2
    files = [path for path in sorted(folder.glob("*.csv")) if path.stem in (given_by.sets or [path.stem])]
    sets = {path.stem: _load(path) for path in files}
    labelled = {name: rows for name, rows in sets.items() if 1 < len({label for _, label in rows}) <= MOST_LABELS}
    if not labelled:
        print(f"No CSV file with columns id,label,text and 2 to {MOST_LABELS} labels in {folder}.")
        print("Nothing measured.")
        return 2
    for given in (True, False):
        _quality(labelled, given, methods)
    if "ours" in methods:
        _joining(labelled)
    return 0


def _load(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(handle) if row.get("text") and row.get("label")]
    random.Random(0).shuffle(rows)
    counts = Counter(label for _, label in rows)
    return [(text, label) for text, label in rows if counts[label] >= FEWEST_LABELLED][:MOST_ROWS]


def _quality(sets: dict[str, Rows], given: bool, methods: Sequence[str]) -> None:
    print(f"\nNumber of groups {'given' if given else 'left to the method'}:")
    print(f"{'set':<12}{'method':<36}{'AMI':>6}{'V':>6}{'ARI':>6}{'purity':>8}{'stable':>8}{'groups':>8}"
          f"{'seconds':>9}{'MiB':>7}")  # fmt: skip
    macro: dict[str, list[float]] = {}
    for name, rows in sets.items():
        topics = len({label for _, label in rows}) > NOT_TOPICS
        for method in [method for method in methods if given or method != BOUND]:
            told = _apart(method, rows, given)
            if isinstance(told, str):
                print(f"{name:<12}{method:<36}{told}", flush=True)
                continue
            scores, stable, groups, seconds, memory = told
            print(f"{name:<12}{method:<36}{scores[0]:6.3f}{scores[1]:6.3f}{scores[2]:6.3f}{scores[3]:8.3f}"
                  f"{stable:>8}{groups:8}{seconds:9.1f}{memory:7.0f}", flush=True)  # fmt: skip
            if topics:
                macro.setdefault(method, []).append(scores[0])
    means = {method: statistics.mean(values) for method, values in macro.items() if method != BOUND}
    floor = max((mean for method, mean in means.items() if method != "ours"), default=0.0)
    for method, mean in means.items():
        print(f"{'macro AMI':<12}{method:<36}{mean:6.3f}   {mean - floor:+.3f} against the best baseline")


def _apart(method: str, rows: Rows, given: bool) -> Any:
    """What `_measured` tells, from a process of its own; a text where there is nothing to tell."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (method, rows, given))


def _measured(method: str, rows: Rows, given: bool) -> Any:
    texts, meant = [text for text, _ in rows], [label for _, label in rows]
    number = len(set(meant)) if given else None
    began = _seconds()
    try:
        found = supervised(texts, meant) if method == BOUND else METHODS[method](texts, number)
    except Missing as package:
        return f"not installed: {package} (pip install prachakhom[bench])"
    seconds, memory = _seconds() - began, _memory()
    stable = "-" if method == BOUND else f"{_kept(METHODS[method](texts[: len(texts) * 20 // 21], number), found):.3f}"
    return _scores(meant, found), stable, len(set(found) - {-1}), seconds, memory


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _memory() -> float:
    """Peak memory of this process and of the largest it has started, MiB."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def _kept(before: Sequence[int], after: Sequence[int]) -> float:
    """Of the pairs that were together before, the share that still is; what is in no group is with nobody."""
    cells = Counter((one, other) for one, other in zip(before, after, strict=False) if one >= 0)
    together = Counter(one for one in before if one >= 0)
    pairs = sum(n * (n - 1) for n in together.values())
    return sum(n * (n - 1) for (_, other), n in cells.items() if other >= 0) / max(pairs, 1)


def _scores(meant: Sequence[str], found: Sequence[int]) -> list[float]:
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

    best: dict[int, int] = {}
    for (place, _), n in Counter(zip(found, meant, strict=True)).items():
        best[place] = max(best.get(place, 0), n)
    purity = sum(best.values()) / len(meant)
    return [
        float(adjusted_mutual_info_score(meant, found)),
        float(v_measure_score(meant, found)),
        float(adjusted_rand_score(meant, found)),
        purity,
    ]


def _joining(sets: dict[str, Rows]) -> None:
    """Later comments: what stays together with `previous`, and, where four fifths teach, how the rest joins."""
    print("\nLater comments:")
    for name, rows in sets.items():
        texts = [text for text, _ in rows]
        before = [placed.theme for placed in group(texts[: len(texts) * 20 // 21]).comments]
        known = [*before, *[None] * (len(texts) - len(before))]
        after = [placed.theme for placed in group(texts, previous=known).comments]
        kept = _kept(*([-1 if theme is None else theme for theme in themes] for themes in (before, after)))
        taught, rest = [r for i, r in enumerate(rows) if i % 5], [r for i, r in enumerate(rows) if i % 5 == 0]
        started = time.process_time()
        found = join(taught, [text for text, _ in rest])
        seconds = time.process_time() - started
        sure = [(key, label) for key, (_, label) in zip(found, rest, strict=True) if key is not None]
        right = sum(key == label for key, label in sure) / max(len(sure), 1)
        print(
            f"{name:<12}pairs kept with `previous` {kept:.3f}   joined: placed {len(sure) / len(rest):.3f}, "
            f"right {right:.3f}, {seconds:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
