"""What the compiler writes for XPath's own operators where ODK means something else, or where they cost too much."""

import math
from typing import Any

from consultation.forms.functions.function import Function
from consultation.forms.values import around, number, texts, truth

_SIGNS = ("=", "!=", "<", "<=", ">", ">=")


def _comparing(sign: str) -> Function:
    """Whether any of the values on one side stands so to any on the other; linear, however many there are."""

    def called(_: Any, left: Any, right: Any) -> bool:
        return _compared(sign, left, right)

    return Function("xx", 2, 2, "b", called)


def _compared(sign: str, left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        same = truth(left) == truth(right)
        return same if sign == "=" else not same
    if sign in ("=", "!=") and not isinstance(left, float) and not isinstance(right, float):
        ours, theirs = set(texts(left)), set(texts(right))
        return bool(ours & theirs) if sign == "=" else len(ours | theirs) > 1 and bool(ours and theirs)
    ours_, theirs_ = ({number(one) for one in (texts(v) if isinstance(v, list) else [v])} for v in (left, right))
    first, second = ({one for one in side if not math.isnan(one)} for side in (ours_, theirs_))
    if sign == "!=":
        return len(ours_ | theirs_) > 1 and bool(ours_ and theirs_)
    if not first or not second:
        return False
    if sign == "=":
        return bool(first & second)
    return {
        "<": min(first) < max(second), "<=": min(first) <= max(second),
        ">": max(first) > min(second), ">=": max(first) >= min(second),
    }[sign]  # fmt: skip


def _paid(_: Any, value: Any, amount: float) -> Any:
    """A predicate's value, paid for: what is inside a predicate is evaluated once for each node."""
    around.get().charge(int(amount))
    return value


def _truth(_: Any, value: Any) -> bool:
    return truth(value)


def _number(_: Any, value: Any) -> float:
    return number(value)


SIGNS = {sign: f"is{n}" for n, sign in enumerate(_SIGNS)}
INSIDE = {
    **{name: _comparing(sign) for sign, name in SIGNS.items()},
    "as-number": Function("x", 1, 1, "d", _number),
    "as-truth": Function("x", 1, 1, "b", _truth),
    "paid": Function("xd", 2, 2, "x", _paid),
}
