"""Themes: comments that speak of the same matter put together, named, and later comments joined to them.

Method and figures: docs/decisions/0006-grouping.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nlp.clean import clean
from nlp.clusters import choose_number, settle, split
from nlp.duplicates import duplicates
from nlp.label import name_themes, quotes
from nlp.personal import mask
from nlp.vectors import Points, points
from nlp.words import content_words, runs, standard

__all__ = ["FEWEST", "Grouping", "Placed", "Theme", "TooFewComments", "Why", "group"]

FEWEST = 10

Why = Literal["empty", "too_short", "unclear"]
Progress = Callable[[str, float], None]


class TooFewComments(ValueError):
    """Fewer comments with something to group by than themes can be made of.

    given: comments handed in; usable: those that say something; needed: the fewest usable ones.
    """

    def __init__(self, given: int, usable: int, needed: int = FEWEST) -> None:
        super().__init__(f"{usable} usable comments of {given}; at least {needed} are needed")
        self.given, self.usable, self.needed = given, usable, needed


@dataclass(frozen=True)
class Placed:
    """Where one comment went.

    theme: index into Grouping.themes, or None with why. typicality: 0 (at the edge of its theme) to 1 (at its heart).
    duplicate_of: index of the comment that stands for it, where it is the same text or nearly; else None.
    """

    theme: int | None
    why: Why | None
    typicality: float
    duplicate_of: int | None


@dataclass(frozen=True)
class Theme:
    """One theme: its name, key phrases, how many comments and different texts, and up to five telling comments.

    tightness: mean likeness of its texts to its centre, 0 to 1. representatives: indices of comments.
    """

    label: str
    description: str
    phrases: tuple[str, ...]
    size: int
    distinct: int
    tightness: float
    representatives: tuple[int, ...]


@dataclass(frozen=True)
class Grouping:
    """comments: one Placed for each comment given, in order; themes: largest first."""

    comments: tuple[Placed, ...]
    themes: tuple[Theme, ...]


@dataclass(frozen=True)
class _Read:
    """One different text, read: where it stands among the comments, and its words."""

    index: int
    text: str
    runs: list[list[str]]
    words: list[str]
    content: list[str]


def group(
    comments: Sequence[str], *, groups: int | None = None, seed: int = 0, progress: Progress | None = None
) -> Grouping:
    """Put comments that speak of the same matter into one theme.

    comments: raw Thai text, one opinion each. groups: how many themes; chosen by stability where None. progress is told
    a step and a share of the whole (0 … 1). Deterministic for a seed, independent of the order of the comments; near
    duplicates count but do not pull. Personal data never enters labels. Raises TooFewComments below 10 usable comments,
    ValueError for groups below 1.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if groups is not None and groups < 1:
        raise ValueError("groups must be 1 or more")
    told = progress or (lambda step, share: None)
    with threadpool_limits(limits=1):  # sums over threads differ in their last digits from run to run
        return _group(comments, groups, seed, told)


def _group(comments: Sequence[str], groups: int | None, seed: int, told: Progress) -> Grouping:
    masked = _masked(comments, told)
    voice = duplicates(masked)
    told("words", 0.2)
    read = _read(masked, voice, told)
    copies = Counter(voice)
    usable = sum(copies[item.index] for item in read)
    if usable < FEWEST:
        raise TooFewComments(len(comments), usable)
    told("vectors", 0.4)
    rows = points(
        [clean(item.text) for item in read],
        [item.words for item in read],
        [item.content for item in read],
        seed=seed,
        progress=lambda share: told("vectors", 0.4 + 0.25 * share),
    )
    told("groups", 0.65)
    placed = rows.any(axis=1)
    if not placed.any():  # so few or so alike that no word is shared and none tells them apart: one theme
        rows, placed = np.ones((len(read), 1)), np.ones(len(read), dtype=bool)
    weight = np.array([copies[item.index] for item in read])
    number = min(groups or choose_number(rows[placed], seed), int(placed.sum()))
    cut = split(rows[placed], number, seed)
    themes = np.full(len(read), -1)
    themes[placed] = settle(rows[placed], cut, weight[placed], dissolve=groups is None)
    told("labels", 0.85)
    done = _describe(comments, voice, read, rows, themes, weight)
    told("done", 1.0)
    return done


def _masked(comments: Sequence[str], told: Progress) -> list[str]:
    found = []
    for place, comment in enumerate(comments):
        found.append(mask(comment).without())
        if place % 500 == 0:
            told("reading", 0.15 * place / len(comments))
    return found


def _read(masked: Sequence[str], voice: Sequence[int], told: Progress) -> list[_Read]:
    """The different texts that say something, in an order of their own."""
    firsts = sorted(set(voice), key=lambda index: (clean(masked[index]), masked[index]))
    found = []
    for place, index in enumerate(firsts):
        said = runs(masked[index])
        words = [standard(word) for run in said for word in run]
        content = content_words(words)
        if content:
            found.append(_Read(index, masked[index], said, words, content))
        if place % 500 == 0:
            told("words", 0.2 + 0.2 * place / len(firsts))
    return found


def _describe(
    comments: Sequence[str],
    voice: Sequence[int],
    read: Sequence[_Read],
    rows: Points,
    themes: NDArray[np.int64],
    weight: NDArray[np.int64],
) -> Grouping:
    """Number the themes by size, place every comment, name the themes and choose what shows them."""
    count = int(themes.max()) + 1
    likeness = _likeness(rows, themes, count)
    themes, count = _largest_first(themes, weight)
    typical = _typicality(likeness, themes, count)
    texts = [comments[item.index] for item in read]
    kept = np.flatnonzero(themes >= 0)
    names = name_themes([read[int(i)].runs for i in kept], [int(themes[i]) for i in kept], count)
    described = []
    for theme, name in enumerate(names):
        members = np.flatnonzero(themes == theme)
        described.append(
            Theme(
                label=name.label,
                description=name.description,
                phrases=name.phrases,
                size=int(weight[members].sum()),
                distinct=len(members),
                tightness=round(float(np.clip(likeness[members].mean(), 0, 1)), 4),
                representatives=tuple(read[i].index for i in quotes(members.tolist(), texts, typical, rows)),
            )
        )
    where = {item.index: (int(themes[i]), float(typical[i])) for i, item in enumerate(read)}
    return Grouping(tuple(_placed(i, comments, voice, where) for i in range(len(comments))), tuple(described))


def _placed(index: int, comments: Sequence[str], voice: Sequence[int], where: dict[int, tuple[int, float]]) -> Placed:
    copy = voice[index] if voice[index] != index else None
    if voice[index] not in where:
        said = any(letter.isalpha() for letter in clean(comments[index]))
        return Placed(None, "too_short" if said else "empty", 0.0, copy)
    theme, typical = where[voice[index]]
    return Placed(theme, None, round(typical, 4), copy) if theme >= 0 else Placed(None, "unclear", 0.0, copy)


def _likeness(rows: Points, themes: NDArray[np.int64], count: int) -> Points:
    """Cosine of each comment with the centre of its theme; 0 where it has none."""
    likeness = np.zeros(len(rows))
    for theme in range(count):
        members = np.flatnonzero(themes == theme)
        centre = rows[members].mean(axis=0)
        likeness[members] = rows[members] @ centre / max(float(np.linalg.norm(centre)), 1e-9)
    return likeness


def _largest_first(themes: NDArray[np.int64], weight: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    sizes = np.bincount(themes[themes >= 0], weights=weight[themes >= 0])
    first = {int(theme): int(np.argmax(themes == theme)) for theme in np.flatnonzero(sizes)}
    order = sorted(first, key=lambda theme: (-sizes[theme], first[theme]))
    number = {theme: place for place, theme in enumerate(order)}
    return np.array([number.get(int(theme), -1) for theme in themes]), len(order)


def _typicality(likeness: Points, themes: NDArray[np.int64], count: int) -> Points:
    """Likeness stretched over its theme: 1 for the most typical comment."""
    typical = np.zeros(len(likeness))
    for theme in range(count):
        members = themes == theme
        typical[members] = np.clip(likeness[members] / max(float(likeness[members].max()), 1e-9), 0, 1)
    return typical
