"""The representation score, as Go Vocal defines it: over the groups of one fact the lowest participation rate
divided by the highest, 0 … 1. Equal rates score 1; a group of whom nobody answered scores 0.
"""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict


class Line(BaseModel):
    """One group: people registered, people who answered. rate: answered of registered, 0 … 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    name: str
    registered: int
    answered: int
    registered_share: float
    answered_share: float

    @property
    def rate(self) -> float:
        """The participation rate."""
        return self.answered / self.registered if self.registered else 0.0

    @property
    def per_100_000(self) -> float:
        """How many of 100,000 registered people answered."""
        return 100_000 * self.rate

    @property
    def gap(self) -> float:
        """The share among those who answered less the share among those registered; below 0: too few answered."""
        return self.answered_share - self.registered_share


def lines(names: Mapping[str, str], registered: Mapping[str, int], answered: Mapping[str, int]) -> tuple[Line, ...]:
    """The groups in the order of their names; those with nobody registered are left out."""
    whole, all_answered = sum(registered.values()), sum(answered.get(key, 0) for key in registered)
    return tuple(
        Line(
            key=key, name=name, registered=registered[key], answered=answered.get(key, 0),
            registered_share=registered[key] / whole,
            answered_share=answered.get(key, 0) / all_answered if all_answered else 0.0,
        )
        for key, name in names.items()
        if registered.get(key)
    )  # fmt: skip


def score(of: Sequence[Line]) -> float | None:
    """The representation score of one fact; None for fewer than two groups or where nobody answered."""
    rates = [line.rate for line in of]
    if len(rates) < 2 or not max(rates):
        return None
    return min(rates) / max(rates)
