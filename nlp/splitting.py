"""Sub-themes: a theme is taken apart only where its parts are found again and are big enough to be read."""

from dataclasses import dataclass

import numpy as np

from nlp.clusters import cut, sureness
from nlp.draws import Draws
from nlp.quality import best_matches
from nlp.trees import Groups
from nlp.vectors import Points
from nlp.workers import Workers

__all__ = ["Parts", "parts_of", "subthemes"]

_LEAST_THEME = 50  # different texts
_LEAST_PART, _SHARE = 8, 0.08
_MOST = 5
_SURE = 0.55  # adjusted Rand index between parts found on samples
_PART_SURE = 0.5
_SAMPLE, _TIMES = 250, 5


@dataclass(frozen=True)
class Parts:
    """of: the part of each row within its theme, or -1; stability: by theme, of each of its parts."""

    of: Groups
    stability: tuple[tuple[float, ...], ...]


def subthemes(rows: Points, themes: Groups, count: int, draws: Draws, workers: Workers) -> Parts:
    """Return the parts of each theme, found in processes where there are some.

    None for a theme whose parts are not found again surely.
    """
    of = np.full(len(rows), -1)
    stability: list[tuple[float, ...]] = []
    members = [np.flatnonzero(themes == theme) for theme in range(count)]
    asked = [(rows[own], draws.of(own)) for own in members]
    for own, (parts, stable) in zip(members, workers.map("nlp.splitting:parts_of", asked), strict=True):
        of[own] = parts
        stability.append(stable)
    return Parts(of, tuple(stability))


def parts_of(asked: tuple[Points, Draws]) -> tuple[Groups, tuple[float, ...]]:
    """Return the part of each row of one theme, by its draws, and the stability of each part."""
    rows, draws = asked
    whole = np.full(len(rows), -1), ()
    if len(rows) < _LEAST_THEME:
        return whole
    centred = rows - rows.mean(axis=0)
    chosen = draws.some(_SAMPLE, turn=7)
    sample, luck = centred[chosen], draws.of(chosen)
    candidates = [number for number in range(2, _MOST + 1) if number * 2 * _LEAST_PART <= len(rows)]
    sure = sureness(sample, candidates, luck, _TIMES)
    for number in sorted(candidates, key=lambda number: (-sure[number], -number)):
        if sure[number] < _SURE:
            return whole
        parts = cut(centred, number, draws, 2)
        sizes = np.bincount(parts, minlength=number)
        stable = best_matches(centred, parts, draws, cut, _SAMPLE, _TIMES)
        if sizes.min() >= max(_LEAST_PART, _SHARE * len(rows)) and min(stable) >= _PART_SURE:
            order = np.argsort(-sizes, kind="stable")
            return np.argsort(order, kind="stable")[parts], tuple(stable[place] for place in order)
    return whole
