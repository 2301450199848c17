"""Which of many texts have nothing to clean: one look over all their letters at once.

Most comments have nothing that `nlp.clean.clean` would change but capitals and spaces around them. Asking each costs a
third of what cutting it into words does; here every three letters in a row are looked up in one table, in numpy. What
is not surely plain goes the long way.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["Table"]

Classes = NDArray[np.uint8]

_THAI = range(0x0E01, 0x0E5C)
_PLAIN_THAI = (range(0x0E01, 0x0E3B), range(0x0E40, 0x0E4D))
_TONES = range(0x0E48, 0x0E4D)
_VOWEL_MARKS = (0x0E31, *range(0x0E34, 0x0E3B), 0x0E47)
_LETTERS = 91  # a to z from here on
_SPACE, _FIVE, _DIGIT, _SIGN, _BETWEEN, _ODD = 117, 118, 119, 120, 126, 127
_KINDS = 128
_WRONG, _HALF = 1, 2
_SHORTEST = 3
_LONGEST_FIGURE = 21


class Table:
    """What three classes of letters in a row tell: whether something there may have to be cleaned.

    wrong: spellings that are not plain, none under three letters. begun: those that begin a right word; halves finds
    them where they are not that word. words: what is mostly written: a spelling is looked for by the three of its
    letters that few words hold.
    """

    def __init__(
        self, wrong: Iterable[str], begun: Iterable[str], halves: re.Pattern[str], words: Sequence[str]
    ) -> None:
        odd = np.zeros((_KINDS, _KINDS, _KINDS), dtype=np.uint8)
        odd[_ODD, :, :] = _WRONG
        often = _often(words)
        for word in wrong:
            odd[min(_threes(word), key=lambda part: (often[part], part))] = _WRONG
        for word in begun:
            odd[min(_threes(word), key=lambda part: (often[part], part))] |= _HALF
        for one, other in _pairs():
            odd[one, other, :] = _WRONG
        for thrice in [*range(_SPACE), _FIVE]:  # letters drawn out, laughter
            odd[thrice, thrice, thrice] = _WRONG
        self._odd, self._halves = odd.ravel(), halves

    def plain(self, texts: Sequence[str]) -> list[bool]:
        """Return for each text, lower-cased and without spaces around it, whether it is surely plain."""
        if not texts:
            return []
        points = np.frombuffer("\n".join([*texts, "\n"]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        ends = np.cumsum([len(text) + 1 for text in texts])
        kinds = _classes()[np.minimum(points, 0xE80)]
        kinds[ends - 1] = _BETWEEN
        wide = kinds.astype(np.int32)
        told = self._odd[(wide[:-2] << 14) | (wide[1:-1] << 7) | wide[2:]]
        odd = (told & _WRONG).astype(bool)
        odd |= (kinds[:-2] == _SIGN) & (points[:-2] == points[1:-1])  # a sign said twice
        figures = (kinds == _DIGIT) | (kinds == _FIVE)
        far = _LONGEST_FIGURE - 1
        if len(figures) > far:
            odd[: len(figures) - far] |= (figures[:-far] & figures[far // 2 : -far // 2] & figures[far:])[: len(odd)]
        answer = np.ones(len(texts) + 1, dtype=bool)
        answer[np.searchsorted(ends, np.flatnonzero(odd), side="right")] = False
        for place in set(np.searchsorted(ends, np.flatnonzero(told == _HALF), side="right").tolist()):
            answer[place] &= not self._halves.search(texts[place])
        return [bool(each) for each in answer[:-1].tolist()]


def _kinds_of(word: str) -> list[int]:
    return [int(kind) for kind in _classes()[[min(ord(letter), 0xE80) for letter in word]]]


def _threes(word: str) -> list[tuple[int, int, int]]:
    kinds = _kinds_of(word)
    if len(kinds) < _SHORTEST:
        raise ValueError(f"{word}: at least {_SHORTEST} letters are needed")
    return list(zip(kinds, kinds[1:], kinds[2:], strict=False))


def _often(words: Sequence[str]) -> NDArray[np.int64]:
    """How many times each three letters stand in the words."""
    points = np.frombuffer("\n".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    wide = _classes()[np.minimum(points, 0xE80)].astype(np.int64)
    counted = np.bincount((wide[:-2] << 14) | (wide[1:-1] << 7) | wide[2:], minlength=_KINDS**3)
    return counted.reshape(_KINDS, _KINDS, _KINDS)


def _pairs() -> Iterable[tuple[int, int]]:
    """Two letters in a row that are not in one spelling, or a mark said twice."""
    first = _THAI[0]
    yield _SPACE, _SPACE
    yield 0x0E40 - first, 0x0E40 - first
    for mark in (*_VOWEL_MARKS, *_TONES):
        yield mark - first, mark - first
    for tone in _TONES:
        for mark in (*_VOWEL_MARKS, *_TONES):
            yield tone - first, mark - first
    for vowel in (0x0E38, 0x0E39):
        yield vowel - first, 0x0E3A - first


@cache
def _classes() -> Classes:
    kinds = np.full(0xE81, _ODD, dtype=np.uint8)
    for each in _PLAIN_THAI:
        kinds[each[0] : each[-1] + 1] = np.arange(each[0] - _THAI[0], each[-1] + 1 - _THAI[0])
    kinds[0x21:0x7F] = _SIGN
    kinds[0x20] = _SPACE
    kinds[ord("0") : ord("9") + 1] = _DIGIT
    kinds[ord("5")] = _FIVE
    kinds[ord("a") : ord("z") + 1] = np.arange(_LETTERS, _LETTERS + 26)
    kinds[[ord("^"), ord("`")]] = _ODD
    kinds[ord("A") : ord("Z") + 1] = _ODD  # what is asked about is lower-cased
    return kinds
