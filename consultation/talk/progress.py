"""How far a talk is: which question this is, of how many, and how many of a repeat there are."""

from consultation.forms.form import Group
from consultation.forms.logic import Slot, key_of, names_in
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
    undecided = {group.name for group in here.form.groups if group.repeat and _undecided(here, group)}
    one_each = sum(question.counted and not undecided.isdisjoint(question.groups) for question in here.form.questions)
    return one_each + sum(_counts(slot) for slot in here.expected)


def _undecided(here: Here, group: Group) -> bool:
    """Whether nobody has said yet if there are any of an outermost repeat: then one is reckoned with."""
    if any(here.groups[name].repeat for name in group.within if name in here.groups):
        return False
    if group.repeat_count:
        return bool(names_in(group.repeat_count) - here.talk.answers.keys() - _unasked(here))
    first = key_of(group.name, (0,))
    return first not in here.talk.answers and here.slot(first) is not None


def _unasked(here: Here) -> set[str]:
    return {question.name for question in here.form.questions if not question.asked}


def instances(here: Here, name: str, numbers: tuple[int, ...]) -> int:
    """How many of a repeat there are beside the one with these numbers."""
    depth = len(numbers)
    beside = (
        found[depth - 1]
        for slot in here.slots.values()
        for entered, found in here.around(slot)
        if entered == name and len(found) == depth and found[:-1] == numbers[:-1]
    )
    return max(beside, default=numbers[-1])


def _counts(slot: Slot) -> bool:
    return not slot.more and slot.question.counted
