"""Values of expressions: what XPath gives turned into texts, numbers and truths as ODK does; what they may cost.

A value is a text, a number, a truth, or a list of nodes. Nodes are lxml elements, or texts.
"""

import math
import random
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

from consultation.forms import moments

BUDGET = 1_000_000  # what one evaluation may cost, about in characters handled: some tenths of a second at most
SECONDS = 0.1  # that regular expressions may take in one evaluation
CALL = 10  # what calling any function costs
LOOK = 2  # what looking at a node's children costs
LONGEST_VALUE = 10_000  # characters of a calculated value; longer ones count as failed

_LONGEST_NUMBER = 400  # digits; nothing that a person means is longer
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TooMuch(Exception):
    """An evaluation that has used up its budget."""


@dataclass
class Surroundings:
    """What an evaluation may know beside the answers.

    seed: makes its random numbers. label: of a choice, by its question's name and its own. pull: a cell of a table.
    indexed: an answer by the numbers of the repeats around it. left, seconds: what it may still cost.
    """

    now: datetime
    started: datetime
    zone: tzinfo
    language: str
    seed: str
    label: Callable[[str, str], str]
    pull: Callable[[str, str, str, str], str]
    indexed: Callable[[str, tuple[float, ...]], str]
    left: int = BUDGET
    seconds: float = SECONDS
    size: int = 0  # what looking at many nodes from inside a predicate costs each time
    chance: random.Random | None = field(default=None)

    def charge(self, amount: int) -> None:
        """Pay for so many characters or nodes. Raises TooMuch."""
        self.left -= amount + 1
        if self.left < 0:
            raise TooMuch

    def pay_for(self, bound: list[Any], filtered: Any, looks: int, *, up: bool) -> None:
        """Pay for nodes that are handed to lxml, which compares each with all before it, and for looking through them.

        filtered: the list whose items are filtered, if any. looks: how often a predicate looks at its node's children.
        up: whether one looks at what is beside its node.
        """
        several = [one for one in bound if isinstance(one, list)]
        for one in several:
            self.charge(squared(one))
        if looks or filtered is not None:
            size = sum(map(_size, [*several, [filtered] if filtered is not None else []]))
            self.size = 8 * (size if up else sum(map(len, several)))
            self.charge(LOOK * looks * size)

    def random(self) -> random.Random:
        """The numbers of this evaluation's seed, from the first."""
        self.chance = self.chance or random.Random(self.seed)
        return self.chance


around: ContextVar[Surroundings] = ContextVar("around")


@cache
def priced(does: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, paid for each time."""

    def called(*given: Any) -> Any:
        around.get().charge(CALL)
        return does(*given)

    return called


def squared(nodes: list[Any]) -> int:
    """What it costs that lxml takes nodes one by one, comparing each with all before it."""
    return len(nodes) ** 2 >> 6


def _size(nodes: list[Any]) -> int:
    """About how many nodes there are in and right below these: of a list, its items."""
    top: Any = nodes[0] if nodes and not isinstance(nodes[0], str) else ()
    return len(nodes) + max(len(top), len(top[0]) if len(top) else 0)


def writable(value: str) -> str:
    """The text with what XML cannot hold replaced."""
    return _NOT_IN_XML.sub("\ufffd", value)


def text(value: Any) -> str:
    """A value as text: the first of several nodes; whole numbers without a point, NaN as nothing."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return shown(value)
    return node_text(value[0]) if value else ""


def texts(value: Any) -> list[str]:
    """A value as texts: one for each node."""
    found = [node_text(one) for one in value] if isinstance(value, list) else [text(value)]
    around.get().charge(sum(map(len, found)) + len(found))
    return found


def paid(value: Any) -> str:
    """A value as text, paid for."""
    found = text(value)
    around.get().charge(len(found))
    return found


def node_text(node: Any) -> str:
    """All the text inside a node."""
    if isinstance(node, str):
        return str(node)
    return "".join(node.itertext()) if len(node) else node.text or ""


def number(value: Any) -> float:
    """A value as number: dates and times of day in days, NaN for what is no number."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return value if isinstance(value, float) else read_number(text(value))


def read_number(written: str) -> float:
    """A text as number, as XPath reads it, or a date's days."""
    read = plain_number(written)
    if math.isnan(read) and (found := moments.days(written, around.get().zone)) is not None:
        return found
    return read


def plain_number(written: str) -> float:
    """A text as number, as XPath reads it; NaN for what is none."""
    return float(written) if len(written) <= _LONGEST_NUMBER and _NUMBER.fullmatch(written) else math.nan


def truth(value: Any) -> bool:
    """A value as truth. A text "false" is what an untrue calculation leaves behind."""
    if isinstance(value, float):
        return not math.isnan(value) and value != 0
    return bool(value) and value != "false"


def shown(value: float) -> str:
    """A number as ODK stores it: 3, 3.5; nothing where it is none."""
    if math.isnan(value) or math.isinf(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    written = repr(value)
    return written if "e" not in written else f"{value:.15f}".rstrip("0").rstrip(".")
