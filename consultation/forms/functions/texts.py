"""Functions of texts: parts, searches, joins, regular expressions."""

import math
import time
from collections.abc import Callable
from typing import Any

import regex

from consultation.forms.functions.function import Function
from consultation.forms.functions.numbers import rounded
from consultation.forms.values import TooMuch, around, paid, text, texts

_COUNT = regex.compile(r"(?<=\{[0-9]*,?)[0-9]+(?=,?[0-9]*\})")
_MOST_REPETITIONS = 100_000


def _regex(_: Any, value: Any, pattern: Any) -> bool:
    given, here = paid(value), around.get()
    begun = time.perf_counter()
    try:
        return _pattern(text(pattern)).fullmatch(given, timeout=max(here.seconds, 0.001)) is not None
    except TimeoutError as error:
        raise TooMuch from error
    finally:
        here.seconds -= time.perf_counter() - begun
        if here.seconds < 0:
            here.left = 0


def _pattern(pattern: str) -> Any:
    around.get().charge(10 * len(pattern))
    # Repetitions of repetitions are unrolled by the compiler: {1000} within {1000} would fill the memory.
    counts = [int(found) if len(found) < 9 else 10**9 for found in _COUNT.findall(pattern)]
    if math.prod(max(count, 1) for count in counts) > _MOST_REPETITIONS:
        raise TooMuch
    return regex.compile(pattern)


def _concat(_: Any, *values: Any) -> str:
    return "".join("".join(texts(value)) for value in values)


def _join(_: Any, between: Any, *values: Any) -> str:
    found = [one for value in values for one in texts(value)]
    around.get().charge(len(paid(between)) * len(found))
    return text(between).join(found)


def _substr(_: Any, value: Any, start: float, end: float = math.inf) -> str:
    """From `start` (0 is the first) up to but not including `end`; negative ones count from the end."""
    whole = paid(value)
    if math.isnan(start) or math.isnan(end):
        return ""
    first, last = (max(0.0, at + len(whole)) if at < 0 else min(at, len(whole)) for at in (start, end))
    return whole[int(first) : int(last)]


def _substring(_: Any, value: Any, start: float, length: float = math.inf) -> str:
    """XPath's: the first character has number 1."""
    begin, whole = rounded(start), paid(value)
    end = begin + rounded(length)
    return "".join(one for at, one in enumerate(whole, 1) if begin <= at < end)


def _before(_: Any, value: Any, mark: Any) -> str:
    before, found, _after = paid(value).partition(text(mark)) if text(mark) else ("", "", "")
    return before if found else ""


def _after(_: Any, value: Any, mark: Any) -> str:
    return paid(value).partition(text(mark))[2] if text(mark) else paid(value)


def _translate(_: Any, value: Any, old: Any, new: Any) -> str:
    table: dict[int, str] = {}
    becomes = paid(new)
    for at, one in enumerate(paid(old)):
        table.setdefault(ord(one), becomes[at : at + 1])
    return paid(value).translate(table)


def _several(does: Callable[[str, str], bool]) -> Callable[..., bool]:
    return lambda _, value, other: does(paid(value), paid(other))


TEXTS = {
    "regex": Function("ss", 2, 2, "b", _regex),
    "concat": Function("n", 0, 200, "s", _concat),
    "join": Function("sn", 1, 200, "s", _join),
    "string-length": Function("s", 0, 1, "d", lambda _, value: float(len(paid(value)))),
    "substr": Function("sdd", 2, 3, "s", _substr),
    "substring": Function("sdd", 2, 3, "s", _substring),
    "substring-before": Function("ss", 2, 2, "s", _before),
    "substring-after": Function("ss", 2, 2, "s", _after),
    "contains": Function("ss", 2, 2, "b", _several(lambda value, part: part in value)),
    "starts-with": Function("ss", 2, 2, "b", _several(str.startswith)),
    "ends-with": Function("ss", 2, 2, "b", _several(str.endswith)),
    "translate": Function("sss", 3, 3, "s", _translate),
    "normalize-space": Function("s", 0, 1, "s", lambda _, value: " ".join(paid(value).split(None))),
}
