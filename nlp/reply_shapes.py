"""The shapes of typed replies: endings, openings, figures, yes and no, built once from `nlp/data/reply.toml`."""

from collections.abc import Sequence
from functools import cache

import regex

from nlp.clean import canonical
from nlp.lexicon import table

__all__ = [
    "endings",
    "entries",
    "figures",
    "negations",
    "only_figures",
    "openings",
    "pieces",
    "place_first",
    "positions",
    "side",
    "squeeze",
]

_SIGNS = regex.compile(r"[^\w\u0e30-\u0e4e%+<>=?\-]+")
_EDGE = regex.compile(r"^[^\w?<>\-\u0e30-\u0e4e]+|[^\w%+?\u0e30-\u0e4e]+$")


def squeeze(text: str) -> str:
    """Return the text without spaces, emoji and punctuation that carry no meaning in an answer."""
    return str(_SIGNS.sub("", _EDGE.sub("", text)))


def side(said: str) -> str | None:
    """Return "yes" or "no" where the whole of the text says one of them, else None."""
    squeezed = squeeze(said)
    if squeezed in _squeezed("no"):
        return "no"
    return "yes" if squeezed in _squeezed("yes") else None


@cache
def _squeezed(name: str) -> frozenset[str]:
    return frozenset(squeeze(word) for word in entries(name))


def negations(text: str) -> int:
    """Return how often the text negates."""
    return sum(text.count(word) for word in entries("negation_core"))


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return a list of `nlp/data/reply.toml` in canonical spelling."""
    return tuple(canonical(word) for word in table("reply")[name])


def either(words: Sequence[str]) -> str:
    """Return any of the words, longest first, as a pattern."""
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def endings() -> regex.Pattern[str]:
    """Return polite endings, signs and emoji at the end of a reply."""
    glued, apart = either(entries("endings")), either(entries("endings_apart"))
    return regex.compile(rf"(?:(?<=[^เแโใไ])(?:{glued})|(?<=[\s0-9])(?:{apart})|[\s.!~ๆ]|[^\w\s.!~?%+)\-ะ-๎])++$")


@cache
def openings() -> regex.Pattern[str]:
    """Return words before the answer itself (ตอบ, ขอเลือก)."""
    return regex.compile(rf"^(?:(?:{either(entries('openings'))})\s*)+(?=.)")


@cache
def figures() -> regex.Pattern[str]:
    """Return a position: digits, number words, first, last, or the word between two ends of a range."""
    said = either([*table("numbers")["digit"], *table("numbers")["scale"]])
    named = either([*entries("first"), *entries("last"), *entries("through")])
    return regex.compile(rf"[0-9]+|{named}|(?:{said})+")


@cache
def positions() -> regex.Pattern[str]:
    """Return words before a position (ข้อ, อันที่) at the beginning of a reply."""
    return regex.compile(rf"^(?:{either(entries('position'))})\s*")


def _around(*more: str) -> str:
    """Return words and signs that may stand around positions, as a pattern."""
    words = [word for name in ("position", "openings", "endings", "endings_apart", *more) for word in entries(name)]
    return rf"{either(words)}|[\s.:()#\[\]\-–~!]"


@cache
def only_figures() -> regex.Pattern[str]:
    """Return a whole reply of positions and words around them."""
    figure = figures().pattern
    return regex.compile(rf"(?:{figure}|{_around('joining')}|[,/;&])++")


@cache
def place_first() -> regex.Pattern[str]:
    """Return a position followed by something else: groups `place` and `rest`."""
    return regex.compile(rf"^(?:{_around()})*+(?P<place>[0-9]{{1,2}})(?:{_around()})++(?P<rest>\S.*)$")


@cache
def _separators() -> regex.Pattern[str]:
    """Return what stands between several answers in one reply."""
    return regex.compile(rf"\s*(?:[,/;+&]|{either(entries('join'))})\s*|\s+")


def pieces(said: str) -> tuple[list[int], list[int]]:
    """Return where the pieces between separators start and where they end."""
    cuts = [found.span() for found in _separators().finditer(said)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(said)]
    kept = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
    return [start for start, _ in kept], [end for _, end in kept]
