"""Earlier themes gone on with: what was together stays together, new comments join, new matters become themes."""

import numpy as np
from numpy.typing import NDArray

from nlp.clusters import cut, loose_rows, own_and_next
from nlp.draws import Draws
from nlp.trees import Groups, centres_of
from nlp.vectors import Points

__all__ = ["CLEARLY", "continued"]

CLEARLY = 0.15  # how much nearer another theme must be before an earlier member goes over
_ROUNDS = 3
_STRANGE = 0.3  # likeness to every earlier theme under which a new text may be of a new matter
_FEWEST, _SHARE = 8, 0.02  # texts of a new matter
_TIGHT = 0.35


def continued(
    rows: Points, draws: Draws, weight: NDArray[np.int64], earlier: Groups, groups: int | None
) -> tuple[Groups, dict[int, int]]:
    """Return the theme of each row (-1 where it fits in none), and the earlier theme that each theme goes on.

    earlier: theme of each row before, -1 for new rows. groups: how many themes are wanted; more than before are made by
    taking new matters and then the loosest themes apart, fewer by joining the nearest.
    """
    names = np.unique(earlier[earlier >= 0])
    themes = np.searchsorted(names, earlier)
    themes[earlier < 0] = -1
    new = themes < 0
    for _ in range(_ROUNDS):
        known = themes >= 0
        alike = _alike(rows, rows[known], themes[known])
        best = alike.argmax(axis=1)
        own = alike[np.arange(len(rows)), np.maximum(themes, 0)]
        goes = new | (alike.max(axis=1) - own > CLEARLY)
        again = np.where(goes, best, themes)
        if (again == themes).all():
            break
        themes = again
    count = len(names)
    if groups is None:
        themes = _surfaced(rows, draws, themes, new, count)
    else:
        themes = _as_many(rows, draws, themes, groups)
    loose = loose_rows(rows, themes, weight) & new
    themes = np.where(loose, -1, themes)
    kept = np.unique(themes[themes >= 0])
    goes_on = {at: int(names[theme]) for at, theme in enumerate(kept) if theme < count}
    return np.where(themes >= 0, np.searchsorted(kept, themes), -1), goes_on


def _alike(rows: Points, members: Points, themes: Groups) -> NDArray[np.float64]:
    centres = centres_of(members, themes)
    return np.asarray(rows @ (centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)).T)


def _surfaced(rows: Points, draws: Draws, themes: Groups, new: NDArray[np.bool_], count: int) -> Groups:
    """Matters among the new texts that no earlier theme is like, where there are enough of them, close together."""
    own = _alike(rows, rows[~new], themes[~new]).max(axis=1)
    strange = np.flatnonzero(new & (own < _STRANGE))
    least = max(_FEWEST, int(_SHARE * len(rows)))
    if len(strange) < least:
        return themes
    found = cut(rows[strange], max(len(strange) // least, 1), draws.of(strange))
    tight, _ = own_and_next(rows[strange], found)
    for place in range(int(found.max()) + 1):
        members = found == place
        if members.sum() >= least and float(tight[members].mean()) >= _TIGHT:
            themes[strange[members]] = count
            count += 1
    return themes


def _as_many(rows: Points, draws: Draws, themes: Groups, groups: int) -> Groups:
    """Take the loosest theme apart, or join the nearest two, until there are as many as wanted."""
    while (kept := np.unique(themes)).size < groups:
        own, _ = own_and_next(rows, np.searchsorted(kept, themes))
        spread = {int(k): float((1 - own[themes == k]).sum()) for k in kept if (themes == k).sum() > 1}
        if not spread:
            break
        members = np.flatnonzero(themes == max(spread, key=lambda k: (spread[k], -k)))
        halves = cut(rows[members], 2, draws.of(members))
        if halves.max() < 1:
            break
        themes = themes.copy()
        themes[members[halves == np.bincount(halves).argmin()]] = int(themes.max()) + 1
    while (kept := np.unique(themes)).size > groups:
        at = np.searchsorted(kept, themes)
        sizes = np.bincount(at).astype(np.float64)
        centres = centres_of(rows, at).astype(np.float64)
        apart = ((centres[:, None] - centres) ** 2).sum(axis=2) * sizes[:, None] * sizes / (sizes[:, None] + sizes)
        np.fill_diagonal(apart, np.inf)
        one, other = sorted(np.unravel_index(int(apart.argmin()), apart.shape))
        themes = np.where(at == other, kept[one], themes)
    return themes
