"""What is known of a function beside what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MANY = 200  # arguments


@dataclass(frozen=True)
class Function:
    """How a function may be called. takes: the kind of each argument, the last one's for all further ones.

    Kinds: `s` text, `d` number (dates in days), `b` truth, `n` nodes, `x` anything. gives: `s`, `d`, `b`, `n` or `x`.
    does: None for what lxml brings itself. steady: the same arguments always give the same.
    """

    takes: str
    least: int
    most: int
    gives: str
    does: Callable[..., Any] | None = None
    steady: bool = True
