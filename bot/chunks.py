"""Text measured as the platforms measure it, shortened and split without ever cutting a letter apart.

LINE counts message text in UTF-16 units and labels in graphemes, Telegram counts message text in UTF-16 units and
button data in bytes. A Thai letter with its vowel and tone mark is one grapheme of several code points: it stays whole.
"""

from collections.abc import Callable

import regex

Measure = Callable[[str], int]

_GRAPHEME = regex.compile(r"\X")
# A space that carries a mark is a grapheme of its own and no border.
_NO_MARK = r"(?![\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}])"
# From the best place to break a text to the least good. Thai ends a sentence with a space.
_BORDERS = tuple(regex.compile(border + _NO_MARK) for border in (r"\n\s*\n", r"\n", r"[.!?…ฯ]\s+", r"\s+"))
_ELLIPSIS = "…"


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units: an emoji outside the basic plane counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """The length of a text in bytes of UTF-8: a Thai character counts three."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """The length of a text in graphemes, which is what a reader would call letters."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def shorten(text: str, limit: int, measure: Measure = graphemes) -> str:
    """The text, or as many whole graphemes of it as fit in `limit` together with an ellipsis (limit ≥ 1)."""
    if measure(text) <= limit:
        return text
    head, _ = _cut(text, limit - measure(_ELLIPSIS), measure)
    return head.rstrip() + _ELLIPSIS


def split(text: str, limit: int, measure: Measure = utf16) -> list[str]:
    """The text in pieces of at most `limit` (≥ 4), broken where a reader would: paragraph, line, sentence, space.

    Space around the pieces is dropped, and so are empty pieces. A text without any border is cut between graphemes;
    only a single grapheme that is itself longer than the limit is cut between code points.
    """
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        piece, rest = _first(rest, limit, measure)
        if piece:
            pieces.append(piece)
    return pieces


def _first(text: str, limit: int, measure: Measure) -> tuple[str, str]:
    """The first piece of a text and what is left of it."""
    if measure(text) <= limit:
        return text, ""
    head, tail = _cut(text, limit, measure)
    if not head:
        head, tail = _cut_code_points(text, limit, measure)
    at = _border(head + tail[:1]) if tail[:1].isspace() else _border(head)
    return text[:at].rstrip(), text[at:].lstrip()


def _border(head: str) -> int:
    """Where to break: after the last border of the best kind in the second half, or at the end."""
    for border in _BORDERS:
        ends: list[int] = [found.end() for found in border.finditer(head, len(head) // 2)]
        if ends:
            return ends[-1]
    return len(head)


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
