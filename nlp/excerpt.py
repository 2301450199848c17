"""The part of a text that says what is looked for, with the found words told apart."""

from collections.abc import Sequence

from nlp.company import together
from nlp.sought import Term, found_at

__all__ = ["Piece", "excerpt"]

Piece = tuple[str, bool]  # a piece of text, and whether it is what was found


def excerpt(terms: Sequence[Term], text: str, most: int = 240) -> tuple[list[Piece], bool, bool]:
    """A text of at most so many signs around the first place that says a term, in pieces; whether it is cut before and
    after. No vowel or tone is parted from its letter.
    """
    spots = _apart(sorted(spot for term in terms for spot in found_at(term, text)))
    begin, stop = _window(text, spots[0] if spots else (0, 0), most)
    pieces: list[Piece] = []
    at = begin
    for start, end in spots:
        if start >= begin and end <= stop:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:stop], False))
    return [piece for piece in pieces if piece[0]], begin > 0, stop < len(text)


def _window(text: str, spot: tuple[int, int], most: int) -> tuple[int, int]:
    if len(text) <= most:
        return 0, len(text)
    begin = max(0, min(spot[0] - most // 3, len(text) - most))
    stop = min(len(text), max(begin + most, spot[1]))
    while 0 < begin < spot[0] and together(text[begin - 1], text[begin]):
        begin += 1
    while spot[1] < stop < len(text) and together(text[stop - 1], text[stop]):
        stop -= 1
    return begin, stop


def _apart(spots: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spots that run into each other as one."""
    found: list[tuple[int, int]] = []
    for start, end in spots:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
