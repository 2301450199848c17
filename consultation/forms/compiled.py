"""Expressions compiled for lxml: what `${name}` means is settled by where the expression stands.

References become XPath variables, so that the same compiled expression serves every form and every answer: a text where
one answer is meant, nodes where several are. `writer.py` writes the XPath.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from consultation.forms.xpath import Path

As = Literal["value", "truth", "filter"]  # what an expression is written for; a filter picks `item` elements
_VALUES = ("text", "number", "truth", "nodes")
_PLAIN = ("text", "number", "truth", "place", "constant")


class Scope(Protocol):
    """Where an expression stands in a form."""

    def several(self, name: str) -> bool:
        """Whether `${name}` means more than one node here: a repeat, or a question in a repeat that is not around."""

    def leads_to(self, path: Path) -> str | None:
        """The question that a path without predicates leads to; "" for the place itself, None for none."""

    def place(self, path: Path) -> str | int | None:
        """The repeat whose number `position(path)` is, or 1 in a group that is none; None where it cannot be told."""

    def shared(self, path: Path) -> tuple[str, int]:
        """The innermost repeat around that an absolute path goes through, and how many of its steps that takes."""


@dataclass(frozen=True, eq=False)
class Variable:
    """What is to be bound before evaluating. kind: how.

    `text`, `number` (dates in days), `truth`, `nodes` of a reference; `branch`: its nodes where they stand in the tree;
    `place`: the number of a repeat; `around`: the node of a repeat around; `root`, `here`, `list`: the tree's root, the
    context's node, a list of choices; `constant`: a number as it is written; `path`: what another compiled expression
    gives; `indexed`: who asks for an answer by numbers.
    """

    name: str
    kind: str
    of: str = ""
    inner: "Compiled | None" = None


@dataclass(frozen=True, eq=False)
class Compiled:
    """An expression ready to be evaluated.

    names: of all questions and groups it speaks of. reach: the names of steps that it walks in the tree. wild: it may
    walk anywhere. steady: its value hangs on nothing but its variables. looks: how often its predicates look at each
    node. up: whether one looks at what is beside it.
    """

    text: str
    evaluate: Any
    variables: tuple[Variable, ...]
    names: frozenset[str]
    reach: frozenset[str]
    wild: bool
    steady: bool
    looks: int
    up: bool

    @cached_property
    def direct(self) -> frozenset[str]:
        """The names whose present values it needs."""
        found = {one.of for one in self.variables if one.kind in _VALUES}
        return frozenset(found.union(*(one.inner.direct for one in self.variables if one.inner is not None)))

    @cached_property
    def plain(self) -> bool:
        """Whether the same texts always give the same value."""
        return self.steady and all(one.kind in _PLAIN for one in self.variables)
