"""Text measured as the platforms measure it, shortened and split without ever cutting a letter apart.

LINE counts message text in UTF-16 units and labels in graphemes, Telegram counts message text in UTF-16 units and
button data in bytes. A Thai letter with its vowel and tone mark is one grapheme of several code points: it stays whole.
So does a syllable with the vowels that Unicode counts as graphemes of their own: nothing is cut behind เ or before า.
"""

import json
from collections.abc import Callable
from functools import lru_cache

import regex

from nlp.words import pieces as words

Measure = Callable[[str], int]

_GRAPHEME = regex.compile(r"\X")
# A space that carries a mark is a grapheme of its own and no border.
_NO_MARK = r"(?![\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}])"
# From the best place to break a text to the least good. Thai ends a sentence with a space.
_BORDERS = tuple(regex.compile(border + _NO_MARK) for border in (r"\n\s*\n", r"\n", r"[.!?…ฯ]\s+", r"\s+"))
_ELLIPSIS = "…"
LABEL = 60  # characters: what is as short is mostly the label of a button
_LEADING, _FOLLOWING = frozenset("เแโใไ"), frozenset("ะาๅฯๆ")  # vowels before their consonant; signs behind a syllable
_TAIL = 120  # characters at the end of a piece that are cut into words, where nothing else breaks it
# Blank to the eye although no white space: fillers and the empty Braille cell.
_UNSEEN = regex.compile(r"[\s\p{C}\u115F\u1160\u2800\u3164\uFFA0]*")


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units: an emoji outside the basic plane counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """The length of a text in bytes of UTF-8: a Thai character counts three."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """The length of a text in graphemes, which is what a reader would call letters."""
    return len(text) if text.isascii() and "\r" not in text else len(_GRAPHEME.findall(text))


def json_bytes(value: object) -> int:
    """The length of a value in bytes of JSON as Python writes it, which no other way of writing it exceeds."""
    return len(json.dumps(value))


def blank(text: str) -> bool:
    """Whether nothing of a text can be seen: a platform refuses it."""
    if text[:1] < "\u1100" and text[:1].isalnum():  # the fillers, which count as letters too, come after these
        return False
    return _UNSEEN.fullmatch(text) is not None


def shorten(text: str, limit: int, measure: Measure = graphemes) -> str:
    """The text, or as many whole graphemes of it as fit in `limit` together with an ellipsis (limit ≥ 1)."""
    return (_label_shortened if len(text) <= LABEL else _shortened)(text, limit, measure)


def _shortened(text: str, limit: int, measure: Measure) -> str:
    if measure(text) <= limit:
        return text
    head, tail = _cut(text, limit - measure(_ELLIPSIS), measure)
    return text[: _syllable(head, tail)].rstrip() + _ELLIPSIS


# Labels come again with every question; a longer text, which may be somebody's own, is kept nowhere.
_label_shortened = lru_cache(maxsize=4096)(_shortened)


def split(text: str, limit: int, measure: Measure = utf16) -> list[str]:
    """The text in pieces of at most `limit` (≥ 4), broken where a reader would: paragraph, line, sentence, space, word.

    Space around the pieces is dropped, and so are pieces in which nothing can be seen. A text without any border is cut
    between graphemes; only a single grapheme that is itself longer than the limit is cut between code points.
    """
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        piece, rest = _first(rest, limit, measure)
        if not blank(piece):
            pieces.append(piece)
    return pieces


def _first(text: str, limit: int, measure: Measure) -> tuple[str, str]:
    """The first piece of a text and what is left of it."""
    if measure(text) <= limit:
        return text, ""
    head, tail = _cut(text, limit, measure)
    if not head:
        head, tail = _cut_code_points(text, limit, measure)
    at = (_border(head + tail[:1]) or len(head)) if tail[:1].isspace() else _border(head) or _word(head, tail)
    return text[:at].rstrip(), text[at:].lstrip()


def _border(head: str) -> int:
    """Where to break: after the last border of the best kind in the second half; 0 where there is none."""
    for border in _BORDERS:
        ends: list[int] = [found.end() for found in border.finditer(head, len(head) // 2)]
        if ends:
            return ends[-1]
    return 0


def _word(head: str, tail: str) -> int:
    """Where the last word ends that is whole in `head`, which has no better border; else where its last syllable does.

    Words are cut from what is around the end alone: a word that begins there cannot be seen whole otherwise.
    """
    start, borders = max(len(head) - _TAIL, len(head) // 2), _ends(head)
    ends, at = [], start
    for word in words(head[start:] + tail[:_TAIL]):
        at += len(word)
        ends.append(at)
    inside = {end for end in borders if not _parts_a_vowel(head + tail[:1], end)}
    return max((end for end in ends if end in inside), default=0) or _syllable(head, tail)


def _syllable(head: str, tail: str) -> int:
    """The end of `head`, moved back so far that no Thai vowel is parted from its consonant."""
    text = head + tail[:1]
    return next((end for end in reversed(_ends(head)) if not _parts_a_vowel(text, end)), len(head))


def _parts_a_vowel(text: str, end: int) -> bool:
    return text[end - 1] in _LEADING or text[end : end + 1] in _FOLLOWING


def _ends(head: str) -> list[int]:
    return [found.end() for found in _GRAPHEME.finditer(head)]


def _cut(text: str, limit: int, measure: Measure) -> tuple[str, str]:
    """The longest beginning of whole graphemes within the limit, and the rest."""
    taken = end = 0
    for found in _GRAPHEME.finditer(text):
        size = measure(found.group())
        if taken + size > limit:
            break
        taken, end = taken + size, found.end()
    return text[:end], text[end:]


def _cut_code_points(text: str, limit: int, measure: Measure) -> tuple[str, str]:
    """The longest beginning of whole code points within the limit, at least one, and the rest."""
    taken = end = 0
    for letter in text:
        taken += measure(letter)
        if taken > limit and end:
            break
        end += 1
    return text[:end], text[end:]
