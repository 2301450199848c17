"""How fast the board learns: officers simulated on labelled Thai text, asked by the board's own queue.

    python -m tests.bench.learning FOLDER

FOLDER holds CSV files with the columns id, label and text; labels with under 20 members are left out. Of each set of
1,000 comments and more, samples by three seeds are grouped (a set no larger than a sample: as a whole, by three seeds
of the grouping), and then the whole set; an officer who knows the labels then answers what the
queue puts first, twenty at a time: the theme that holds most of a label is its theme, and a label without one gets a
new theme. Printed is the adjusted mutual information of the undecided rest, and the share closed of the distance from
the first grouping to the supervised bound (a linear SVM on words and characters, cross-validated in five parts).
"""

import csv
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.group import group
from nlp.join import Terms
from nlp.learning import relearn

FEWEST_LABELLED, MOST_LABELS, SMALLEST = 20, 40, 1_000
SAMPLE, SEEDS, ALL = 1_500, 3, 15_000
STEP = 20
PROMISED = {100: 0.4, 300: 0.7}
OWN = 0.3  # a theme may stand for a label that this share of it carries

Rows = list[tuple[str, str]]


def main(arguments: Sequence[str]) -> int:
    """Run the bench: 0 where the promise is kept on every set with topics, 1 where not, 2 without a folder."""
    if not arguments or not Path(arguments[0]).is_dir():
        print(f"No folder of labelled CSV files at {arguments[0] if arguments else '(none given)'}: nothing measured.")
        print("Usage: python -m tests.bench.learning FOLDER   (CSV files with columns id,label,text)")
        return 2
    print(f"{'set':<24}{'first':>7}{'bound':>7}  {'after decisions: AMI of the rest (share of the distance closed)'}")
    kept = True
    for path in sorted(Path(arguments[0]).glob("*.csv")):
        rows = _load(path)
        if len(rows) < SMALLEST:
            continue
        topics = len({label for _, label in rows}) > 4  # fewer are no topics: shown, not promised
        for name, some, seed in _samples(path.stem, rows):
            kept &= _measure(name, some, seed) or not topics
    return 0 if kept else 1


def _load(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(handle) if row.get("text") and row.get("label")]
    counts = Counter(label for _, label in rows)
    rows = [(text, label) for text, label in rows if counts[label] >= FEWEST_LABELLED]
    return rows if len({label for _, label in rows}) <= MOST_LABELS else []


def _samples(name: str, rows: Rows) -> list[tuple[str, Rows, int]]:
    """Samples of a set by seed, each with the seed of its grouping, then the whole set; of the largest samples only."""
    if len(rows) <= SAMPLE:
        return [(f"{name}, seed {seed}", rows, seed) for seed in range(SEEDS)]
    found = []
    for seed in range(SEEDS):
        order = np.random.RandomState(seed).permutation(len(rows))[:SAMPLE]
        found.append((f"{name}, {SAMPLE:,}, seed {seed}", [rows[i] for i in order], 0))
    return [*found, (f"{name}, all", rows, 0)] if len(rows) <= ALL else found


def _measure(name: str, rows: Rows, seed: int) -> bool:
    texts, labels = [text for text, _ in rows], [label for _, label in rows]
    machine = [placed.theme for placed in group(texts, seed=seed).comments]
    first, bound = _likeness(labels, machine), _bound(texts, labels)
    themes = _themes_of(labels, machine)
    decided: dict[int, int | None] = {}
    shown, kept, longest = [], True, 0.0
    learnt = relearn(texts, machine, decided)
    while len(decided) < max(PROMISED):
        decided |= {index: themes[labels[index]] for index in learnt.queue[:STEP]}
        began = time.process_time()
        learnt = relearn(texts, machine, decided)
        longest = max(longest, time.process_time() - began)
        if len(decided) in (STEP, 60, *PROMISED, 200):
            rest = [index for index in range(len(texts)) if index not in decided]
            found = _likeness([labels[index] for index in rest], [learnt.themes[index] for index in rest])
            closed = (found - first) / (bound - first)
            kept &= closed >= PROMISED.get(len(decided), -np.inf)
            shown.append(f"{len(decided)}: {found:.3f} ({closed * 100:.0f} %)")
    print(f"{name:<24}{first:7.3f}{bound:7.3f}  {'  '.join(shown)}  learning again {longest:.1f} s", flush=True)
    return kept


def _likeness(labels: Sequence[str], themes: Sequence[int | None]) -> float:
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score(labels, [-1 if theme is None else theme for theme in themes]))


def _bound(texts: Sequence[str], labels: Sequence[str]) -> float:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.svm import LinearSVC

    parts = StratifiedKFold(5, shuffle=True, random_state=0)
    found = cross_val_predict(LinearSVC(C=0.5, random_state=0), Terms(texts).known, labels, cv=parts)
    return _likeness(labels, found)


def _themes_of(labels: Sequence[str], machine: Sequence[int | None]) -> dict[str, int]:
    """The theme of each label: one to one, by where most of its comments stand; new themes for the others."""
    from scipy.optimize import linear_sum_assignment

    kinds = sorted(set(labels))
    count = max((theme for theme in machine if theme is not None), default=-1) + 1
    together = np.zeros((len(kinds), count))
    for label, theme in zip(labels, machine, strict=True):
        if theme is not None:
            together[kinds.index(label), theme] += 1
    own = together >= OWN * np.maximum(together.sum(axis=0), 1)
    found = {
        kinds[row]: int(theme) for row, theme in zip(*linear_sum_assignment(-together), strict=True) if own[row, theme]
    }
    new = [kind for kind in kinds if kind not in found]
    return found | {kind: count + place for place, kind in enumerate(new)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
