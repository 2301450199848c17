"""How far a theme can be trusted: found again or not, tight or loose, and which other theme it is nearest to.

Cheap enough to come with every grouping: likenesses to the centres are at hand, and a sample of at most 1,000 texts is
cut anew eight times, each time without a fifth of it (cluster-wise stability: mean of the best Jaccard index).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nlp.draws import Draws
from nlp.trees import Groups, Points, centres_of, moved, tree

__all__ = ["UNKNOWN", "Quality", "best_matches", "centres", "qualities"]

Rows = Points

_SAMPLE, _TIMES, _LEFT_OUT = 1_000, 8, 0.2


@dataclass(frozen=True)
class Quality:
    """stability: how surely the theme is found again on resamples, 0 to 1; tightness: mean likeness to its centre.

    rival: index of the nearest other theme, or None where there is none; margin: how much nearer the theme's texts lie
    to their own centre than to the rival's, in the mean (−2 to 2; under 0.05 the two are hardly told apart).
    """

    stability: float
    tightness: float
    rival: int | None
    margin: float


UNKNOWN = Quality(0.0, 0.0, None, 0.0)


def centres(rows: Rows, themes: Groups, count: int) -> Rows:
    """Return the centre of each theme at length 1; a theme without rows is like nothing (0)."""
    found = np.zeros((count, rows.shape[1]), dtype=np.float32)
    for theme in range(count):
        members = themes == theme
        if members.any():
            found[theme] = rows[members].mean(axis=0)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def qualities(rows: Rows, slim: Rows, themes: Groups, count: int, draws: Draws) -> tuple[Quality, ...]:
    """Return the quality of themes 0 … count-1. slim: the rows that are cut again; themes: -1 for rows in none."""
    alike = (rows @ centres(rows, themes, count).T).astype(np.float64)
    placed = np.flatnonzero(themes >= 0)
    stable = best_matches(slim[placed], themes[placed], draws.of(placed), _cut)
    found = []
    for theme in range(count):
        members = alike[themes == theme]
        if not len(members):
            found.append(UNKNOWN)
            continue
        mean = members.mean(axis=0)
        own = float(mean[theme])
        others = np.where(np.arange(count) == theme, -np.inf, mean)
        rival = int(others.argmax()) if count > 1 else None
        margin = own - float(others[rival]) if rival is not None else 0.0
        found.append(Quality(round(stable[theme], 4), round(float(np.clip(own, 0, 1)), 4), rival, round(margin, 4)))
    return tuple(found)


def _cut(rows: Rows, number: int, draws: Draws, starts: int) -> Groups:
    return moved(rows, centres_of(rows, tree(rows, draws, starts, number)[number]), 10)


def best_matches(
    rows: Rows,
    groups: Groups,
    draws: Draws,
    cut: Callable[[Rows, int, Draws, int], Groups],
    sample: int = _SAMPLE,
    times: int = _TIMES,
) -> list[float]:
    """Return for each group how surely it is found again on samples: the mean of the best Jaccard index."""
    count = int(groups.max()) + 1 if len(groups) else 0
    if count < 2:
        return [1.0] * count
    chosen = draws.some(sample, turn=11)
    best: list[list[float]] = [[] for _ in range(count)]
    for turn in range(times):
        luck = draws.of(chosen)
        part = chosen[luck.some(max(int((1 - _LEFT_OUT) * len(chosen)), min(len(chosen), count)), turn=200 + turn)]
        again = cut(rows[part], count, Draws(draws.keys[part], draws.seed + turn + 1), 1)
        table = np.zeros((count, int(again.max()) + 1))
        np.add.at(table, (groups[part], again), 1)
        either = table.sum(axis=1, keepdims=True) + table.sum(axis=0) - table
        jaccard = (table / np.maximum(either, 1)).max(axis=1)
        for group in np.flatnonzero(table.sum(axis=1)):
            best[group].append(float(jaccard[group]))
    return [float(np.mean(values)) if values else 0.0 for values in best]
