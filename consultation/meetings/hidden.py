"""Which numbers a wall may show: none from 1 to 4, and none by which one of those could be worked out."""

from collections.abc import Mapping, Sequence

from consultation.opinion.views import FEWEST_SHOWN


def shown(counts: Sequence[int], *, all_of_them: bool = False) -> tuple[int | None, ...]:
    """The same counts, None where a number stays hidden. all_of_them: the meeting shows small numbers too.

    Beside one hidden number alone the smallest other is hidden too: the sum, which the wall shows elsewhere, would
    give the first away.
    """
    if all_of_them:
        return tuple(counts)
    small = {at for at, n in enumerate(counts) if 0 < n < FEWEST_SHOWN}
    if len(small) == 1 and (others := [at for at, n in enumerate(counts) if n and at not in small]):
        small.add(min(others, key=lambda at: (counts[at], at)))
    return tuple(None if at in small else n for at, n in enumerate(counts))


def named(counts: Mapping[str, int], *, all_of_them: bool = False) -> dict[str, int | None]:
    """`shown` of counts that have names."""
    return dict(zip(counts, shown(list(counts.values()), all_of_them=all_of_them), strict=True))
