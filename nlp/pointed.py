"""Comments of several points in their themes: a point leaves its comment only where another theme is clearly nearer.

Themes are learnt from whole comments, as most are of one point. Where the writing says that a comment makes several
(`nlp.units`), each is placed by what was learnt; what says too little, or lies in no other theme clearly, stays with
the comment. So a comment is taken apart only where both its writing and its matter say so.
"""

from collections.abc import Hashable, Sequence
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from nlp.describing import Found, Placing
from nlp.gathered import Gathered, Piece
from nlp.grouped import Point
from nlp.workers import Workers

__all__ = ["Part", "parts_of", "pointed"]

_CHUNK = 2_000

Key = TypeVar("Key", bound=Hashable)
Handed = tuple[str, int, int]


class Part(NamedTuple, Generic[Key]):
    """Neighbouring points that stand in one theme: where they stand, and the place of the longest that lies there."""

    start: int
    end: int
    theme: Key
    longest: int


def parts_of(
    points: Sequence[tuple[int, int]], themes: Sequence[Key | None], whole: Key | None
) -> tuple[Part[Key], ...]:
    """Return the parts of a comment that stand in different themes; none where it stands as a whole.

    points: from where to where each; themes: where each lies, None where it says too little or nothing clear; whole:
    where the comment lies as a whole, None for nowhere. A comment whose points all lie elsewhere than itself is not
    taken apart: the evidence is against each other.
    """
    held = _held(themes, whole)
    kinds = set(held)
    if len(kinds) < 2 or (whole is not None and whole not in kinds):
        return ()
    parts: list[Part[Key]] = []
    for theme, places in groupby(range(len(held)), key=lambda place: held[place]):
        run = list(places)
        longest = max(run, key=lambda at: (themes[at] == theme, points[at][1] - points[at][0], -at))
        parts.append(Part(points[run[0]][0], points[run[-1]][1], theme, longest))
    return tuple(parts)


def _held(themes: Sequence[Key | None], whole: Key | None) -> list[Key]:
    """Where each point stands: what lies nowhere goes with the comment, else with the point before it, or the first."""
    held: list[Key] = []
    last = whole if whole is not None else next((theme for theme in themes if theme is not None), None)
    for theme in themes:
        if theme is not None:
            held.append(theme)
        elif last is not None:
            held.append(last)
        last = whole if whole is not None else theme if theme is not None else last
    return held


def pointed(gathered: Gathered, found: Found, placing: Placing, workers: Workers) -> dict[int, tuple[Point, ...]]:
    """Return the parts of each comment (by its index) that stands in two themes or more, by the shared model."""
    if not gathered.several:
        return {}
    where = {text.index: at for at, text in enumerate(gathered.texts)}
    indices = sorted(gathered.several)
    stands = {index: where.get(gathered.voice[index], -1) for index in indices}
    whole = {index: int(placing.themes[at]) if at >= 0 else -1 for index, at in stands.items()}
    handed = [(piece.said, 1, whole[index]) for index in indices for piece in gathered.several[index]]
    themes, subs, alike = _placed(handed, workers)
    tops = _tops(placing, len(found.quality))
    made: dict[int, tuple[Point, ...]] = {}
    at = 0
    for index in indices:
        pieces = gathered.several[index]
        here = slice(at, at + len(pieces))
        at = here.stop
        points = _points(pieces, themes[here], subs[here], alike[here] / np.maximum(tops[themes[here]], 1e-9))
        if found_parts := _parts(points, pieces, whole[index]):
            made[index] = found_parts
    return made


def _points(
    pieces: Sequence[Piece], themes: NDArray[np.int64], subs: NDArray[np.int64], typical: NDArray[np.float64]
) -> list[Point | None]:
    return [
        Point(piece.start, piece.end, int(theme), int(sub) if sub >= 0 else None, round(float(np.clip(share, 0, 1)), 4))
        if theme >= 0
        else None
        for piece, theme, sub, share in zip(pieces, themes, subs, typical, strict=True)
    ]


def _parts(points: Sequence[Point | None], pieces: Sequence[Piece], whole: int) -> tuple[Point, ...]:
    themes = [point.theme if point else None for point in points]
    parts = parts_of([(piece.start, piece.end) for piece in pieces], themes, whole if whole >= 0 else None)
    return tuple(_part(part, points[part.longest]) for part in parts)


def _part(part: Part[int], longest: Point | None) -> Point:
    sub, typical = (longest.sub, longest.typicality) if longest else (None, 0.0)  # too little to lie anywhere itself
    return Point(part.start, part.end, part.theme, sub, typical)


def _placed(
    handed: Sequence[Handed], workers: Workers
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    chunks = [handed[start : start + _CHUNK] for start in range(0, len(handed), _CHUNK)]
    themes, subs, alike = zip(*workers.map("nlp.placing:place_some", chunks), strict=True)
    return np.concatenate(themes), np.concatenate(subs), np.concatenate(alike)


def _tops(placing: Placing, count: int) -> NDArray[np.float64]:
    """The likeness of each theme's most typical text."""
    tops = np.zeros(count)
    placed = placing.themes >= 0
    np.maximum.at(tops, placing.themes[placed], placing.likeness[placed])
    return tops
