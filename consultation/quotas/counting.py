"""The arithmetic of quotas: what is missing, most urgent first; a total shared out. Pure and exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """Whom a target is for; "" in place of anybody. Of people: what they are, "" where it is not known."""

    province: str = ""
    sector: str = ""
    age: str = ""

    def takes(self, of: "Cell") -> bool:
        """Whether somebody who is `of` is meant."""
        return all(wanted in ("", given) for wanted, given in zip(self, of, strict=True))


@dataclass(frozen=True)
class Reached:
    """A target and how many of those meant have sent. representatives: how many of them answer for an organisation."""

    cell: Cell
    target: int
    reached: int
    representatives: int = 0

    @property
    def gap(self) -> int:
        """How many are missing."""
        return max(0, self.target - self.reached)

    @property
    def over(self) -> int:
        """How many came beyond the target; they count like all others."""
        return max(0, self.reached - self.target)

    @property
    def share(self) -> float:
        """How much of the target is reached, at most 1."""
        return min(1.0, self.reached / self.target)


def reached(
    targets: Mapping[Cell, int], sent: Mapping[Cell, int], representatives: Mapping[Cell, int]
) -> list[Reached]:
    """Every target with how far it is: the smallest share first, then the greatest gap, then their order."""

    def within(cell: Cell, counts: Mapping[Cell, int]) -> int:
        return sum(n for of, n in counts.items() if cell.takes(of))

    found = [Reached(cell, n, within(cell, sent), within(cell, representatives)) for cell, n in targets.items()]
    return sorted(found, key=lambda one: (one.share, -one.gap, one.cell))


def outside(targets: Mapping[Cell, int], sent: Mapping[Cell, int]) -> int:
    """How many have sent whom no target means: they are heard and counted, only in no quota."""
    return sum(n for of, n in sent.items() if not any(cell.takes(of) for cell in targets))


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A total in whole shares by weight, by the largest remainder; of equal remainders the earlier gets one more.

    total, weights: not negative, and not all weights 0.
    """
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares
