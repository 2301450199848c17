"""Hide small numbers of people so that they cannot be reckoned back from the total."""

from collections.abc import Sequence

FEWEST_SHOWN = 5  # a number of people below it is not told to the public


def hidden(counts: Sequence[int]) -> set[int]:
    """Which of counts that add up to a total shown beside them stay untold, by place.

    Numbers from 1 to 4 are. Where that would leave one of them, or several that add up to fewer than five, to be had
    by taking the others from the total, the next larger one is hidden too, until that is so no more.
    """
    gone = {at for at, n in enumerate(counts) if 0 < n < FEWEST_SHOWN}
    if not gone:
        return gone
    others = sorted((at for at, n in enumerate(counts) if n >= FEWEST_SHOWN), key=lambda at: (counts[at], at))
    while others and (len(gone) < 2 or sum(counts[at] for at in gone) < FEWEST_SHOWN):
        gone.add(others.pop(0))
    return gone


def all_hidden(counts: Sequence[int]) -> bool:
    """Whether nothing can be told of these counts but that there were few: their whole is small, or all are hidden."""
    gone = hidden(counts)
    return sum(counts) < FEWEST_SHOWN or len(gone) == 1
