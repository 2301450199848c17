"""Which numbers a wall may show: none from 1 to 4, and none by which one of those could be worked out."""

from collections.abc import Mapping, Sequence

from consultation.responses.small import hidden


def shown(counts: Sequence[int], *, all_of_them: bool = False) -> tuple[int | None, ...]:
    """The same counts, None where a number stays hidden. all_of_them: the meeting shows small numbers too.

    Beside hidden numbers that are one alone, or together fewer than five, the smallest other is hidden too: the sum,
    which the wall shows elsewhere, would give them away.
    """
    if all_of_them:
        return tuple(counts)
    gone = hidden(counts)
    return tuple(None if at in gone else n for at, n in enumerate(counts))


def named(counts: Mapping[str, int], *, all_of_them: bool = False) -> dict[str, int | None]:
    """`shown` of counts that have names."""
    return dict(zip(counts, shown(list(counts.values()), all_of_them=all_of_them), strict=True))
