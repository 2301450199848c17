"""Every text in its theme: those the themes were learnt from as they were cut, the others where they lie nearest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.clusters import BETWEEN, LOOSE, PEOPLE
from nlp.describing import Found, Placing
from nlp.gathered import Text
from nlp.quality import centres
from nlp.vectors import Points, Space
from nlp.workers import Workers

__all__ = ["place_all", "place_some", "take_model"]

_CHUNK = 2_000


@dataclass(frozen=True)
class _Model:
    space: Space
    themes: Points
    parts: tuple[Points, ...]


_model: _Model | None = None


def place_all(
    texts: Sequence[Text],
    learnt: NDArray[np.intp],
    found: Found,
    space: Space,
    workers: Workers,
    told: Callable[[float], None],
) -> Placing:
    """Return the theme, its part and the likeness to the theme's centre of every text."""
    themes, parts = np.full(len(texts), -1), np.full(len(texts), -1)
    likeness = np.zeros(len(texts))
    own = centres(found.rows, found.themes, len(found.quality))
    themes[learnt], parts[learnt] = found.themes, found.parts.of
    held = found.themes >= 0
    likeness[learnt[held]] = (found.rows[held] * own[found.themes[held]]).sum(axis=1)
    others = np.setdiff1d(np.arange(len(texts)), learnt)
    if len(others):
        middles = tuple(
            centres(found.rows[found.themes == theme], found.parts.of[found.themes == theme], len(stable))
            for theme, stable in enumerate(found.parts.stability)
        )
        workers.share("nlp.placing:take_model", _Model(space, own, middles))
        chunks = [others[start : start + _CHUNK] for start in range(0, len(others), _CHUNK)]
        handed = [[(texts[i].said, texts[i].copies) for i in chunk] for chunk in chunks]
        for done, (chunk, (near, within, alike)) in enumerate(
            zip(chunks, workers.map("nlp.placing:place_some", handed), strict=True), 1
        ):
            themes[chunk], parts[chunk], likeness[chunk] = near, within, alike
            told(done / len(chunks))
    return Placing(themes, parts, likeness)


def take_model(model: Any) -> None:
    """Keep what texts are placed by, in this process."""
    global _model
    _model = model


def place_some(texts: Sequence[tuple[str, int]]) -> tuple[Any, Any, Any]:
    """Return theme, part and likeness of texts given as words and copies; -1 where a text lies near no theme."""
    assert _model is not None
    rows = _model.space.rows([said for said, _ in texts])
    alike = rows @ _model.themes.T
    themes = alike.argmax(axis=1)
    best = alike[np.arange(len(rows)), themes]
    alike[np.arange(len(rows)), themes] = -1.0
    copies = np.array([copies for _, copies in texts])
    following = alike.max(axis=1)
    unfit = (best < LOOSE) & (best - following < BETWEEN) & (copies < PEOPLE)
    parts = np.full(len(rows), -1)
    for theme, middles in enumerate(_model.parts):
        if len(middles):
            members = np.flatnonzero(themes == theme)
            parts[members] = (rows[members] @ middles.T).argmax(axis=1)
    lost = unfit | ~rows.any(axis=1)
    return np.where(lost, -1, themes), np.where(lost, -1, parts), np.where(lost, 0.0, best)
