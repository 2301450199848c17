"""Words of comments as they are looked for: one spelling for both sides, written in letters that any index keeps whole.

A full-text index cuts text by rules of its own, which tear Thai words apart at their vowels and tones. Here the words
are cut by `nlp.words`, and each is written in the letters a to q, two for a Thai or ASCII sign: what begins alike is
written alike, so that a word's beginning can be looked for, too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.clean import clean
from nlp.words import pieces

__all__ = ["Term", "entry", "found_at", "spelled", "terms", "written"]

MOST_TERMS, MOST_WORDS = 8, 12
_ASKED = re.compile(r'["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)')
_LETTERS = "abcdefghijklmnop"
_THAI = range(0x0E00, 0x0E80)
# Digits of Thai, Arabic, Lao, Burmese and Khmer: one sign for one, so that places in the text stay.
_DIGITS = {zero + n: str(n) for zero in (0x0E50, 0x0660, 0x06F0, 0x0ED0, 0x1040, 0x17E0) for n in range(10)}


@dataclass(frozen=True)
class Term:
    """Words that stand side by side. begun: the last of them is only its beginning. said: as it was typed."""

    words: tuple[str, ...]
    begun: bool
    said: str


def spelled(text: str) -> list[str]:
    """The words and numbers of a text in order, in the one spelling that words are compared in."""
    return [word for piece in pieces(clean(text)) if (word := _bare(piece))]


def written(word: str) -> str:
    """A word in the letters of the index; the beginning of a word is written as the beginning of what is written."""
    return "".join(map(_sign, word))


def entry(text: str) -> str:
    """The words of a text as the index keeps them, between spaces."""
    return f" {' '.join(map(_written, spelled(text)))} "


def terms(asked: str, typing: bool = False) -> tuple[Term, ...]:
    """What somebody looks for: words, "words side by side" in quotes, and beginnings (น้ำ*).

    typing: the last word may not be typed to its end. What has neither a letter nor a digit is left out.
    """
    found = []
    for match in _ASKED.finditer(asked):
        quoted, bare = match.groups()
        said = quoted if bare is None else bare
        words = tuple(spelled(said.rstrip("*")))[:MOST_WORDS]
        if words:
            begun = said.endswith("*") or (typing and match.end() == len(asked) and bare is not None)
            found.append(Term(words, begun, said))
    return tuple(found[:MOST_TERMS])


def found_at(term: Term, text: str) -> Iterator[tuple[int, int]]:
    """Where a text, as it stands, says a term: from and to, in order."""
    spots, at = [], 0
    for piece in pieces(text.translate(_DIGITS)):
        spots += [(word, at, at + len(piece)) for word in _spelled_piece(piece)]
        at += len(piece)
    words = [word for word, _, _ in spots]
    size = len(term.words)
    for start in range(len(words) - size + 1):
        if _says(term, words[start : start + size]):
            yield spots[start][1], spots[start + size - 1][2]


def _says(term: Term, words: Sequence[str]) -> bool:
    if not term.begun:
        return tuple(words) == term.words
    return tuple(words[:-1]) == term.words[:-1] and words[-1].startswith(term.words[-1])


def _bare(piece: str) -> str:
    return piece.casefold() if any(sign.isalnum() for sign in piece) else ""


@lru_cache(maxsize=50_000)
def _spelled_piece(piece: str) -> tuple[str, ...]:
    return tuple(filter(None, (_bare(clean(piece)),)))


@lru_cache(maxsize=50_000)
def _written(word: str) -> str:
    return written(word)


@lru_cache(maxsize=4_000)
def _sign(sign: str) -> str:
    code = ord(sign)
    if code in _THAI:
        return _letters(code - _THAI.start, 2)
    if code < 0x80:
        return _letters(0x80 + code, 2)
    return "q" + _letters(code, 6)


def _letters(number: int, places: int) -> str:
    return "".join(_LETTERS[(number >> (4 * place)) & 15] for place in reversed(range(places)))
