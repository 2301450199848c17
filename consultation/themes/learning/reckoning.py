"""The arithmetic of checking: a share with its interval, and how far two people agree. Pure."""

from collections.abc import Hashable, Sequence
from statistics import NormalDist

from consultation.themes.learning.values import Estimate
from consultation.themes.learning.wording import said

__all__ = ["FEW", "agreement", "estimate", "kappa", "wilson"]

FEW = 20
SURELY = 0.95
_FAIR, _GOOD, _STRONG = 0.2, 0.6, 0.8  # Landis and Koch 1977: slight, fair to moderate, substantial, almost perfect


def wilson(right: int, base: int, surely: float = SURELY) -> tuple[float, float]:
    """Return Wilson's interval of a share, 0 … 1. Raises ValueError for nothing judged."""
    if base < 1 or not 0 <= right <= base:
        raise ValueError("a share needs something judged")
    z = NormalDist().inv_cdf((1 + surely) / 2)
    share, extra = right / base, z * z / base
    middle = (share + extra / 2) / (1 + extra)
    half = z * (share * (1 - share) / base + extra / (4 * base)) ** 0.5 / (1 + extra)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def estimate(right: int, wrong: int, unsure: int) -> Estimate:
    """The share of comments in the right theme as a sample tells it, with what it means in words."""
    base = right + wrong
    beside = [said("estimate", "unsure", n=unsure)] if unsure else []
    if not base:
        words = " ".join([said("estimate", "none"), *beside])
        return Estimate(right=0, base=0, unsure=unsure, share=None, low=None, high=None, said=words)
    low, high = wilson(right, base)
    numbers = {"share": _percent(right / base), "low": _percent(low), "high": _percent(high)}
    few = [said("estimate", "few", base=base)] if base < FEW else []
    words = " ".join([said("estimate", "share", base=base, right=right, **numbers), *few, *beside])
    return Estimate(right=right, base=base, unsure=unsure, share=right / base, low=low, high=high, said=words)


def kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float | None:
    """Return Cohen's kappa of two people's answers to the same questions; None where chance would agree on all."""
    total = len(one)
    if not total or total != len(other):
        return None
    kinds = {*one, *other}
    same = sum(a == b for a, b in zip(one, other, strict=True)) / total
    chance = sum(one.count(kind) * other.count(kind) for kind in kinds) / total**2
    return None if chance >= 1 else (same - chance) / (1 - chance)


def agreement(both: int, same: int, value: float | None) -> str:
    """What a kappa means, in words."""
    if not both:
        return said("agreement", "none")
    if value is None or both < FEW:
        return said("agreement", "unknown", both=both, same=same)
    level = "poor" if value < _FAIR else "fair" if value < _GOOD else "good" if value < _STRONG else "strong"
    return said("agreement", "told", both=both, same=same, level=said("level", level), kappa=f"{value:.2f}")


def _percent(share: float) -> int:
    return round(share * 100)
