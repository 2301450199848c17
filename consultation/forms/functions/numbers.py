"""Functions of numbers, and of all the numbers in a repeat."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from consultation.forms.functions.function import MANY, Function
from consultation.forms.values import number, texts, truth


def rounded(value: float, places: float = 0.0) -> float:
    """Half up, as XPath rounds; to decimal places, or to tens and hundreds for negative ones."""
    if math.isnan(value) or math.isinf(value) or math.isnan(places) or abs(places) > 15:
        return value
    if places == 0:
        return float(math.floor(value + 0.5))
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP))


def _numbers(values: tuple[Any, ...]) -> list[float]:
    """All that is there of several values or nodes: blanks are left out."""
    found = [one for value in values for one in (texts(value) if isinstance(value, list) else [value])]
    return [number(one) for one in found if one != ""]


def _sum(_: Any, *values: Any) -> float:
    return math.fsum(found) if all(map(math.isfinite, found := _numbers(values))) else math.nan


def _least(_: Any, *values: Any) -> float:
    found = _numbers(values)
    return min(found) if found and not any(map(math.isnan, found)) else math.nan


def _greatest(_: Any, *values: Any) -> float:
    found = _numbers(values)
    return max(found) if found and not any(map(math.isnan, found)) else math.nan


def _count_filled(_: Any, nodes: Any) -> float:
    return float(sum(one != "" for one in texts(nodes)))


def _checklist(_: Any, least: float, most: float, *values: bool) -> bool:
    return _between(sum(values), least, most)


def _weighted(_: Any, least: float, most: float, *pairs: Any) -> bool:
    marks = zip(pairs[::2], pairs[1::2], strict=False)
    return _between(sum(number(weight) for value, weight in marks if truth(value)), least, most)


def _between(count: float, least: float, most: float) -> bool:
    return (least < 0 or count >= least) and (most < 0 or count <= most)


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
    "sum": Function("n", 1, MANY, "d", _sum),
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
