"""Where a question or group stands in a form, and what an expression that stands there means by a name."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from consultation.forms.form import UNASKED, Group, Question, own_name
from consultation.forms.slots import Slot
from consultation.forms.xpath import Call, Path, Ref

if TYPE_CHECKING:
    from consultation.forms.layout import Layout


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

    @cached_property
    def own(self) -> str:
        """The name that the workbook gives it: that of `crop/area` is area."""
        return own_name(self.name)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The names of the groups around it, and its own, as a workbook's paths walk them."""
        return tuple(own_name(name) for name in (*self.within, self.name))

    @cached_property
    def values(self) -> bool:
        """Whether its value comes of itself, whatever it is asked."""
        return self.question is not None and self.question.type in UNASKED

    @cached_property
    def beside(self) -> "Place":
        """Where the count of a repeat is worked out: next to it, outside its instances."""
        return Place(self.layout, f"{self.name}_count", self.within, self.repeats[:-1], order=self.order)

    @cached_property
    def slot(self) -> Slot:
        """Where its question is asked when no repeat is around it: the same for every talk."""
        assert self.question is not None
        return Slot(self.question)

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
            if step.predicates or at >= len(self.within) or step.name != self.path[at]:
                break
            taken += 1
            if self.within[at] in self.repeats:
                found = (self.within[at], taken)
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
        elif isinstance(path.start, Ref) and (other := self.layout.places.get(path.start.name)) is not None:
            names, steps = [*other.path], path.steps
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

    @cached_property
    def around(self) -> tuple["Place", ...]:
        """The groups around it, outermost first."""
        return tuple(self.layout.by_path[self.path[: n + 1]] for n in range(len(self.within)))
