"""What leans on what in a form: the order of calculations, circles among them, references to what is asked later."""

from functools import cached_property
from typing import TYPE_CHECKING

from consultation.forms.place import Place

if TYPE_CHECKING:
    from consultation.forms.compiled import Compiled
    from consultation.forms.layout import Layout

ANY = "*"  # stands for every name there is


class Dependencies:
    """The dependencies of one form's calculated questions."""

    def __init__(self, layout: "Layout") -> None:
        self._layout = layout
        self._before: dict[str, tuple[Place, ...]] = {}

    @cached_property
    def leaning(self) -> dict[str, frozenset[str]]:
        """The calculated questions that change, perhaps through others, when the answer of a name does."""
        direct: dict[str, set[str]] = {}
        for place in self._layout.calculated:
            for name in self._needs(place):
                direct.setdefault(name, set()).add(place.name)
        return {name: frozenset(_closure(name, direct)) for name in {*direct, *self._layout.places}} if direct else {}

    @cached_property
    def order(self) -> tuple[Place, ...]:
        """All calculated places, each after those that it leans on."""
        found: dict[str, Place] = {}
        for place in self._layout.calculated:
            for one in (*self.before(place), place):
                found.setdefault(one.name, one)
        return tuple(found.values())

    def before(self, place: Place) -> tuple[Place, ...]:
        """The calculated places that this one leans on, directly or through others, each after those it leans on."""
        if place.name not in self._before:
            order: dict[str, Place] = {}
            waiting, opened = [place], {place.name}
            while waiting:
                deeper = next((name for name in self._sources.get(waiting[-1].name, ()) if name not in opened), None)
                if deeper is None:
                    done = waiting.pop()
                    order[done.name] = done
                else:
                    opened.add(deeper)
                    waiting.append(self._layout.places[deeper])
            order.pop(place.name, None)
            self._before[place.name] = tuple(order.values())
        return self._before[place.name]

    def circles(self) -> list[tuple[str, ...]]:
        """Calculations that lean on themselves, each circle by its names; the values before in a repeat are none."""
        found: dict[frozenset[str], tuple[str, ...]] = {}
        done: set[str] = set()
        for start in self._straight:
            path, waiting = [start], [iter(self._straight[start])]
            while waiting:
                name = next(waiting[-1], None)
                if name is None:
                    waiting.pop()
                    done.add(path.pop())
                elif name in path:
                    circle = tuple(path[path.index(name) :])
                    found.setdefault(frozenset(circle), circle)
                elif name not in done:
                    path.append(name)
                    waiting.append(iter(self._straight.get(name, ())))
        return list(found.values())

    def asked_after(self, place: Place, name: str) -> str:
        """The first question asked after a place that a name there leans on; empty when it only looks back."""
        other = self._layout.places.get(name)
        if other is None or other.question is None or other is place:
            return ""
        if not other.values:
            return name if other.order > place.order else ""
        leaves = {leaf for one in (*self.before(other), other) for leaf in self._needs(one)}
        asked = [self._layout.places[leaf] for leaf in leaves if leaf in self._layout.places]
        later = [one for one in asked if one.question is not None and not one.values and one.order > place.order]
        # A sum over a repeat is meant to grow; what stands alone is not yet there.
        return min(later, key=lambda one: one.order).name if later and not later[0].repeats else ""

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        """The calculated questions that each calculated question leans on directly."""
        valued = {place.name: place for place in self._layout.calculated}
        return {name: tuple(sorted(self._needs(place) & valued.keys())) for name, place in valued.items()}

    @cached_property
    def _straight(self) -> dict[str, tuple[str, ...]]:
        """The same without what is picked from a repeat by number: there an earlier value is meant."""
        valued = {place.name: place for place in self._layout.calculated}
        return {
            name: tuple(sorted({one for made in self._expressions(place) for one in made.direct} & valued.keys()))
            for name, place in valued.items()
        }

    def _needs(self, place: Place) -> set[str]:
        found: set[str] = set()
        for made in self._expressions(place):
            found |= made.names | made.reach | ({ANY} if made.wild else set())
            found |= {longer for step in made.reach for longer in self._longer.get(step, ())}
        return found

    @cached_property
    def _longer(self) -> dict[str, set[str]]:
        """The names that a form has made unique (`crop/area`) by the names that paths walk by (area)."""
        found: dict[str, set[str]] = {}
        for place in self._layout.places.values():
            if place.own != place.name:
                found.setdefault(place.own, set()).add(place.name)
        return found

    def _expressions(self, place: Place) -> list["Compiled"]:
        """What decides a value: its calculation and conditions, and the conditions of the groups around it."""
        groups = [(around.group.relevant, around) for around in place.around if around.group is not None]
        question = place.question
        assert question is not None
        own = [(question.calculation or question.default, place), (question.relevant, place)]
        found = [self._layout.compiled(written, stands) for written, stands in [*groups, *own] if written]
        return [made for made in found if made is not None]


def _closure(name: str, direct: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name, ANY]
    while waiting:
        for leaning in direct.get(waiting.pop(), ()):
            if leaning not in found:
                found.add(leaning)
                waiting.append(leaning)
    return found
