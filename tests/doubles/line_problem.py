"""One thing LINE refuses in a request, and the two commonest checks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """place: JSON path as LINE names it; message: LINE's words; rule: name under which it is recorded."""

    place: str
    message: str
    rule: str


def length(
    holder: dict[str, Any], name: str, at: str, most: int, count: Callable[[str], int], rule: str
) -> Iterator[Problem]:
    """Require a text that is not empty and counts at most `most`."""
    value = holder.get(name)
    place = f"{at}.{name}"
    if value is None or value == "":
        yield Problem(place, "May not be empty", "empty")
    elif not isinstance(value, str):
        yield Problem(place, "Must be a string", "not-text")
    elif count(value) > most:
        yield Problem(place, f"Length must be between 0 and {most}", rule)


def need(holder: Any, at: str, *names: str) -> Iterator[Problem]:
    """Require fields to be there."""
    for name in names:
        if not isinstance(holder, dict) or holder.get(name) in (None, ""):
            yield Problem(f"{at}.{name}", "May not be empty", "empty")
