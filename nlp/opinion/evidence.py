"""Counts of votes by group, and the tests behind every claim: what speaks for a group, what all share, what divides.

The tests are Polis's (one-tailed, 90 %); the floors before something is called common ground, a difference or uncertain
are Jigsaw's, once measured on their own conversations. Shares are smoothed by one vote either way, (n + 1) / (all + 2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.opinion.landscape import Floats, Ints, Table

__all__ = [
    "COMMON_SHARE",
    "COMMON_VOTES",
    "GAP",
    "MOST_SPEAKING",
    "SURE",
    "Counts",
    "Speaking",
    "common_ground",
    "consensus",
    "counts",
    "gaps",
    "proportion_test",
    "speaking",
    "two_proportions_test",
    "uncertain",
]

SURE = 1.2816  # one-tailed, 90 %
MOST_SPEAKING = 5
COMMON_VOTES, COMMON_SHARE = 20, 0.6
GAP = 0.3
UNCERTAIN = 0.2


@dataclass(frozen=True)
class Counts:
    """Votes of each group on each statement: arrays k × m. seen counts passes too."""

    agree: Ints
    disagree: Ints
    seen: Ints

    def share(self, side: int) -> Floats:
        """Smoothed share that agrees (side 1) or disagrees (side -1), for each group and statement."""
        return np.asarray((self.side(side) + 1) / (self.seen + 2))

    def side(self, side: int) -> Ints:
        """Votes for a side."""
        return self.agree if side > 0 else self.disagree

    def others(self) -> "Counts":
        """For each group the votes of all others."""
        return Counts(*(part.sum(axis=0) - part for part in (self.agree, self.disagree, self.seen)))


@dataclass(frozen=True)
class Speaking:
    """A statement that speaks for a group. side: 1 agree, -1 disagree; for_it of seen votes; share smoothed; ratio: how
    many times likelier in the group than outside; sure: whether both tests hold (else only the best there was)."""

    statement: int
    side: int
    for_it: int
    seen: int
    share: float
    ratio: float
    sure: bool


def counts(votes: Table, group: Ints | None = None) -> Counts:
    """Count votes by group; people without one (-1) are not counted. Without groups: one row of everybody."""
    if group is None:
        group, number = np.zeros(len(votes.people), dtype=np.int64), 1
    else:
        number = int(group.max(initial=-1)) + 1
    size = len(votes.statements)
    of = group[votes.row]
    place = of * size + votes.column

    def tally(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(place[which & (of >= 0)], minlength=number * size).reshape(number, size)

    everything = np.ones(len(place), dtype=bool)
    return Counts(tally(votes.vote == 1), tally(votes.vote == -1), tally(everything))


def proportion_test(hits: NDArray[np.int64], tries: NDArray[np.int64]) -> Floats:
    """z of a share being above a half, smoothed."""
    return np.asarray(2 * np.sqrt(tries + 1) * ((hits + 1) / (tries + 1) - 0.5))


def two_proportions_test(hits: Ints, tries: Ints, other_hits: Ints, other_tries: Ints) -> Floats:
    """z of a share being above another, smoothed; 0 where neither can vary."""
    one, other = (hits + 1) / (tries + 1), (other_hits + 1) / (other_tries + 1)
    pooled = (hits + other_hits + 2) / (tries + other_tries + 2)
    spread = np.sqrt(np.clip(pooled * (1 - pooled), 0, None) * (1 / (tries + 1) + 1 / (other_tries + 1)))
    return np.asarray(np.divide(one - other, spread, out=np.zeros_like(spread), where=spread > 1e-12))


def speaking(found: Counts, allowed: NDArray[np.bool_]) -> tuple[tuple[Speaking, ...], ...]:
    """For each group at most five statements that speak for it, agreed ones first.

    A statement speaks for a group where its share is surely above a half and surely above that of all others. Where
    none does, the one that comes nearest stands alone, marked unsure; a group that voted on nothing has none.
    """
    rest = found.others()
    by_side = {side: _tested(found, rest, side) for side in (1, -1)}
    return tuple(_of_group(found, by_side, group, allowed) for group in range(len(found.seen)))


@dataclass(frozen=True)
class _Tested:
    share: Floats
    ratio: Floats
    above_half: Floats
    above_others: Floats

    def worth(self) -> Floats:
        return np.asarray(self.ratio * self.above_others * self.share * self.above_half)


def _tested(found: Counts, rest: Counts, side: int) -> _Tested:
    mine, theirs = found.side(side), rest.side(side)
    return _Tested(
        share=found.share(side),
        ratio=found.share(side) / rest.share(side),
        above_half=proportion_test(mine, found.seen),
        above_others=two_proportions_test(mine, found.seen, theirs, rest.seen),
    )


def _of_group(
    found: Counts, by_side: dict[int, _Tested], group: int, allowed: NDArray[np.bool_]
) -> tuple[Speaking, ...]:
    agree, disagree = by_side[1], by_side[-1]
    voted = allowed & (found.agree[group] + found.disagree[group] > 0)
    side = np.where(agree.above_others[group] > disagree.above_others[group], 1, -1)

    def of(part: str) -> Floats:
        return np.asarray(np.where(side > 0, getattr(agree, part)[group], getattr(disagree, part)[group]))

    strongest = of("above_others")
    passes = voted & (strongest > SURE) & (of("above_half") > SURE)
    worth = np.where(side > 0, agree.worth()[group], disagree.worth()[group])
    chosen = np.flatnonzero(passes)
    chosen = chosen[np.argsort(-worth[chosen], kind="stable")]
    best = _best_agreed(agree, found, group, voted)
    if len(chosen) == 0:
        alone = best if best is not None else (_argmax(strongest, voted) if voted.any() else None)
        kept = [] if alone is None else [(alone, 1 if best is not None else int(side[alone]), False)]
    else:
        kept = [(int(place), int(side[place]), True) for place in chosen if place != best]
        kept = ([(best, 1, bool(passes[best] and side[best] > 0))] if best is not None else []) + kept
    first = sorted(kept[:MOST_SPEAKING], key=lambda item: -item[1])
    return tuple(_speaks(found, by_side[item[1]], group, *item) for item in first)


def _speaks(found: Counts, tested: _Tested, group: int, place: int, side: int, sure: bool) -> Speaking:
    return Speaking(
        statement=place,
        side=side,
        for_it=int(found.side(side)[group, place]),
        seen=int(found.seen[group, place]),
        share=round(float(tested.share[group, place]), 4),
        ratio=round(float(tested.ratio[group, place]), 4),
        sure=sure,
    )


def _best_agreed(agree: _Tested, found: Counts, group: int, voted: NDArray[np.bool_]) -> int | None:
    """The agreed statement that is to stand first: what the group says more than others, else what it simply says."""
    share, ratio, half = agree.share[group], agree.ratio[group], agree.above_half[group]
    good = voted & ((half > SURE) | ((ratio > 1.0) & (share > 0.5)))
    if not good.any():
        return None
    more = good & (ratio > 1.0)
    return _argmax(agree.worth()[group], more) if more.any() else _argmax(share * half, good)


def _argmax(values: Floats, among: NDArray[np.bool_]) -> int:
    return int(np.argmax(np.where(among, values, -np.inf)))


def consensus(everybody: Counts, side: int, allowed: NDArray[np.bool_]) -> tuple[int, ...]:
    """At most five statements that a majority of all people surely agrees (or disagrees) with, the surest first.

    everybody: one row, of all who voted; as in Polis, those who did not enter count here.
    """
    share = everybody.share(side)[0]
    test = proportion_test(everybody.side(side)[0], everybody.seen[0])
    chosen = np.flatnonzero(allowed & (share > 0.5) & (test > SURE))
    return tuple(int(place) for place in chosen[np.argsort(-(share * test)[chosen], kind="stable")][:MOST_SPEAKING])


def common_ground(found: Counts, side: int, allowed: NDArray[np.bool_]) -> tuple[int, ...]:
    """Statements that may be called common: 20 votes or more, and 60 % or more of every group; most shared first."""
    if not len(found.seen):
        return ()
    share = found.share(side)
    enough = found.seen.sum(axis=0) >= COMMON_VOTES
    chosen = np.flatnonzero(allowed & enough & (share >= COMMON_SHARE).all(axis=0))
    product = share.prod(axis=0)
    return tuple(int(place) for place in chosen[np.argsort(-product[chosen], kind="stable")])


def gaps(found: Counts, allowed: NDArray[np.bool_]) -> tuple[int, ...]:
    """Statements that divide: 20 votes or more, and shares that agree at least .3 apart; widest first."""
    if len(found.seen) < 2:
        return ()
    share = found.share(1)
    gap = share.max(axis=0) - share.min(axis=0)
    chosen = np.flatnonzero(allowed & (found.seen.sum(axis=0) >= COMMON_VOTES) & (gap >= GAP))
    return tuple(int(place) for place in chosen[np.argsort(-gap[chosen], kind="stable")])


def uncertain(everybody: Counts, allowed: NDArray[np.bool_]) -> tuple[int, ...]:
    """Statements that more than a fifth passed, and more than passed three quarters of all; most passed first.

    everybody: one row, of all who voted.
    """
    seen = everybody.seen[0]
    passed = (seen - everybody.agree[0] - everybody.disagree[0] + 1) / (seen + 2)
    enough = allowed & (seen >= COMMON_VOTES)
    if not enough.any():
        return ()
    chosen = np.flatnonzero(enough & (passed > max(UNCERTAIN, float(np.quantile(passed[enough], 0.75)))))
    return tuple(int(place) for place in chosen[np.argsort(-passed[chosen], kind="stable")])
