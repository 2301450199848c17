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

__all__ = ["concepts", "rarity_of", "weight_of"]

_SILENT, _FULL = 0.5, 0.8
_PREFIX = 3


def concepts(words: Sequence[Sequence[str]], rarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a row over the matters for each comment: unit length, rarer matters more; 0 where none is met."""
    rows = np.sqrt(_met(words)) * rarity
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))


def rarity_of(words: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Return how rare each matter is among these comments."""
    share = (_met(words) > 0).mean(axis=0) if len(words) else np.zeros(len(table("concepts")))
    return np.asarray(np.log(1 / np.maximum(share, 1 / max(len(words), 1))))


def _met(words: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """How many words of each comment point to each matter."""
    rows = np.zeros((len(words), len(table("concepts"))))
    for row, said in zip(rows, words, strict=True):
        for word in said:
            for matter in _matters(word):
                row[matter] += 1
    return rows


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
