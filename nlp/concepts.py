"""Everyday matters that words point to: prior knowledge, for comments too few to teach it themselves.

The matters stand in `nlp/data/concepts.toml`. They weigh in only as far as the comments are about such things at all:
below half of the comments touched they are silent, from four fifths they count fully, so that other text is not bent
to them.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.clean import canonical
from nlp.lexicon import table

__all__ = ["concepts", "weight_of"]

_SILENT, _FULL = 0.5, 0.8
_PREFIX = 3


def concepts(words: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Return a row over the matters for each comment: unit length, rarer matters more; 0 where none is met."""
    rows = np.zeros((len(words), len(table("concepts"))))
    for row, said in zip(rows, words, strict=True):
        for word in said:
            row[list(_matters(word))] += 1
    met = (rows > 0).mean(axis=0)
    rows = np.sqrt(rows) * np.log(1 / np.maximum(met, 1 / max(len(words), 1)))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))


def weight_of(rows: NDArray[np.float64]) -> float:
    """Return how much the matters should count, 0 to 1, from how many of the comments they touch."""
    share = float(rows.any(axis=1).mean()) if len(rows) else 0.0
    return float(np.clip((share - _SILENT) / (_FULL - _SILENT), 0, 1))


@cache
def _matters(word: str) -> frozenset[int]:
    """The matters a word points to: it is one of their words, or begins with one of three letters or more."""
    found = set(_index().get(word, ()))
    for end in range(_PREFIX, len(word)):
        found |= _index().get(word[:end], set())
    return frozenset(found)


@cache
def _index() -> dict[str, set[int]]:
    index: dict[str, set[int]] = {}
    for place, pointing in enumerate(table("concepts").values()):
        for word in pointing:
            index.setdefault(canonical(word), set()).add(place)
    return index
