"""Chance that belongs to a text and not to its place: the same draws for the same texts, whatever stands around them.

Where the data grow, most texts keep their luck: samples and starting points stay nearly the same, and so do the themes.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

__all__ = ["Draws", "keys_of"]

Keys = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def keys_of(texts: Sequence[str]) -> Keys:
    """Return a number for each text, the same on every machine."""
    joined = b"".join(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts)
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)


class Draws:
    """Draws for some texts and a seed; `of` gives those of a part of them."""

    def __init__(self, keys: Keys, seed: int) -> None:
        self.keys, self.seed = keys, seed

    def of(self, part: NDArray[np.intp] | NDArray[np.bool_]) -> "Draws":
        """Return the draws of a part of the texts."""
        return Draws(self.keys[part], self.seed)

    def uniform(self, turn: int) -> NDArray[np.float64]:
        """Return one number between 0 and 1 for each text; other turns, other numbers (splitmix64)."""
        salt = np.uint64((self.seed * 1_000_003 + turn + 1) % (1 << 64))
        with np.errstate(over="ignore"):
            mixed = self.keys + salt * _STEP
            mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
            mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
            mixed ^= mixed >> np.uint64(31)
        return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53) + 1e-17

    def waits(self, turn: int) -> NDArray[np.float64]:
        """Return exponential waiting times: divided by chances, the shortest is drawn with those chances."""
        return -np.log(self.uniform(turn))

    def some(self, number: int, turn: int) -> NDArray[np.intp]:
        """Return up to `number` of the texts by lot, in their order."""
        if number >= len(self.keys):
            return np.arange(len(self.keys))
        return np.sort(np.argsort(self.uniform(turn), kind="stable")[:number])
