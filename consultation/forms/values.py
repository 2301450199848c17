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
from typing import Any

from consultation.forms import moments

BUDGET = 2_000_000  # characters and nodes that one evaluation may handle: some tens of milliseconds
LONGEST_VALUE = 10_000  # characters of a calculated value; longer ones count as failed

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
    seconds: float = 0.2  # that regular expressions may take together
    chance: random.Random | None = field(default=None)

    def charge(self, amount: int) -> None:
        """Pay for so many characters or nodes. Raises TooMuch."""
        self.left -= amount + 1
        if self.left < 0:
            raise TooMuch

    def random(self) -> random.Random:
        """The numbers of this evaluation's seed, from the first."""
        self.chance = self.chance or random.Random(self.seed)
        return self.chance


around: ContextVar[Surroundings] = ContextVar("around")


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
    if len(written) <= 40:
        if _NUMBER.fullmatch(written):
            return float(written)
        found = moments.days(written, around.get().zone)
        if found is not None:
            return found
    return math.nan


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
