"""Post-stratified weights: what each answer counts so that those who answered are made up as those registered are.

Where every combination of the facts has people enough, each is weighted by itself (cells); else each fact in turn until
all agree (raking, after Deming and Stephan). Weights are at most five times and at least a fifth of an equal share; how
many answers they are worth is Kish's effective sample size. Why these bounds:
docs/decisions/0042-search-and-representativeness.md.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

LEAST_PEOPLE = 100  # who told every fact
LEAST_GROUP = 20  # people of each group that is weighted
MOST_UNKNOWN = 0.2  # share of people who did not tell every fact
TRIM = 5.0
LEAST_EFFECTIVE = 50
_ROUNDS = 200
_CLOSE = 1e-6

Group = tuple[str, ...]  # the groups of a person, one for each fact


class Why(BaseModel):
    """Why there are no weights: a key of [unweighted] in th.toml, and what it says of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    n: int = 0
    share: float = 0.0
    which: tuple[tuple[int, str], ...] = ()  # fact by place, and group


class Weights(BaseModel):
    """The weight of each group of people, 1 on average. effective: answers that the weighted ones are worth.

    trimmed: people whose weight was held within the bounds. farthest: of the shares the largest that still differs from
    the registered one, after trimming.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["cells", "raking"]
    of: dict[Group, float]
    people: int
    effective: float
    smallest: float
    largest: float
    trimmed: int
    farthest: float


def weigh(answered: Mapping[Group, int], registered: Mapping[Group, int], unknown: int = 0) -> Weights | Why:
    """Weights of those who answered, or why there are none.

    answered, registered: people by group; unknown: who answered and did not tell every fact.
    """
    answered = {group: n for group, n in answered.items() if n and registered.get(group)}
    registered = {group: n for group, n in registered.items() if n}
    people = sum(answered.values())
    if not registered or not next(iter(registered)):
        return Why(key="no_part")
    if people < LEAST_PEOPLE:
        return Why(key="few", n=people)
    if unknown / (people + unknown) > MOST_UNKNOWN:
        return Why(key="unknown", share=unknown / (people + unknown))
    if small := _small(answered, registered):
        return Why(key="small", which=tuple(small))
    if all(answered.get(group, 0) >= LEAST_GROUP for group in registered):
        method: Literal["cells", "raking"] = "cells"
        raw = _cells(answered, registered)
    else:
        method, raw = "raking", _raked(answered, registered)
    return _bounded(method, raw, answered, registered)


def effective(weights: Mapping[Group, float], people: Mapping[Group, int]) -> float:
    """Kish's effective sample size: (Σw)² ÷ Σw²."""
    total = sum(weights[group] * n for group, n in people.items())
    squares = sum(weights[group] ** 2 * n for group, n in people.items())
    return float(total**2 / squares) if squares else 0.0


def _small(answered: Mapping[Group, int], registered: Mapping[Group, int]) -> list[tuple[int, str]]:
    """The groups of single facts that too few answered of."""
    found = []
    for fact in range(len(next(iter(registered)))):
        there = _margin(answered, fact)
        found += [(fact, key) for key in _margin(registered, fact) if there.get(key, 0) < LEAST_GROUP]
    return found


def _cells(answered: Mapping[Group, int], registered: Mapping[Group, int]) -> dict[Group, float]:
    people, whole = sum(answered.values()), sum(registered.values())
    return {group: (registered[group] / whole) / (n / people) for group, n in answered.items()}


def _raked(answered: Mapping[Group, int], registered: Mapping[Group, int]) -> dict[Group, float]:
    people, whole = sum(answered.values()), sum(registered.values())
    weights = dict.fromkeys(answered, 1.0)
    facts = range(len(next(iter(registered))))
    wanted = [{key: n / whole * people for key, n in _margin(registered, fact).items()} for fact in facts]
    for _ in range(_ROUNDS):
        farthest = 0.0
        for fact in facts:
            now = _margin({group: weights[group] * n for group, n in answered.items()}, fact)
            for group in weights:
                factor = wanted[fact][group[fact]] / now[group[fact]]
                farthest = max(farthest, abs(factor - 1))
                weights[group] *= factor
        if farthest < _CLOSE:
            break
    return weights


def _bounded(
    method: Literal["cells", "raking"],
    raw: Mapping[Group, float],
    answered: Mapping[Group, int],
    registered: Mapping[Group, int],
) -> Weights | Why:
    people = sum(answered.values())
    held = {group: min(TRIM, max(1 / TRIM, weight)) for group, weight in raw.items()}
    mean = sum(held[group] * n for group, n in answered.items()) / people
    weights = {group: weight / mean for group, weight in held.items()}
    worth = effective(weights, answered)
    if worth < LEAST_EFFECTIVE:
        return Why(key="effective", n=int(worth))
    return Weights(
        method=method,
        of=weights,
        people=people,
        effective=worth,
        smallest=min(weights.values()),
        largest=max(weights.values()),
        trimmed=sum(n for group, n in answered.items() if held[group] != raw[group]),
        farthest=_farthest(weights, answered, registered),
    )


def _farthest(weights: Mapping[Group, float], answered: Mapping[Group, int], registered: Mapping[Group, int]) -> float:
    people, whole = sum(answered.values()), sum(registered.values())
    found = 0.0
    for fact in range(len(next(iter(registered)))):
        there = _margin({group: weights[group] * n for group, n in answered.items()}, fact)
        for key, n in _margin(registered, fact).items():
            found = max(found, abs(there.get(key, 0.0) / people - n / whole))
    return found


def _margin(people: Mapping[Group, float] | Mapping[Group, int], fact: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for group, n in people.items():
        found[group[fact]] = found.get(group[fact], 0) + n
    return found
