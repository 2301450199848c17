"""Every text in its theme: those the themes were learnt from as they were cut, the others where they lie nearest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.clusters import BETWEEN, LOOSE, PEOPLE
from nlp.continuing import CLEARLY
from nlp.describing import Found, Placing
from nlp.gathered import Text, words_of
from nlp.quality import centres
from nlp.taxonomy import EVIDENCE, Pointers
from nlp.vectors import Points, Space
from nlp.workers import Workers

__all__ = ["place_all", "place_some", "share_model", "take_model"]

_CHUNK = 2_000

Groups = NDArray[np.int64]


@dataclass(frozen=True)
class _Model:
    space: Space
    themes: Points
    parts: tuple[Points, ...]
    guide: tuple[Pointers, Groups] | None


_model: _Model | None = None


def place_all(
    texts: Sequence[Text],
    learnt: NDArray[np.intp],
    earlier: Groups | None,
    found: Found,
    workers: Workers,
    told: Callable[[float], None],
) -> Placing:
    """Return the theme, its part and the likeness to the theme's centre of every text, by the model that was shared.

    earlier: the theme of each text before, -1 for new ones; None where there was no grouping before.
    """
    themes, parts = np.full(len(texts), -1), np.full(len(texts), -1)
    likeness = np.zeros(len(texts))
    own = centres(found.rows, found.themes, len(found.quality))
    themes[learnt], parts[learnt] = found.themes, found.parts.of
    held = found.themes >= 0
    likeness[learnt[held]] = (found.rows[held] * own[found.themes[held]]).sum(axis=1)
    others = np.setdiff1d(np.arange(len(texts)), learnt)
    if len(others):
        now = {before: theme for theme, before in found.goes_on.items()}
        stood = [-1 if earlier is None else now.get(int(earlier[i]), -1) for i in others]
        handed = [(texts[i].said, texts[i].copies, at) for i, at in zip(others, stood, strict=True)]
        starts = range(0, len(others), _CHUNK)
        answers = workers.map("nlp.placing:place_some", [handed[start : start + _CHUNK] for start in starts])
        for start, (near, within, alike) in zip(starts, answers, strict=True):
            chunk = others[start : start + _CHUNK]
            themes[chunk], parts[chunk], likeness[chunk] = near, within, alike
            told(min((start + _CHUNK) / len(others), 1.0))
    return Placing(themes, parts, likeness)


def share_model(found: Found, space: Space, workers: Workers) -> None:
    """Hand what texts are placed by to every process."""
    own = centres(found.rows, found.themes, len(found.quality))
    middles = tuple(
        centres(found.rows[found.themes == theme], found.parts.of[found.themes == theme], len(stable))
        for theme, stable in enumerate(found.parts.stability)
    )
    workers.share("nlp.placing:take_model", _Model(space, own, middles, found.guide))


def take_model(model: Any) -> None:
    """Keep what texts are placed by, in this process."""
    global _model
    _model = model


def place_some(texts: Sequence[tuple[str, int, int]]) -> tuple[Any, Any, Any]:
    """Return theme, part and likeness of texts given as words, copies and earlier theme; -1 where none is near."""
    assert _model is not None
    rows = _model.space.rows([said for said, _, _ in texts])
    each = np.arange(len(rows))
    alike = rows @ _model.themes.T
    worth, told = alike, np.zeros(alike.shape, dtype=bool)
    if _model.guide is not None:
        pointers, columns = _model.guide
        evidence = np.hstack([pointers.evidence([words_of(said) for said, _, _ in texts]), np.zeros((len(rows), 1))])
        worth, told = alike + EVIDENCE * evidence[:, columns], evidence[:, columns] > 0
    stood = np.array([before for _, _, before in texts])
    themes = worth.argmax(axis=1)
    stays = (stood >= 0) & (worth[each, themes] - worth[each, stood] <= CLEARLY)
    themes = np.where(stays, stood, themes)
    best = alike[each, themes]
    others = alike.copy()
    others[each, themes] = -1.0
    copies = np.array([copies for _, copies, _ in texts])
    unfit = (best < LOOSE) & (best - others.max(axis=1) < BETWEEN) & (copies < PEOPLE)
    lost = (unfit & ~stays & ~told[each, themes]) | ~rows.any(axis=1)
    parts = np.full(len(rows), -1)
    for theme, middles in enumerate(_model.parts):
        if len(middles):
            members = np.flatnonzero(themes == theme)
            parts[members] = (rows[members] @ middles.T).argmax(axis=1)
    return np.where(lost, -1, themes), np.where(lost, -1, parts), np.where(lost, 0.0, best)
