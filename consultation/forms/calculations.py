"""Values that come of themselves: calculate, hidden, start, end, today. Each is worked out when it is asked for."""

from typing import TYPE_CHECKING

from consultation.forms import moments
from consultation.forms.layout import Place
from consultation.forms.slots import Numbers

if TYPE_CHECKING:
    from consultation.forms.evaluation import Evaluation


class Calculations:
    """The calculated values of one instance, kept until what they lean on changes."""

    def __init__(self, evaluation: "Evaluation") -> None:
        self._evaluation = evaluation
        self._known: dict[str, dict[Numbers, str | None]] = {}
        self._busy: dict[str, list[Numbers]] = {}

    def forget(self, name: str) -> None:
        """Drop the values that lean on the answer of this name."""
        if self._known:
            for leaning in self._evaluation.layout.leaning.get(name, ()):
                self._known.pop(leaning, None)

    def known(self, name: str, numbers: Numbers) -> str | None:
        """A value that has been worked out already."""
        return self._known.get(name, {}).get(numbers)

    def not_yet(self, name: str, numbers: Numbers) -> bool:
        """Whether the value must wait: what is being worked out may look at those before it in a repeat only."""
        busy = self._busy.get(name)
        return busy is not None and numbers >= min(busy)

    def value(self, place: Place, numbers: Numbers) -> str | None:
        """The value of a place; None where it does not apply."""
        if not self._busy:
            # From the innermost on, so that a long chain of calculations is no deep recursion.
            for earlier in self._evaluation.layout.before(place):
                for each in self._evaluation.instance.numbers(earlier, ()):
                    self._work_out(earlier, each)
        return self._work_out(place, numbers)

    def _work_out(self, place: Place, numbers: Numbers) -> str | None:
        known = self._known.get(place.name)
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
        self._known.setdefault(place.name, {})[numbers] = found
        return found

    def _worked_out(self, place: Place, numbers: Numbers) -> str | None:
        question, evaluation = place.question, self._evaluation
        assert question is not None
        for group in (*evaluation.layout.around(place), place):
            if not evaluation.applies(group, numbers[: len(group.repeats)]):
                return None
        if question.type in ("start", "end", "today"):
            return self._preloaded(question.type)
        if question.calculation:
            return evaluation.text(question.calculation, place, numbers)
        return evaluation.default(place, numbers)

    def _preloaded(self, kind: str) -> str:
        at = self._evaluation.moment
        return (
            at.started.date().isoformat() if kind == "today" else moments.iso(at.started if kind == "start" else at.now)
        )
