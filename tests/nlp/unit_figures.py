"""How well comments are taken apart into points: `python -m tests.nlp.unit_figures`."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from nlp.units import units

_LONGEST_SIGN = 7  # "ข้อ 12) "

CASES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("unit_cases.toml").read_text(encoding="utf-8"))


class Figures(NamedTuple):
    """Places where a point begins: in the table, found, and both; comments with anything wrong."""

    wanted: int
    found: int
    right: int
    wrong: list[tuple[str, list[str]]]

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.wanted


def figures() -> Figures:
    """Count over the whole table. A point begins right where at most the sign of a list stands before it."""
    wanted = found = right = 0
    wrong = []
    for marked in [row for rows in CASES.values() for row in rows]:
        text = marked.replace("‖", "")
        points = units(text)
        told = [len("".join(before)) for before in _before(marked.split("‖"))]
        ours = [point.start for point in points[1:]]
        near = sum(any(0 <= start - place <= _LONGEST_SIGN for start in ours) for place in told)
        wanted, found, right = wanted + len(told), found + len(ours), right + near
        if not len(told) == len(ours) == near:
            wrong.append((text, [text[point.start : point.end] for point in points]))
    return Figures(wanted, found, right, wrong)


def _before(pieces: list[str]) -> list[list[str]]:
    return [pieces[: place + 1] for place in range(len(pieces) - 1)]


def main() -> None:
    """Print the figures and what is wrong."""
    counted = figures()
    print(f"wanted {counted.wanted} found {counted.found} right {counted.right}")
    print(f"precision {counted.precision:.3f} recall {counted.recall:.3f}")
    for text, points in counted.wrong:
        print(repr(text), points)


if __name__ == "__main__":
    main()
