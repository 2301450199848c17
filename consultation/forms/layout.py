"""How a form hangs together: groups as a tree, expressions compiled where they stand. Built once a form.

Kept for as long as the form's own row of questions is: copies of a form that differ only in what is told around the
questions share it.
"""

import tomllib
from collections import OrderedDict
from functools import cache, cached_property
from importlib import resources
from threading import Lock
from typing import Any

from lxml import etree

from consultation.forms.compiled import As, Compiled
from consultation.forms.dependencies import Dependencies
from consultation.forms.form import Form, Group, Question, own_name
from consultation.forms.lists import Lists
from consultation.forms.place import Place
from consultation.forms.writer import compiled
from consultation.forms.xpath import BadExpression

_KEPT = 64
_MEMO = 1 << 14  # values remembered a form
_DEEPEST = 20  # groups within groups; those further in are taken as one


class Layout:
    """A form's places and expressions. by_path: by the names of the groups around a place and its own."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.root = Place(self, "", (), ())
        self.places: dict[str, Place] = {}
        self.by_path: dict[tuple[str, ...], Place] = {}
        self.lists = Lists(form)
        self.memo: dict[Any, Any] = {}
        self.nothing: Any = etree.Element("nothing")  # the context of expressions that walk no tree
        self._groups = {group.name: group for group in form.groups}
        self._compiled: dict[tuple[str, tuple[str, ...], As], Compiled | None] = {}
        for question in form.questions:
            self._put(question)
            if question.other and form.question(f"{question.name}_other") is None:
                self._put(_other(question))

    @cached_property
    def dependencies(self) -> Dependencies:
        """What leans on what."""
        return Dependencies(self)

    @cached_property
    def calculated(self) -> tuple[Place, ...]:
        """The places whose values come of themselves, in form order."""
        return tuple(place for place in self.places.values() if place.values)

    def compiled(self, expression: str, place: Place, as_: As = "value") -> Compiled | None:
        """The expression compiled for a place; None for one that cannot be read."""
        key = (expression, place.path, as_)
        if key not in self._compiled:
            try:
                self._compiled[key] = compiled(expression, place, as_)
            except BadExpression:
                self._compiled[key] = None
        return self._compiled[key]

    def remember(self, key: Any, value: Any) -> None:
        """Keep a value that only hangs on its key; when there are too many, all are forgotten."""
        if len(self.memo) >= _MEMO:
            self.memo.clear()
        self.memo[key] = value

    def filters_on(self, place: Place) -> frozenset[str]:
        """The questions that the choices of a question hang on."""
        question = place.question
        made = self.compiled(question.choice_filter, place, "filter") if question is not None else None
        return made.names if made is not None else frozenset()

    def _put(self, question: Question) -> None:
        if question.name in self.places and self.places[question.name].question is not None:
            return  # a second one of the name: `check` tells the officer
        parent = self.root
        groups = question.groups[:_DEEPEST]
        for n in range(len(groups)):
            parent = self._section(parent, groups[: n + 1])
        place = Place(self, question.name, groups, parent.repeats, question=question)
        self._add(parent, place)

    def _section(self, parent: Place, path: tuple[str, ...]) -> Place:
        found = self.by_path.get(tuple(own_name(name) for name in path))
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
