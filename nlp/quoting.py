"""Quotes that show a theme: typical, readable, unlike each other, without personal data or strong language first."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.personal import mask
from nlp.words import tokens

__all__ = ["quotes"]

_QUOTES = 5
_QUOTE_ALIKE = 0.75
_LOOKED_AT = 200
_PERSONAL, _STRONG = 0.3, 0.5


def quotes(
    candidates: Sequence[int], texts: Sequence[str], typical: NDArray[np.float64], rows: NDArray[np.float64]
) -> tuple[int, ...]:
    """Return up to five of the candidates that are typical, readable and unlike each other, most typical first.

    candidates index texts, typical (0 … 1) and rows (unit vectors). Readable: 15 to 220 characters, no personal data
    and no strong language, where there are such.
    """
    ranked = sorted(candidates, key=lambda i: (-(typical[i] * _readable(texts[i])), texts[i], i))
    best = sorted(ranked[:_LOOKED_AT], key=lambda i: -(typical[i] * _readable(texts[i]) * _fit(texts[i])))
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


def _fit(text: str) -> float:
    """Lower for what had better not be shown first: personal data, strong language."""
    return (_PERSONAL if mask(text).text != text else 1.0) * (_STRONG if _strong() & set(tokens(text)) else 1.0)


@cache
def _strong() -> frozenset[str]:
    from pythainlp.corpus import thai_profanity_words

    return frozenset(thai_profanity_words())
