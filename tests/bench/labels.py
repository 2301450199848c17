"""Names of themes measured, and a sample of them to be read.

    python -m tests.bench.labels [FOLDER]

Sets: sample complaints written for this project with what forms put around them, the demonstration's comments, and the
CSV files (id, label, text) of FOLDER. For each: the share of names of which another says half the words (overlap), how
much more often the theme's comments say the name's words than all others do, as a share of both (distinctness), the
share of the theme's comments that say one of them (reach), seconds; then 20 names drawn by a fixed seed, to be read.
"""

import csv
import random
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

from nlp.group import Theme, group
from nlp.label import alike
from nlp.phrases import says_something
from nlp.words import content_words, tokens

ROOT = Path(__file__).parents[2]
SHOWN, LARGEST = 20, 5_000


def main(arguments: Sequence[str]) -> int:
    """Run the bench; the folder is optional and said to be missing where it is."""
    sets = {"sample complaints": complaints(), "demonstration": _demonstration()}
    if arguments and Path(arguments[0]).is_dir():
        sets |= {path.stem: _texts(path) for path in sorted(Path(arguments[0]).glob("*.csv"))}
    else:
        print("No folder of labelled CSV files: only the samples of this repository are named.")
    for name, texts in sets.items():
        _measure(name, texts)
    return 0


def complaints(seed: int = 0) -> list[str]:
    """The sample complaints, each within what forms put around people's words, in two ways."""
    table = tomllib.loads((Path(__file__).parent / "complaints.toml").read_text(encoding="utf8"))
    draw = random.Random(seed)
    said = [text for texts in table["matters"].values() for text in texts]
    return [draw.choice(table["around"]).format(text) for _ in range(2) for text in said]


def _demonstration() -> list[str]:
    with (ROOT / "admin" / "demo" / "hearing.csv").open(encoding="utf-8-sig", newline="") as file:
        return [text for row in csv.DictReader(file) for text in (row["reason"], row["change"]) if text]


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        texts = [row["text"] for row in csv.DictReader(handle) if row.get("text")]
    return [texts[i] for i in sorted(random.Random(0).sample(range(len(texts)), min(LARGEST, len(texts))))]


def _measure(name: str, texts: Sequence[str]) -> None:
    began = time.process_time()
    found = group(texts)
    seconds = time.process_time() - began
    parts = [(theme.label, theme) for theme in found.themes]
    said = [frozenset(content_words(tokens(text))) for text in texts]
    own = [frozenset(word for word in tokens(theme.label) if says_something(word)) for theme in found.themes]
    overlap = sum(any(alike(a, b) for b in own if b is not a) for a in own) / max(len(own), 1)
    distinct, reach = [], []
    for place, words in enumerate(own):
        here = [bool(words & said[i]) for i, placed in enumerate(found.comments) if placed.theme == place]
        there = [bool(words & said[i]) for i, placed in enumerate(found.comments) if placed.theme != place]
        inside, outside = sum(here) / max(len(here), 1), sum(there) / max(len(there), 1)
        distinct.append((inside - outside) / max(inside + outside, 1e-9))
        reach.append(inside)
    n = max(len(own), 1)
    print(f"\n{name}: {len(own)} themes of {len(texts):,} comments; overlap {overlap:.2f}, "
          f"distinctness {sum(distinct) / n:.2f}, reach {sum(reach) / n:.2f}; {seconds:.1f} s")  # fmt: skip
    for label, theme in random.Random(20).sample(parts, min(SHOWN, len(parts))):
        print(f"  {label}   [{_parts(theme)}] ({theme.description})")


def _parts(theme: Theme) -> str:
    return " / ".join(part.label for part in theme.subthemes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
