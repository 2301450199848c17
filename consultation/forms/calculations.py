"""Values that come of themselves: calculate, hidden, start, end, today. Each is worked out when it is asked for."""

from typing import TYPE_CHECKING

from consultation.forms import moments
from consultation.forms.place import Place
from consultation.forms.slots import Numbers

if TYPE_CHECKING:
    from consultation.forms.evaluation import Evaluation


class Calculations:
    """The calculated values of one instance, kept until what they lean on changes."""

    def __init__(self, evaluation: "Evaluation") -> None:
        self._evaluation = evaluation
        self._known: dict[str, dict[Numbers, str | None]] = {}
        self._busy: list[tuple[str, Numbers]] = []  # being worked out, each because the one before asks for it
        self._unsure = 0  # values worked out from that place in `_busy` on lack another that is still open; 0: none

    def forget(self, name: str) -> frozenset[str]:
        """Drop the values that lean on the answer of this name; returns their names."""
        leaning = self._evaluation.layout.dependencies.leaning.get(name, frozenset())
        for one in leaning if self._known else ():
            self._known.pop(one, None)
        return leaning

    def known(self, name: str, numbers: Numbers) -> str | None:
        """A value that has been worked out already."""
        return self._known.get(name, {}).get(numbers)

    def too_early(self, name: str, numbers: Numbers) -> bool:
        """Whether a value must wait: one that is worked out may look at those before it in a repeat, at no others."""
        open_ = [at for at, (other, its) in enumerate(self._busy) if other == name and its <= numbers]
        if open_:
            self._lacks(open_[-1])
        return bool(open_)

    def value(self, place: Place, numbers: Numbers) -> str | None:
        """The value of a place; None where it does not apply."""
        if not self._busy:
            # From the innermost on, so that a long chain of calculations is no deep recursion.
            for earlier in self._evaluation.layout.dependencies.before(place):
                for each in self._evaluation.instance.numbers(earlier, ()):
                    self._work_out(earlier, each)
        return self._work_out(place, numbers)

    def _work_out(self, place: Place, numbers: Numbers) -> str | None:
        known = self._known.get(place.name)
        if known is not None and numbers in known:
            return known[numbers]
        node = (place.name, numbers)
        if node in self._busy:
            self._lacks(self._busy.index(node))
            return ""  # it leans on itself: `check` tells the officer
        self._busy.append(node)
        try:
            found = self._worked_out(place, numbers)
        finally:
            self._busy.pop()
        depth = len(self._busy)
        if not self._unsure or depth < self._unsure:
            self._unsure = 0
            self._known.setdefault(place.name, {})[numbers] = found
        return found

    def _lacks(self, at: int) -> None:
        """Note that what is worked out inside the one at a place in `_busy` is without its value."""
        self._unsure = min(self._unsure or at + 1, at + 1)

    def _worked_out(self, place: Place, numbers: Numbers) -> str | None:
        question, evaluation = place.question, self._evaluation
        assert question is not None
        for group in (*place.around, place):
            if not evaluation.applies(group, numbers[: len(group.repeats)]):
                return None
        if question.type in ("start", "end", "today"):
            return self._preloaded(question.type)
        if question.calculation:
            return evaluation.text(question.calculation, place, numbers)
        return evaluation.default(place, numbers)

    def _preloaded(self, kind: str) -> str:
        at = self._evaluation.moment
        if kind == "today":
            return at.started.date().isoformat()
        return moments.iso(at.started if kind == "start" else at.now)
