"""The answers of one form as ODK's instance: which nodes there are, in the order they are met, and what they hold.

Only nodes that apply are in it; one that has no answer is there and empty. A node can be looked at as it was when an
earlier one was met (`until`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from consultation.forms.place import Place
from consultation.forms.slots import Numbers
from consultation.forms.values import writable

Node = tuple[str, Numbers]


class Instance:
    """Nodes by name and numbers."""

    def __init__(self) -> None:
        self._places: dict[Node, Place] = {}
        self._texts: dict[Node, str] = {}
        self._last: dict[Node, int] = {}  # the highest number of a repeat, by the numbers of those around it
        self._met: dict[Node, int] = {}  # when each was met, from 1
        self._limit = 0  # nodes met from then on are not seen; 0 sees all

    def meet(self, place: Place, numbers: Numbers, value: str = "") -> None:
        """Add a node with its value."""
        node = (place.name, numbers)
        self._places[node] = place
        self._met.setdefault(node, len(self._met) + 1)
        if place.group is not None and place.group.repeat:
            self._last[place.name, numbers[:-1]] = numbers[-1]
        if value:
            self._texts[node] = value

    @contextmanager
    def until(self, name: str, numbers: Numbers) -> Iterator[None]:
        """Within the block, what was met from this node on is not there."""
        before, self._limit = self._limit, self._met.get((name, numbers), 0)
        try:
            yield
        finally:
            self._limit = before

    def there(self, node: Node) -> bool:
        """Whether there is such a node."""
        met = self._met.get(node)
        return met is not None and (not self._limit or met < self._limit)

    def value(self, node: Node) -> str | None:
        """The text of a node, None where there is no such node."""
        return self._texts.get(node, "") if self.there(node) else None

    def numbers(self, place: Place, first: Numbers) -> Iterator[Numbers]:
        """The numbers of all places of a question or repeat whose outermost repeats have these numbers, in order."""
        if len(first) >= len(place.repeats):
            yield first
            return
        repeat = place.repeats[len(first)]
        for number in range(1, self._last.get((repeat, first), 0) + 1):
            if self.there((repeat, (*first, number))):
                yield from self.numbers(place, (*first, number))

    def tree(self, calculated: dict[Node, str | None]) -> dict[Node, Any]:
        """The elements of all nodes; the root is ("", ()). calculated: values that come of themselves."""
        elements: dict[Node, Any] = {("", ()): etree.Element("data")}
        for (name, numbers), place in self._places.items():
            if self.there((name, numbers)):
                value = calculated.get((name, numbers), self._texts.get((name, numbers), ""))
                if value is not None:
                    self.element(elements, place, numbers).text = writable(value) or None
        return elements

    def element(self, elements: dict[Node, Any], place: Place, numbers: Numbers) -> Any:
        """The element of a node in a tree, made with those around it where it is not there yet."""
        node = (place.name, numbers)
        if node not in elements:
            above = place.around
            parent = elements["", ()]
            if above:
                parent = self.element(elements, above[-1], numbers[: len(above[-1].repeats)])
            elements[node] = etree.SubElement(parent, writable(place.own))
        return elements[node]
