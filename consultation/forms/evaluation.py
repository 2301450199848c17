"""Expressions evaluated where they stand, on the answers there are."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import regex
from lxml import etree

from consultation.forms import binding
from consultation.forms.calculations import Calculations
from consultation.forms.compiled import As, Compiled
from consultation.forms.form import Choice, Question, in_language
from consultation.forms.instance import Instance, Node
from consultation.forms.layout import Layout
from consultation.forms.place import Place
from consultation.forms.slots import Numbers, key_of
from consultation.forms.values import (
    BUDGET,
    LONGEST_VALUE,
    SECONDS,
    Surroundings,
    TooMuch,
    around,
    plain_number,
    text,
    truth,
    writable,
)

FAILURES = (
    etree.XPathError, TooMuch, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, regex.error,
    RecursionError, MemoryError,
)  # fmt: skip
BUDGET_IN_ALL = 5 * BUDGET  # of all expressions of one scene together
SECONDS_IN_ALL = 5 * SECONDS

_REMEMBERED = 40  # characters of an answer; what hangs on longer ones is not remembered
_CALLS = re.compile(r"[A-Za-z_][\w.:-]*\s*\(")


class Failed(Exception):
    """An expression that cannot be evaluated after all."""


@dataclass(frozen=True)
class Moment:
    """When and for whom: `now` and `started` in local time; seed: makes the random numbers of this response."""

    now: datetime
    started: datetime
    zone: tzinfo
    language: str
    seed: str


class Evaluation:
    """Evaluates a form's expressions over an instance."""

    def __init__(self, layout: Layout, instance: Instance, moment: Moment) -> None:
        self.layout = layout
        self.instance = instance
        self.moment = moment
        self.calculations = Calculations(self)
        self._trees: dict[frozenset[str], dict[Node, Any]] = {}
        self._undo: list[Callable[[], None]] = []
        self._left = BUDGET_IN_ALL
        self._seconds = SECONDS_IN_ALL

    def meet(self, place: Place, numbers: Numbers, value: str = "") -> None:
        """Add a node with its value; what leans on its name is worked out again."""
        self.instance.meet(place, numbers, value)
        leaning = self.calculations.forget(place.name)
        for known, tree in [*self._trees.items()] if self._trees else ():
            if place.name in known or not leaning.isdisjoint(known):
                del self._trees[known]
            elif not place.values:
                self.instance.element(tree, place, numbers).text = writable(value) or None

    def afterwards(self, undo: Callable[[], None]) -> None:
        """Do this when the expression that is being prepared has been evaluated."""
        self._undo.append(undo)

    @contextmanager
    def until(self, name: str, numbers: Numbers) -> Iterator[None]:
        """Within the block, the form stands as it did when this node was met."""
        before = self.calculations, self._trees
        self.calculations, self._trees = Calculations(self), {}
        try:
            with self.instance.until(name, numbers):
                yield
        finally:
            self.calculations, self._trees = before

    def holds(self, expression: str, place: Place, numbers: Numbers, value: str = "", *, otherwise: bool) -> bool:
        """The truth of an expression at a place whose own value is `value`; `otherwise` where it fails."""
        try:
            return truth(self.value(expression, place, numbers, value, "truth"))
        except Failed:
            return otherwise

    def text(self, expression: str, place: Place, numbers: Numbers) -> str:
        """The value of an expression as it is stored; empty where it fails or is far too long."""
        try:
            found = text(self.value(expression, place, numbers))
        except Failed:
            return ""
        return found if len(found) <= LONGEST_VALUE else ""

    def number(self, expression: str, place: Place, numbers: Numbers) -> float:
        """The value of an expression as a number; NaN where it fails or is none."""
        return plain_number(self.text(expression, place, numbers))

    def applies(self, place: Place, numbers: Numbers) -> bool:
        """Whether the place's own condition holds."""
        part = place.question or place.group
        return part is None or not part.relevant or self.holds(part.relevant, place, numbers, otherwise=True)

    def chosen(self, question: Question, place: Place, numbers: Numbers) -> tuple[Choice, ...]:
        """The choices that the question's filter lets through; all where it fails."""
        root, items = self.layout.lists.items(question)
        try:
            return tuple(items[one] for one in self._filtered(root, question.choice_filter, place, numbers))
        except Failed:
            return question.choices

    def default(self, place: Place, numbers: Numbers) -> str:
        """What stands in a question's `default`: a value, or what its expression gives."""
        assert place.question is not None
        written = place.question.default
        return self.text(written, place, numbers) if is_expression(written) else written

    def value(self, expression: str, place: Place, numbers: Numbers, value: str = "", as_: As = "value") -> Any:
        """The value of an expression: text, number, truth or nodes. Raises Failed."""
        return self._attempted(self.layout.compiled(expression, place, as_), place, numbers, value)

    def _filtered(self, root: Any, expression: str, place: Place, numbers: Numbers) -> Any:
        return self._attempted(self.layout.compiled(expression, place, "filter"), place, numbers, "", root)

    def _attempted(self, made: Compiled | None, place: Place, numbers: Numbers, value: str, node: Any = None) -> Any:
        if made is None:
            raise Failed
        try:
            return self.evaluated(made, place, numbers, value, node)
        except FAILURES as error:
            raise Failed from error

    def evaluated(self, made: Compiled, place: Place, numbers: Numbers, value: str, node: Any = None) -> Any:
        """The value of a compiled expression. Raises whatever comes of it."""
        before = len(self._undo)
        bound = [binding.bound(self, made, one, place, numbers, value) for one in made.variables]
        key = (made, self.moment.zone, *bound) if made.plain and _short(bound) else None
        if key is not None and (known := self.layout.memo.get(key)) is not None:
            return known
        here = self.surroundings(place, numbers)
        token = around.set(here)
        try:
            here.pay_for(bound, node, made.looks, up=made.up)
            ready = {one.name: binding.ready(one, given) for one, given in zip(made.variables, bound, strict=True)}
            found = made.evaluate(self.layout.nothing if node is None else node, **ready)
        finally:
            around.reset(token)
            while len(self._undo) > before:
                self._undo.pop()()
            self._left -= min(BUDGET, self._left) - here.left
            self._seconds -= min(SECONDS, self._seconds) - here.seconds
        if key is not None:
            self.layout.remember(key, found)
        return found

    def nodes(self, name: str, place: Place, numbers: Numbers) -> list[tuple[Place, Numbers, str]]:
        """All nodes that `${name}` means from a place, with their texts."""
        other = self.layout.places.get(name)
        if other is None:
            return []
        first = numbers[: len(place.common(other))]
        found = ((other, each, self._in_time(other, each)) for each in self.instance.numbers(other, first))
        return [(place, each, value) for place, each, value in found if value is not None]

    def _in_time(self, place: Place, numbers: Numbers) -> str | None:
        """The text of a node, as far as it can be known while others of its name are being worked out."""
        if place.values and self.calculations.too_early(place.name, numbers):
            return None
        return self.node(place, numbers)

    def node(self, place: Place, numbers: Numbers) -> str | None:
        """The text of a node; None where there is none or it does not apply."""
        return self.calculations.value(place, numbers) if place.values else self.instance.value((place.name, numbers))

    def tree(self, made: Compiled) -> dict[Node, Any]:
        """The answers, and the calculated values that an expression may walk to, as a tree, by node."""
        calculated = [one for one in self.layout.dependencies.order if made.wild or one.own in made.reach]
        known = frozenset(place.name for place in calculated)
        if known not in self._trees:
            nodes = [(place, each) for place in calculated for each in self.instance.numbers(place, ())]
            values = {(place.name, each): self._in_time(place, each) for place, each in nodes}
            self._trees[known] = self.instance.tree(values)
        return self._trees[known]

    def own_seed(self, place: Place, numbers: Numbers) -> float:
        """A number that is always the same for this response at this place."""
        return float(self.surroundings(place, numbers).random().getrandbits(30))

    def surroundings(self, place: Place, numbers: Numbers) -> Surroundings:
        """What an evaluation at this place may know beside the answers."""
        at = self.moment
        return Surroundings(
            now=at.now,
            started=at.started,
            zone=at.zone,
            language=at.language,
            seed=f"{at.seed}/{key_of(place.name, numbers)}",
            label=self._label,
            pull=self.layout.lists.pull,
            indexed=self._by_numbers,
            left=min(BUDGET, self._left),
            seconds=min(SECONDS, self._seconds),
        )

    def _label(self, name: str, value: str) -> str:
        """The label of a choice in this language, or without a question's name the text of that id; empty for none."""
        if not name:
            return in_language(self.layout.lists.label(value), self.moment.language)
        place = self.layout.places.get(name)
        choice = place.question.choice(value) if place is not None and place.question is not None else None
        return in_language(choice.label, self.moment.language) if choice is not None else ""

    def _by_numbers(self, spot: str, given: tuple[float, ...]) -> str:
        """The text of a question by the numbers of repeats around it; those not given are the asking place's, or 1."""
        names, asking, own = spot.split("\n")
        name, *repeats = names.split()
        place, asks = self.layout.places.get(name), self.layout.places.get(asking, self.layout.root)
        if place is None:
            return ""
        number = dict(zip(asks.common(place), map(int, filter(None, own.split("."))), strict=False))
        number |= {repeat: max(1, int(at)) for repeat, at in zip(repeats, given, strict=False)}
        numbers = tuple(number.get(repeat, 1) for repeat in place.repeats)
        # Nothing is worked out in the midst of an evaluation.
        found = self.calculations.known(name, numbers) if place.values else self.instance.value((name, numbers))
        return found or ""


def _short(bound: list[Any]) -> bool:
    return not any(isinstance(one, str) and len(one) > _REMEMBERED for one in bound)


def is_expression(written: str) -> bool:
    """Whether a `default` is to be evaluated: it refers to an answer or calls a function."""
    return "${" in written or _CALLS.search(written) is not None
