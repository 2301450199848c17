"""How much more a word is said in some comments than in Thai at large: what everybody says everywhere tells little."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.clean import canonical

__all__ = ["specialness"]

_LEAST, _FULL = 0.05, 6.0  # weight of what is said as everywhere; the log of the ratio from which a word counts fully
_UNSEEN = 5  # how often a word is taken to stand in the corpus beyond what was counted


def specialness(words: Sequence[str], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a weight (0.05 … 1) for each word from its share here and in the Thai Textbook Corpus (in PyThaiNLP)."""
    often, total = _textbooks()
    elsewhere = np.array([often.get(word, 0) + _UNSEEN for word in words], dtype=np.float64) / total
    return np.clip(np.log(np.maximum(share, 1e-12) / elsewhere) / _FULL, _LEAST, 1.0)


@cache
def _textbooks() -> tuple[dict[str, int], int]:
    from pythainlp.corpus.ttc import word_freqs

    often: dict[str, int] = {}
    for word, count in word_freqs():
        often[canonical(word)] = often.get(canonical(word), 0) + int(count)
    return often, sum(often.values())
