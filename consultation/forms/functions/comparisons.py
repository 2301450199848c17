"""What the compiler writes for XPath's own operators where ODK means something else, or where they cost too much."""

import math
from typing import Any

from consultation.forms import moments
from consultation.forms.functions.function import Function
from consultation.forms.values import around, number, squared, texts, truth

_NEAR = 12  # decimal places in which two numbers must agree to be equal, as ODK has it
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
    return _by_number(sign, *(_numbers(value) for value in (left, right)))


def _by_number(sign: str, ours: set[float], theirs: set[float]) -> bool:
    if sign == "!=":
        return bool(ours and theirs) and not (len(ours) == len(theirs) == 1 and _by_number("=", ours, theirs))
    first, second = ({one for one in side if not math.isnan(one)} for side in (ours, theirs))
    if not first or not second:
        return False
    if sign == "=":
        near = {round(one, _NEAR) for one in first} & {round(one, _NEAR) for one in second}
        return bool(near)
    least, most = (min(first), max(second)) if "<" in sign else (min(second), max(first))
    return least < most or ("=" in sign and least == most)


def _numbers(value: Any) -> set[float]:
    return {number(one) for one in (texts(value) if isinstance(value, list) else [value])}


def _union(_: Any, left: Any, right: Any) -> list[Any]:
    found = list(dict.fromkeys([*left, *right]))
    around.get().charge(squared(found))
    return found


def _paid(_: Any, value: Any, amount: float) -> Any:
    """A predicate's value, paid for: what is inside a predicate is evaluated once for each node."""
    here = around.get()
    here.charge(int(amount) + here.size)
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
    "union": Function("nn", 2, 2, "n", _union),
    "first-today": Function("", 0, 0, "s", lambda _: around.get().started.date().isoformat()),
    "first-now": Function("", 0, 0, "s", lambda _: moments.iso(around.get().started)),
    "paid": Function("xd", 2, 2, "x", _paid),
}
