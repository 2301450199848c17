"""How far a talk is: which question this is, of how many, and how many of a repeat there are."""

from consultation.forms.logic import Slot
from consultation.talk.here import Here


def place(here: Here, slot: Slot) -> int:
    """The number of a question among those that count, from 1."""
    before = 0
    for other in here.asked():
        if other.key == slot.key:
            break
        before += _counts(other)
    return before + 1


def count(here: Here) -> int:
    """How many questions count, as far as can be told now: more may come of what is answered."""
    return sum(_counts(slot) for slot in here.expected)


def instances(here: Here, name: str, numbers: tuple[int, ...]) -> int:
    """How many of a repeat there are beside the one with these numbers."""
    depth = len(numbers)
    beside = (
        found[depth - 1]
        for slot in here.slots
        for entered, found in here.around(slot)
        if entered == name and len(found) == depth and found[:-1] == numbers[:-1]
    )
    return max(beside, default=numbers[-1])


def _counts(slot: Slot) -> bool:
    return not slot.more and slot.question.counted
