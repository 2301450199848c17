"""How a form hangs together: groups as a tree, where each expression stands, what leans on what. Built once a form.

Kept for as long as the form's own row of questions is: copies of a form that differ only in what is told around the
questions share it.
"""

import tomllib
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from threading import Lock
from typing import Any

from lxml import etree

from consultation.forms.compiled import Compiled, compiled
from consultation.forms.form import UNASKED, Form, Group, Question
from consultation.forms.lists import Lists
from consultation.forms.xpath import BadExpression, Call, Path

_KEPT = 64
_MEMO = 1 << 14  # values remembered a form


@dataclass(eq=False)
class Place:
    """A question or group in a form. within: the names of the groups around it; repeats: those of them that repeat.

    A repeat counts itself among its `repeats`. What an expression that stands here means by a name is told by the
    methods (`compiled.Scope`).
    """

    layout: "Layout"
    name: str
    within: tuple[str, ...]
    repeats: tuple[str, ...]
    question: Question | None = None
    group: Group | None = None
    places: list["Place"] = field(default_factory=list)
    order: int = 0

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the groups around it, and its own."""
        return (*self.within, self.name)

    @property
    def values(self) -> bool:
        """Whether its value comes of itself, whatever it is asked."""
        return self.question is not None and self.question.type in UNASKED

    @cached_property
    def beside(self) -> "Place":
        """Where the count of a repeat is worked out: next to it, outside its instances."""
        return Place(self.layout, f"{self.name}_count", self.within, self.repeats[:-1])

    @cached_property
    def more(self) -> Question:
        """The question whether there is one more of a repeat."""
        assert self.group is not None
        return Question(name=self.name, type="acknowledge", label=self.group.label, groups=self.within, required=True)

    def several(self, name: str) -> bool:
        """Whether `${name}` means several nodes from here."""
        other = self.layout.places.get(name)
        if not name or other is None:
            return False
        return other.group is not None or len(self.common(other)) < len(other.repeats)

    def common(self, other: "Place") -> tuple[str, ...]:
        """The repeats around both; a repeat that is itself meant is not around itself."""
        theirs = other.repeats[:-1] if other.group is not None and other.group.repeat else other.repeats
        count = 0
        for ours, its in zip(self.repeats, theirs, strict=False):
            if ours != its:
                break
            count += 1
        return theirs[:count]

    def leads_to(self, path: Path) -> str | None:
        """The question or group at the end of a path of plain names; "" for this place itself."""
        names = self._walked(path)
        if names is None:
            return None
        if names == self.path:
            return ""
        other = self.layout.by_path.get(names)
        return other.name if other is not None else None

    def place(self, path: Path) -> str | int | None:
        """The repeat whose number the position of a path's end is; 1 for a group around that is none."""
        names = self._walked(path)
        if not names or names != self.path[: len(names)]:
            return None
        other = self.layout.by_path.get(names)
        if other is None:
            return None
        return other.name if other.group is not None and other.group.repeat else 1

    def shared(self, path: Path) -> tuple[str, int]:
        """The innermost repeat around this place that an absolute path goes through, and the steps up to there."""
        taken, found = 1, ("", 0)
        for at, step in enumerate(path.steps[1:-1]):
            if step.predicates or at >= len(self.within) or step.name != self.within[at]:
                break
            taken += 1
            if step.name in self.repeats:
                found = (step.name, taken)
        return found

    def _walked(self, path: Path) -> tuple[str, ...] | None:
        """Where a path of plain names ends, from the root."""
        if path.predicates or any(step.predicates for step in path.steps):
            return None
        if path.start == "/":
            names: list[str] = []
            steps = path.steps[1:]
        elif path.start is None or path.start == Call("current", ()):
            names, steps = [*self.path], path.steps
        else:
            return None
        for step in steps:
            if step.name == "..":
                if not names:
                    return None
                names.pop()
            elif step.name in ("*",) or step.name.startswith("@"):
                return None
            elif step.name != ".":
                names.append(step.name)
        return tuple(names)


class Layout:
    """A form's places and expressions."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.root = Place(self, "", (), ())
        self.places: dict[str, Place] = {}
        self.by_path: dict[tuple[str, ...], Place] = {}
        self.lists = Lists(form)
        self.memo: dict[Any, Any] = {}
        self.nothing: Any = etree.Element("nothing")  # the context of expressions that walk no tree
        self._before: dict[str, tuple[Place, ...]] = {}
        self._groups = {group.name: group for group in form.groups}
        self._compiled: dict[tuple[str, tuple[str, ...], bool], Compiled | None] = {}
        for question in form.questions:
            self._put(question)
            if question.other and form.question(f"{question.name}_other") is None:
                self._put(_other(question))

    def compiled(self, expression: str, place: Place, *, predicate: bool = False) -> Compiled | None:
        """The expression compiled for a place; None for one that cannot be read."""
        key = (expression, place.path, predicate)
        if key not in self._compiled:
            try:
                self._compiled[key] = compiled(expression, place, predicate=predicate)
            except BadExpression:
                self._compiled[key] = None
        return self._compiled[key]

    def remember(self, key: Any, value: Any) -> None:
        """Keep a value that only hangs on its key; when there are too many, all are forgotten."""
        if len(self.memo) >= _MEMO:
            self.memo.clear()
        self.memo[key] = value

    @cached_property
    def leaning(self) -> dict[str, frozenset[str]]:
        """The calculated questions that change, perhaps through others, when the answer of a name does."""
        direct: dict[str, set[str]] = {}
        for place in self.places.values():
            if place.question is not None and place.values:
                for name in self.needs(place):
                    direct.setdefault(name, set()).add(place.name)
        return {name: frozenset(_closure(name, direct)) for name in [*direct, *self.places]}

    def before(self, place: Place) -> tuple[Place, ...]:
        """The calculated questions that this one leans on, directly or through others, each after those it leans on."""
        if place.name not in self._before:
            order: dict[str, Place] = {}
            waiting, opened = [place], {place.name}
            while waiting:
                one = waiting[-1]
                deeper = [name for name in sorted(self._sources.get(one.name, ())) if name not in opened]
                if deeper:
                    opened.add(deeper[0])
                    waiting.append(self.places[deeper[0]])
                else:
                    order[waiting.pop().name] = one
            order.pop(place.name, None)
            self._before[place.name] = tuple(order.values())
        return self._before[place.name]

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        """The calculated questions that each calculated question leans on directly."""
        valued = {place.name for place in self.places.values() if place.values}
        return {name: self.needs(self.places[name]) & valued for name in valued}

    def needs(self, place: Place) -> set[str]:
        """The names that a place's value and relevance hang on; "*" among them when it may be any."""
        found: set[str] = set()
        for expression, stands in self.expressions(place):
            made = self.compiled(expression, stands)
            if made is not None:
                found |= made.names | ({"*"} if made.wild else set())
        return found - {""}

    def expressions(self, place: Place) -> list[tuple[str, Place]]:
        """What decides a value: its calculation and conditions, and the conditions of the groups around it."""
        groups = [around for around in self.around(place) if around.group is not None]
        found = [(around.group.relevant, around) for around in groups if around.group is not None]
        if (question := place.question) is not None:
            found += [(question.calculation or question.default, place), (question.relevant, place)]
        return [(expression, stands) for expression, stands in found if expression]

    def filters_on(self, place: Place) -> frozenset[str]:
        """The questions that the choices of a question hang on."""
        question = place.question
        made = self.compiled(question.choice_filter, place, predicate=True) if question is not None else None
        return made.names - {""} if made is not None else frozenset()

    def around(self, place: Place) -> list[Place]:
        """The groups around a place, outermost first."""
        return [self.by_path[place.within[: n + 1]] for n in range(len(place.within))]

    def _put(self, question: Question) -> None:
        if question.name in self.places and self.places[question.name].question is not None:
            return  # a second one of the name: `check` tells the officer
        parent = self.root
        for n in range(len(question.groups)):
            parent = self._section(parent, question.groups[: n + 1])
        place = Place(self, question.name, question.groups, parent.repeats, question=question)
        self._add(parent, place)

    def _section(self, parent: Place, path: tuple[str, ...]) -> Place:
        found = self.by_path.get(path)
        if found is None or found.group is None:
            group = self._groups.get(path[-1]) or Group(name=path[-1])
            repeats = (*parent.repeats, group.name) if group.repeat else parent.repeats
            found = Place(self, group.name, path[:-1], repeats, group=group)
            self._add(parent, found)
        return found

    def _add(self, parent: Place, place: Place) -> None:
        place.order = len(self.places) + 1
        parent.places.append(place)
        self.places.setdefault(place.name, place)
        self.by_path[place.path] = place


_layouts: OrderedDict[int, Layout] = OrderedDict()
_lock = Lock()


def layout(form: Form) -> Layout:
    """The layout of a form, kept ready in memory: many talks walk the same one."""
    key = id(form.questions)
    with _lock:
        found = _layouts.get(key)
        if found is not None and _same(found.form, form):
            _layouts.move_to_end(key)
            return found
    made = Layout(form)
    with _lock:
        _layouts[key] = made
        while len(_layouts) > _KEPT:
            _layouts.popitem(last=False)
    return made


def _same(one: Form, other: Form) -> bool:
    # The kept form holds its questions, so the same identity is the same row of questions.
    return one.questions is other.questions and one.groups is other.groups and one.tables is other.tables


def _closure(name: str, direct: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name, "*"]
    while waiting:
        for leaning in direct.get(waiting.pop(), ()):
            if leaning not in found:
                found.add(leaning)
                waiting.append(leaning)
    return found


@cache
def words() -> dict[str, dict[str, Any]]:
    """The catalogue of this folder, by key."""
    return tomllib.loads(resources.files("consultation.forms").joinpath("logic.toml").read_text(encoding="utf8"))


def _other(question: Question) -> Question:
    """The question for the words of "other", as pyxform adds it."""
    return Question(
        name=f"{question.name}_other",
        type="text",
        label=words()["other"],
        groups=question.groups,
        relevant=f"selected(${{{question.name}}}, 'other')",
        comment=question.comment,
    )
