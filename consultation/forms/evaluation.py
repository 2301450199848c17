"""Expressions evaluated where they stand, on the answers there are; calculated values, worked out when asked for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import regex
from lxml import etree

from consultation.forms import moments
from consultation.forms.compiled import Compiled, Variable
from consultation.forms.form import NUMBERS, Choice, Question, in_language
from consultation.forms.instance import Instance, Node
from consultation.forms.layout import Layout, Place
from consultation.forms.slots import Numbers, key_of
from consultation.forms.values import LONGEST_VALUE, Surroundings, TooMuch, around, read_number, text, truth, writable

FAILURES = (
    etree.XPathError, TooMuch, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, regex.error,
    RecursionError, MemoryError,
)  # fmt: skip


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
        self._calculated: dict[str, dict[Numbers, str | None]] = {}
        self._busy: dict[str, list[Numbers]] = {}
        self._tree: dict[Node, Any] | None = None

    def forget(self, name: str) -> None:
        """Note that a node of this name is there anew or has a new value: what leans on it is worked out again."""
        self._tree = None
        if self._calculated:
            for leaning in self.layout.leaning.get(name, ()):
                self._calculated.pop(leaning, None)

    @contextmanager
    def until(self, name: str, numbers: Numbers) -> Iterator[None]:
        """Within the block, the form stands as it did when this node was met."""
        before = self._calculated, self._tree
        self._calculated, self._tree = {}, None
        try:
            with self.instance.until(name, numbers):
                yield
        finally:
            self._calculated, self._tree = before

    def holds(self, expression: str, place: Place, numbers: Numbers, value: str = "", *, otherwise: bool) -> bool:
        """The truth of an expression at a place whose own value is `value`; `otherwise` where it fails."""
        try:
            return truth(self.value(expression, place, numbers, value))
        except Failed:
            return otherwise

    def text(self, expression: str, place: Place, numbers: Numbers, value: str = "") -> str:
        """The value of an expression as it is stored; empty where it fails or is far too long."""
        try:
            found = text(self.value(expression, place, numbers, value))
        except Failed:
            return ""
        return found if len(found) <= LONGEST_VALUE else ""

    def chosen(self, question: Question, place: Place, numbers: Numbers) -> tuple[Choice, ...]:
        """The choices that the question's filter lets through; all where it fails."""
        root, items = self.layout.lists.items(question)
        try:
            return tuple(items[one] for one in self.value(question.choice_filter, place, numbers, node=root))
        except Failed:
            return question.choices

    def value(self, expression: str, place: Place, numbers: Numbers, value: str = "", *, node: Any = None) -> Any:
        """The value of an expression: text, number, truth or nodes. node: whose `item`s it filters. Raises Failed."""
        made = self.layout.compiled(expression, place, predicate=node is not None)
        if made is None:
            raise Failed
        try:
            return self._evaluated(made, place, numbers, value, node)
        except FAILURES as error:
            raise Failed from error

    def applies(self, place: Place, numbers: Numbers) -> bool:
        """Whether the place's own condition holds."""
        part = place.question or place.group
        return part is None or not part.relevant or self.holds(part.relevant, place, numbers, otherwise=True)

    def calculated(self, place: Place, numbers: Numbers) -> str | None:
        """The value of what comes of itself; None where it does not apply."""
        if not self._busy:
            # From the innermost on, so that a long chain of calculations is no deep recursion.
            for earlier in self.layout.before(place):
                for each in self.instance.numbers(earlier, ()):
                    self._work_out(earlier, each)
        return self._work_out(place, numbers)

    def nodes(self, name: str, place: Place, numbers: Numbers) -> list[tuple[Place, Numbers, str]]:
        """All nodes that `${name}` means from a place, with their texts."""
        other = self.layout.places.get(name)
        if other is None:
            return []
        first = numbers[: len(place.common(other))]
        busy = min(self._busy.get(name) or [(1 << 30,)])
        found = []
        for each in self.instance.numbers(other, first):
            # What is being worked out may look at those before it, and at no others.
            if other.values and each >= busy:
                break
            if (value := self.node(other, each)) is not None:
                found.append((other, each, value))
        return found

    def node(self, place: Place, numbers: Numbers) -> str | None:
        """The text of a node; None where there is none or it does not apply."""
        return self.calculated(place, numbers) if place.values else self.instance.value((place.name, numbers))

    def tree(self) -> dict[Node, Any]:
        """The answers and calculated values as a tree, by node."""
        if self._tree is None:
            self._tree = {}  # a calculation that walks the tree, asked for by the tree, sees it without calculations
            self._tree = self.instance.tree({})
            self._tree = self.instance.tree(
                {
                    (place.name, each): self.calculated(place, each)
                    for place in self.layout.places.values()
                    if place.values
                    for each in self.instance.numbers(place, ())
                }
            )
        return self._tree

    def _work_out(self, place: Place, numbers: Numbers) -> str | None:
        known = self._calculated.get(place.name)
        if known is not None and numbers in known:
            return known[numbers]
        busy = self._busy.get(place.name, [])
        if numbers in busy:
            return ""  # it leans on itself: `check` tells the officer
        self._busy[place.name] = [*busy, numbers]
        try:
            found = self._worked_out(place, numbers)
        finally:
            self._busy[place.name] = busy
            if not busy:
                del self._busy[place.name]
        self._calculated.setdefault(place.name, {})[numbers] = found
        return found

    def _worked_out(self, place: Place, numbers: Numbers) -> str | None:
        question = place.question
        assert question is not None
        for group in (*self.layout.around(place), place):
            if not self.applies(group, numbers[: len(group.repeats)]):
                return None
        if question.type in ("start", "end", "today"):
            return self._preloaded(question.type)
        if question.calculation:
            return self.text(question.calculation, place, numbers)
        return self.default(place, numbers)

    def default(self, place: Place, numbers: Numbers) -> str:
        """What stands in a question's `default`: a value, or what its expression gives."""
        assert place.question is not None
        written = place.question.default
        return self.text(written, place, numbers) if is_expression(written) else written

    def _preloaded(self, kind: str) -> str:
        if kind == "today":
            return self.moment.started.date().isoformat()
        return moments.iso(self.moment.started if kind == "start" else self.moment.now)

    def _evaluated(self, made: Compiled, place: Place, numbers: Numbers, value: str, node: Any) -> Any:
        bound = [self._bound(one, place, numbers, value) for one in made.variables]
        key = (made, *bound) if made.plain and _short(bound) else None
        if key is not None and (known := self.layout.memo.get(key)) is not None:
            return known
        token = around.set(self._surroundings(place, numbers))
        try:
            ready = {one.name: _ready(one, given) for one, given in zip(made.variables, bound, strict=True)}
            found = made.evaluate(self.layout.nothing if node is None else node, **ready)
        finally:
            around.reset(token)
        if key is not None:
            self.layout.remember(key, found)
        return found

    def own_seed(self, place: Place, numbers: Numbers) -> float:
        """A number that is always the same for this response at this place."""
        return float(self._surroundings(place, numbers).random().getrandbits(30))

    def _surroundings(self, place: Place, numbers: Numbers) -> Surroundings:
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
        )

    def _label(self, name: str, value: str) -> str:
        """The label of a choice in this language; empty for what is none."""
        place = self.layout.places.get(name)
        choice = place.question.choice(value) if place is not None and place.question is not None else None
        return in_language(choice.label, self.moment.language) if choice is not None else ""

    def _bound(self, variable: Variable, place: Place, numbers: Numbers, value: str) -> Any:
        """What a variable stands for, in a form that can be compared: texts, truths, numbers, or nodes."""
        if variable.kind in ("text", "number", "truth"):
            return self._single(variable, place, numbers, value)
        if variable.kind == "place":
            return numbers[place.repeats.index(variable.of)]
        if variable.kind == "nodes":
            if variable.of in ("", place.name) and place.question is not None:
                return _elements([value])
            return _elements([found for _, _, found in self.nodes(variable.of, place, numbers)])
        if variable.kind == "list":
            return [self.layout.lists.of(variable.of)]
        if variable.kind == "path":
            assert variable.inner is not None
            return self._evaluated(variable.inner, place, numbers, value, None)
        if variable.kind == "indexed":
            return self._indexed(variable.of, place, numbers)
        return self._branches(variable, place, numbers, value)

    def _single(self, variable: Variable, place: Place, numbers: Numbers, value: str) -> str | bool:
        other = self.layout.places.get(variable.of) if variable.of else place
        if other is place:
            found = value
        else:
            found = (self.node(other, numbers[: len(other.repeats)]) or "") if other is not None else ""
        if variable.kind != "truth":
            return found
        question = other.question if other is not None else None
        if question is not None and question.type in NUMBERS:
            return found.strip() not in ("", "0")
        return found != "" and not (found == "false" and question is not None and bool(question.calculation))

    def _branches(self, variable: Variable, place: Place, numbers: Numbers, value: str) -> list[Any]:
        """Nodes where they stand in the tree."""
        tree = self.tree()
        if variable.kind == "root":
            return [tree["", ()]]
        if variable.kind == "around":
            depth = place.repeats.index(variable.of) + 1
            found = tree.get((variable.of, numbers[:depth]))
            return [found] if found is not None else []
        if variable.kind == "branch":
            found_ = (tree.get((name.name, each)) for name, each, _ in self.nodes(variable.of, place, numbers))
            return [one for one in found_ if one is not None]
        element = self.instance.element(tree, place, numbers) if place.name else tree["", ()]
        if place.question is not None:
            element.text = writable(value) or None
        self._tree = None  # the node that is being looked at is in no later tree, or has another value there
        return [element]

    def _indexed(self, spot: str, place: Place, numbers: Numbers) -> str:
        """Have ready what `indexed-repeat` may ask for. The spot that it is given tells who asks."""
        self.nodes(spot.split(maxsplit=1)[0], self.layout.root, ())
        return f"{spot}\n{place.name}\n{'.'.join(map(str, numbers))}"

    def _by_numbers(self, spot: str, given: tuple[float, ...]) -> str:
        """The text of a question by the numbers of repeats around it; those not given are the asking place's, or 1."""
        names, asking, own = spot.split("\n")
        name, *repeats = names.split()
        place, asks = self.layout.places.get(name), self.layout.places.get(asking, self.layout.root)
        if place is None:
            return ""
        shared = dict(zip(asks.common(place), map(int, filter(None, own.split("."))), strict=False))
        number = {**shared, **{repeat: int(at) for repeat, at in zip(repeats, given, strict=False)}}
        numbers = tuple(number.get(repeat, 1) for repeat in place.repeats)
        # Nothing is worked out in the midst of an evaluation.
        found = self._calculated.get(name, {}).get(numbers) if place.values else self.instance.value((name, numbers))
        return found or ""


def _ready(variable: Variable, given: Any) -> Any:
    if variable.kind == "number":
        return read_number(given)
    if isinstance(given, str):
        return writable(given)
    return float(given) if variable.kind == "place" else given


def _short(bound: list[Any]) -> bool:
    return not any(isinstance(one, str) and len(one) > _REMEMBERED for one in bound)


def _elements(texts: list[str]) -> list[Any]:
    top = etree.Element("nodes")
    for one in texts:
        etree.SubElement(top, "node").text = writable(one) or None
    return list(top)


def is_expression(written: str) -> bool:
    """Whether a `default` is to be evaluated: it refers to an answer or calls a function."""
    return "${" in written or _CALLS.search(written) is not None
