"""What was understood of a reply: a choice among labels, or a value (a number, a date, a time)."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

__all__ = ["Choice", "Kind", "Reading", "Reason", "Why", "ask", "chosen", "nothing"]

Value = TypeVar("Value")
Kind = Literal["chosen", "ask", "none"]
Why = Literal[
    "ambiguous",
    "bound",
    "impossible",
    "negated",
    "no_day",
    "no_time",
    "no_year",
    "several",
    "unsure",
    "weekday",
]
"""Why it was not taken.

ambiguous: it may be read in two ways. bound: it says more than, less than, before or after. impossible: there is no
such day or time (31 February). negated: it says what it is not. no_day, no_time, no_year: that part is missing.
several: more than one value, or a range. unsure: a value stands inside a longer reply. weekday: the date is no such
weekday.
"""


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """What was understood.

    kind: "chosen" (`value` is the answer), "ask" (`candidates` are what may have been meant, likeliest first, possibly
    none; `reason` says why it was not taken), "none" (nothing in the reply speaks of such a value).
    """

    kind: Kind
    value: Value | None = None
    candidates: tuple[Value, ...] = ()
    reason: Why | None = None


def chosen(value: Value) -> Reading[Value]:
    """Return the reading of a reply that states this value and no other."""
    return Reading("chosen", value)


def ask(reason: Why, candidates: tuple[Value, ...] = ()) -> Reading[Value]:
    """Return the reading of a reply that must be asked about; candidates lose their repeats and keep their order."""
    return Reading("ask", None, tuple(dict.fromkeys(candidates)), reason)


def nothing() -> Reading[Value]:
    """Return the reading of a reply that states no such value."""
    return Reading("none")


Reason = Literal["out_of_range", "several", "ambiguous", "negated", "unsure"]


@dataclass(frozen=True)
class Choice:
    """What was understood of a reply to a closed question.

    kind: "chosen" (indices are the answer), "ask" (indices are what may have been meant, possibly none; reason says
    why it was not taken), "none" (nothing in the reply speaks of the choices). indices ascend and index the labels.
    """

    kind: Kind
    indices: tuple[int, ...] = ()
    reason: Reason | None = None
