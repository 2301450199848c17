"""Comments that show a theme: typical, different from each other, and fit to be read aloud."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.words import standard

__all__ = ["fitness", "quotes"]

_QUOTES = 5
_QUOTE_ALIKE = 0.75
_LOOKED_AT = 200
_PERSONAL, _STRONG = 0.3, 0.5

Runs = Sequence[Sequence[str]]


def quotes(
    candidates: Sequence[int],
    texts: Sequence[str],
    typical: NDArray[np.float64],
    rows: NDArray[np.float64],
    fit: Callable[[int], float],
) -> tuple[int, ...]:
    """Return up to five of the candidates that are typical, readable and unlike each other, most typical first.

    candidates index texts, typical (0 … 1) and rows (unit vectors). Readable: 15 to 220 characters, and fit (see
    `fitness`), where there are such.
    """
    worth = {i: float(typical[i]) * _readable(texts[i]) for i in candidates}
    ranked = sorted(candidates, key=lambda i: (-worth[i], texts[i], i))
    best = sorted(ranked[:_LOOKED_AT], key=lambda i: -(worth[i] * fit(i)))
    ranked = best + ranked[_LOOKED_AT:]
    chosen: list[int] = []
    for index in best:
        if len(chosen) < _QUOTES and all(float(rows[index] @ rows[other]) < _QUOTE_ALIKE for other in chosen):
            chosen.append(index)
    for index in ranked:
        if len(chosen) >= min(_QUOTES, 2):
            break
        if index not in chosen:
            chosen.append(index)
    return tuple(chosen)


def _readable(text: str) -> float:
    length = len(text)
    if 15 <= length <= 220:
        return 1.0
    return 0.6 if length < 15 else max(0.3, 220 / length)


def fitness(personal: bool, runs_of: Runs) -> float:
    """Lower for what had better not be shown first: personal data, strong language."""
    strong = any(not _strong().isdisjoint(map(standard, run)) for run in runs_of)
    return (_PERSONAL if personal else 1.0) * (_STRONG if strong else 1.0)


@cache
def _strong() -> frozenset[str]:
    from pythainlp.corpus import thai_profanity_words

    return frozenset(thai_profanity_words())
