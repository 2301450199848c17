"""Putting findings in order by weighted points, and how far several planners agree: plain arithmetic.

Agreement is Kendall's coefficient of concordance W, corrected for ties: 1 when all put everything in the same order, 0
when their orders have nothing in common. (M. G. Kendall, B. Babington Smith: The problem of m rankings. 1939.)
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def weighted(points: Mapping[Key, int], weights: Mapping[Key, int]) -> float | None:
    """The mean of points, each with its criterion's weight, 1 to 5; None unless every criterion has points."""
    if not weights or not weights.keys() <= points.keys():
        return None
    return sum(points[key] * weight for key, weight in weights.items()) / sum(weights.values())


def ranks(scores: Mapping[Key, float]) -> dict[Key, float]:
    """The place of each, 1 for the highest score; those that are equal share the mean of their places."""
    ordered = sorted(scores.values(), reverse=True)
    places: dict[float, list[int]] = {}
    for place, score in enumerate(ordered, 1):
        places.setdefault(score, []).append(place)
    return {key: sum(places[score]) / len(places[score]) for key, score in scores.items()}


def concordance(rankings: Sequence[Mapping[Key, float]]) -> float | None:
    """Kendall's W of several rankings of the same things.

    None for fewer than two rankings or two things, and where everybody finds everything equal.
    """
    if len(rankings) < 2 or len(rankings[0]) < 2:
        return None
    m, keys = len(rankings), list(rankings[0])
    n = len(keys)
    sums = [sum(ranking[key] for ranking in rankings) for key in keys]
    mean = sum(sums) / n
    spread = sum((one - mean) ** 2 for one in sums)
    ties = sum(t**3 - t for ranking in rankings for t in Counter(ranking.values()).values())
    most = m * m * (n**3 - n) - m * ties
    return 12 * spread / most if most else None
