"""Functions of numbers, and of all the numbers in a repeat."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from consultation.forms.functions.function import MANY, Function
from consultation.forms.values import number, texts, truth


def rounded(value: float, places: float = 0.0) -> float:
    """To the nearest, halves towards the greater; to decimal places, or to tens and hundreds for negative ones."""
    if not math.isfinite(value) or not math.isfinite(places) or abs(places) > 30:
        return value if math.isfinite(places) and abs(places) <= 30 else math.nan
    if places > 15 or abs(value) > 1e20:
        return value
    halves = ROUND_HALF_UP if value > 0 else ROUND_HALF_DOWN
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-int(places)), rounding=halves))


def _numbers(values: tuple[Any, ...]) -> list[float]:
    """All numbers among several values or nodes: blanks, and what is no number, are left out."""
    found = [one for value in values for one in (texts(value) if isinstance(value, list) else [value])]
    return [one for one in map(number, found) if not math.isnan(one)]


def _sum(_: Any, nodes: Any) -> float:
    return sum(_numbers((nodes,)))


def _least(_: Any, *values: Any) -> float:
    return min(_numbers(values), default=math.nan)


def _greatest(_: Any, *values: Any) -> float:
    return max(_numbers(values), default=math.nan)


def _count_filled(_: Any, nodes: Any) -> float:
    return float(sum(one != "" for one in texts(nodes)))


def _checklist(_: Any, least: float, most: float, *values: bool) -> bool:
    return (least < 0 or sum(values) >= least) and (most < 0 or sum(values) <= most)


def _weighted(_: Any, least: float, most: float, *pairs: Any) -> bool:
    marks = zip(pairs[::2], pairs[1::2], strict=False)
    return least <= sum(number(weight) for value, weight in marks if truth(value)) <= most


def _int(_: Any, value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else math.nan


def _calculating(does: Callable[..., float]) -> Callable[..., float]:
    """A function of numbers that gives NaN where mathematics has no answer."""

    def called(_: Any, *values: float) -> float:
        try:
            return float(does(*values))
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):
            return math.nan

    return called


_ONE: dict[str, Callable[..., float]] = {
    "abs": abs, "sqrt": math.sqrt, "log": math.log, "log10": math.log10, "exp": math.exp,
    "exp10": lambda value: 10.0**value, "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin,
    "acos": math.acos, "atan": math.atan,
}  # fmt: skip
NUMBERS = {
    "count": Function("n", 1, 1, "d"),
    "count-non-empty": Function("n", 1, 1, "d", _count_filled),
    "sum": Function("n", 1, 1, "d", _sum),
    "min": Function("n", 1, MANY, "d", _least),
    "max": Function("n", 1, MANY, "d", _greatest),
    "int": Function("d", 1, 1, "d", _int),
    "round": Function("dd", 1, 2, "d", lambda _, *values: rounded(*values)),
    "floor": Function("d", 1, 1, "d"),
    "ceiling": Function("d", 1, 1, "d"),
    "checklist": Function("ddb", 3, MANY, "b", _checklist),
    "weighted-checklist": Function("ddx", 4, MANY, "b", _weighted),
    "pow": Function("dd", 2, 2, "d", _calculating(math.pow)),
    "atan2": Function("dd", 2, 2, "d", _calculating(math.atan2)),
    "pi": Function("", 0, 0, "d", _calculating(lambda: math.pi)),
    **{name: Function("d", 1, 1, "d", _calculating(does)) for name, does in _ONE.items()},
}
