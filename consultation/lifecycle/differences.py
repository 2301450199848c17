"""What a corrected result may tell, so that nobody can subtract two versions and find a few people.

Pure. A reader knows of each version the numbers that are shown, how many people there were, and so the sum of those
that are hidden or of whom it is not known. Two versions can be compared wherever that makes a number of both: each
number that both show, and all the others together. No such difference may be of 1 to 4 people (`FEWEST_SHOWN`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consultation.responses.small import FEWEST_SHOWN, hidden

OTHERS: frozenset[str] = frozenset()  # those of whom it is not known: no name, and only what is left tells how many


@dataclass(frozen=True)
class Told:
    """A table as one version told it: numbers by name, None for hidden ones, and how many people there were in all.

    A name that is missing: nobody. No numbers at all: nothing was told but how many there were.
    """

    numbers: Mapping[str, int | None]
    people: int

    @property
    def hidden(self) -> frozenset[str]:
        """The names whose numbers only a sum tells."""
        return frozenset(name for name, n in self.numbers.items() if n is None)


def few(difference: int) -> bool:
    """Whether a difference is of so few people that it is not told."""
    return 0 < abs(difference) < FEWEST_SHOWN


def hide(counts: Mapping[str, int], people: int, before: Sequence[Told]) -> frozenset[str] | None:
    """Which of a new version's counts stay untold; None when nothing of the table can be told beside those of before.

    What was hidden in a version before stays hidden, or the one that it was hidden beside would tell it. Numbers that
    differ by a few people from a version before are hidden, with others until their sum tells nothing either.
    """
    names, small = list(counts), hidden(list(counts.values()))
    gone = {names[at] for at in small}.union(*(told.hidden for told in before))
    while rest := sorted((name for name, n in counts.items() if n and name not in gone), key=lambda name: counts[name]):
        wrong = next((block for told in before for block in _telling(counts, people, gone, told)), None)
        if wrong is not None and not wrong <= gone:
            gone |= wrong
        elif wrong is None and _enough(counts, gone):
            return frozenset(gone)
        else:
            gone.add(rest[0])
    return None


def differences(
    counts: Mapping[str, int], people: int, gone: Collection[str], told: Told
) -> Iterator[tuple[frozenset[str], int]]:
    """By how many people two versions differ, wherever both tell: each name alone, and what is left together."""
    if not told.numbers:
        yield OTHERS, people - told.people
        return
    left = told.hidden.union(gone)
    alone = sorted({*counts, *told.numbers} - left)
    now, then = ({name: of.get(name) or 0 for name in alone} for of in (counts, told.numbers))
    for name in alone:
        yield frozenset((name,)), now[name] - then[name]
    yield left or OTHERS, (people - sum(now.values())) - (told.people - sum(then.values()))


def _enough(counts: Mapping[str, int], gone: Collection[str]) -> bool:
    """Whether what is hidden cannot be worked out from its own version alone."""
    return not gone or (len(gone) > 1 and sum(counts.get(name, 0) for name in gone) >= FEWEST_SHOWN)


def _telling(counts: Mapping[str, int], people: int, gone: Collection[str], told: Told) -> Iterator[frozenset[str]]:
    return (block for block, difference in differences(counts, people, gone, told) if few(difference))
