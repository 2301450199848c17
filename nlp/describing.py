"""What was found, told: themes by size with their names, parts and quality, and where every comment went."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nlp.gathered import Gathered, Text, runs_of
from nlp.grouped import Grouping, Placed, Point, SubTheme, Theme
from nlp.label import Names, name_themes
from nlp.quality import Quality
from nlp.quoting import fitness, quotes
from nlp.splitting import Parts
from nlp.taxonomy import Category, Pointers
from nlp.vectors import Points

__all__ = ["Found", "Placing", "described"]

Groups = NDArray[np.int64]

_NAMED_BY, _PART_NAMED_BY = 200, 50  # texts that a theme, a part of one, is named by: the most typical


@dataclass(frozen=True)
class Found:
    """The themes of the texts that were learnt from.

    rows, texts, themes: one for each text; quality: of each theme; parts: within themes; category: the category that a
    theme stands for; goes_on: the earlier theme that a theme goes on; guide: where words point, and the place of each
    theme's category among its columns (-1 for a new matter).
    """

    rows: Points
    texts: Sequence[Text]
    themes: Groups
    quality: Sequence[Quality]
    parts: Parts
    category: dict[int, Category]
    goes_on: dict[int, int]
    guide: tuple[Pointers, NDArray[np.int64]] | None = None


@dataclass(frozen=True)
class Placing:
    """Theme and part (-1 for none) and likeness to the theme's centre of every different text."""

    themes: Groups
    parts: Groups
    likeness: NDArray[np.float64]


def described(
    comments: Sequence[str],
    gathered: Gathered,
    learnt: NDArray[np.intp],
    found: Found,
    placing: Placing,
    points: Mapping[int, tuple[Point, ...]],
    *,
    embedded: bool,
) -> Grouping:
    """Number the themes by size, name them, choose what shows them, and say where every comment went."""
    count = len(found.quality)
    copies = np.array([text.copies for text in gathered.texts])
    where: dict[int, int] = {text.index: at for at, text in enumerate(gathered.texts)}
    more = _more(points, gathered, where, placing)
    order = _by_size(placing.themes, copies, more, count)
    typical = _typicality(placing, count)
    said = [runs_of(text.said) for text in found.texts]
    kept = _nearest(found.themes, typical[learnt], count, _NAMED_BY)
    place = np.argsort(order)
    names = name_themes([said[i] for i in kept], [int(place[found.themes[i]]) for i in kept], count)
    raw = [comments[text.index] for text in found.texts]
    shown = _Shown(found, placing, copies, more, raw, said, found.rows.astype(np.float64), typical[learnt])
    themes = tuple(_theme(shown, int(theme), name, place) for theme, name in zip(order, names, strict=True))
    parts = {
        index: tuple(replace(point, theme=int(place[point.theme])) for point in some) for index, some in points.items()
    }
    placed = (_placed(index, gathered, where, placing, place, typical) for index in range(len(comments)))
    mainly = tuple(_mainly(one, parts[at]) if at in parts else one for at, one in enumerate(placed))
    return Grouping(mainly, themes, embedded, parts)


def _more(
    points: Mapping[int, tuple[Point, ...]], gathered: Gathered, where: Mapping[int, int], placing: Placing
) -> Counter[tuple[int, int | None]]:
    """How many comments stand in a theme, or a part of one, by a point and not as a whole; theme alone: part None."""
    more: Counter[tuple[int, int | None]] = Counter()
    for index, some in points.items():
        at = where.get(gathered.voice[index])
        mine = {(point.theme, part) for point in some for part in (None, point.sub)}
        if at is not None:
            mine -= {(int(placing.themes[at]), part) for part in (None, int(placing.parts[at]))}
        more.update(mine)
    return more


def _mainly(placed: Placed, points: Sequence[Point]) -> Placed:
    """Where a comment's main point stands: where it stands as a whole, else where its longest point does."""
    if placed.theme is not None:
        return placed
    longest = max(points, key=lambda point: (point.end - point.start, -point.start))
    return Placed(longest.theme, longest.sub, None, longest.typicality, placed.duplicate_of)


@dataclass(frozen=True)
class _Shown:
    """What themes are told from. raw, said, points, typical_learnt: of the texts that were learnt from."""

    found: Found
    placing: Placing
    copies: NDArray[np.int64]
    more: Counter[tuple[int, int | None]]
    raw: Sequence[str]
    said: Sequence[list[list[str]]]
    points: NDArray[np.float64]
    typical_learnt: NDArray[np.float64]


def _theme(shown: _Shown, theme: int, name: Names, place: NDArray[np.intp]) -> Theme:
    found, placing = shown.found, shown.placing
    quality = found.quality[theme]
    rival = None if quality.rival is None else int(place[quality.rival])
    members = placing.themes == theme
    category = found.category.get(theme)
    if category is not None:
        name = Names(category.label, name.label, name.phrases)
    return Theme(
        label=name.label,
        description=name.description,
        phrases=name.phrases,
        size=int(shown.copies[members].sum()) + shown.more[theme, None],
        distinct=int(members.sum()),
        tightness=quality.tightness,
        representatives=_quotes(shown, np.flatnonzero(found.themes == theme)),
        quality=replace(quality, rival=rival),
        subthemes=_subthemes(shown, theme, name.label),
        category=None if category is None else category.key,
        previous=found.goes_on.get(theme),
    )


def _subthemes(shown: _Shown, theme: int, label: str) -> tuple[SubTheme, ...]:
    stability = shown.found.parts.stability[theme]
    if not stability:
        return ()
    learnt = np.flatnonzero((shown.found.themes == theme) & (shown.found.parts.of >= 0))
    parts = shown.found.parts.of[learnt]
    near = _nearest(parts, shown.typical_learnt[learnt], len(stability), _PART_NAMED_BY)
    names = name_themes([shown.said[i] for i in learnt[near]], parts[near].tolist(), len(stability), under=label)
    made = []
    for part, (stable, name) in enumerate(zip(stability, names, strict=True)):
        members = (shown.placing.themes == theme) & (shown.placing.parts == part)
        made.append(
            SubTheme(
                label=name.label,
                description=name.description,
                phrases=name.phrases,
                size=int(shown.copies[members].sum()) + shown.more[theme, part],
                distinct=int(members.sum()),
                stability=round(stable, 4),
                representatives=_quotes(shown, learnt[parts == part]),
            )
        )
    return tuple(made)


def _quotes(shown: _Shown, members: NDArray[np.intp]) -> tuple[int, ...]:
    """Comments that show the texts (indices into those learnt from)."""
    texts = shown.found.texts
    chosen = quotes(
        members.tolist(),
        shown.raw,
        shown.typical_learnt,
        shown.points,
        lambda at: fitness(texts[at].personal, shown.said[at]),
    )
    return tuple(texts[i].index for i in chosen)


def _nearest(groups: Groups, typical: NDArray[np.float64], count: int, most: int) -> NDArray[np.intp]:
    """The most typical texts of each group, in their order: what it is named by."""
    chosen = []
    for group in range(count):
        members = np.flatnonzero(groups == group)
        chosen.append(members[np.argsort(-typical[members], kind="stable")[:most]])
    return np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, dtype=np.intp)


def _by_size(
    themes: Groups, copies: NDArray[np.int64], more: Counter[tuple[int, int | None]], count: int
) -> NDArray[np.intp]:
    sizes = np.bincount(themes[themes >= 0], weights=copies[themes >= 0], minlength=count)
    sizes = sizes + np.array([more[theme, None] for theme in range(count)])
    first = [int(np.argmax(themes == theme)) for theme in range(count)]
    return np.array(sorted(range(count), key=lambda theme: (-sizes[theme], first[theme])), dtype=np.intp)


def _typicality(placing: Placing, count: int) -> NDArray[np.float64]:
    """Likeness stretched over its theme: 1 for the most typical comment."""
    typical = np.zeros(len(placing.themes))
    for theme in range(count):
        members = placing.themes == theme
        if members.any():
            typical[members] = np.clip(
                placing.likeness[members] / max(float(placing.likeness[members].max()), 1e-9), 0, 1
            )
    return typical


def _placed(
    index: int,
    gathered: Gathered,
    where: dict[int, int],
    placing: Placing,
    place: NDArray[np.intp],
    typical: NDArray[np.float64],
) -> Placed:
    stands = gathered.voice[index]
    copy = stands if stands != index else None
    at = where.get(stands)
    if at is None:
        return Placed(None, None, "too_short" if gathered.letters[index] else "empty", 0.0, copy)
    theme = int(placing.themes[at])
    if theme < 0:
        return Placed(None, None, "unclear", 0.0, copy)
    part = int(placing.parts[at])
    return Placed(int(place[theme]), part if part >= 0 else None, None, round(float(typical[at]), 4), copy)
