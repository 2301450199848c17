"""The last look: all answers before they are sent, and the list to choose from what is to be corrected.

Both number the answers alike, so that a number read in the review may be typed at the list. After the answers the list
has, for each repeat, adding one and taking the last one away.
"""

from dataclasses import dataclass

from consultation.forms.logic import Slot
from consultation.talk.compose import controls, data
from consultation.talk.here import Here
from consultation.talk.kinds.assent import NO, YES
from consultation.talk.model import Button, Outgoing
from consultation.talk.question import group_label, short, shown
from consultation.talk.wording import button, set_in

MOST_LINES = 12  # answers in a bubble of the review
MOST_BUBBLES = 2
ONE_PAGE, PAGE = 12, 10  # answers in the list, alone or on each of several pages: with the controls what LINE shows


@dataclass(frozen=True)
class Entry:
    """Something that can be corrected, as it is called."""

    slot: Slot
    label: str


def entries(here: Here) -> list[Entry]:
    """What can be corrected, in the order of its numbers."""
    found = [Entry(slot, short(here, slot)) for slot in here.answered()]
    return found + [entry for slot in here.asked() if slot.more and (entry := _of_repeat(here, slot))]


def review(here: Here) -> tuple[Outgoing, ...]:
    """All answers for a last look, with send and correct; shortened where they are very many."""
    lines = _lines(here)
    bubbles = [lines[start : start + MOST_LINES] for start in range(0, len(lines), MOST_LINES)] or [[]]
    bubbles[0].insert(0, here.say("confirm"))
    bubbles[-1] += ["", here.say("confirm_ask")]
    *first, last = ["\n".join(bubble).strip() for bubble in bubbles]
    buttons = tuple(
        Button(label=button(verb, here.language), data=data(here.talk, verb), number=number)
        for number, verb in enumerate(("send", "edit"), 1)
    )
    asked = Outgoing(key="confirm", text=last, buttons=buttons, controls=controls(here.talk, "pause"))
    return (*(Outgoing(key="confirm", text=text) for text in first), asked)


def correcting(here: Here) -> Outgoing:
    """Which answer to correct: a page of the list, from which every number can be typed."""
    found = entries(here)
    last = _pages(found) - 1
    page, size = min(here.talk.page, last), PAGE if last else ONE_PAGE
    lines = [here.say("correct_which")]
    lines += [here.say("correct_page", page=page + 1, pages=last + 1)] if last else []
    buttons = tuple(
        Button(label=entry.label, data=data(here.talk, f"e{place}"), number=place + 1)
        for place, entry in enumerate(found)
        if page * size <= place < (page + 1) * size
    )
    verbs = (["next"] if page < last else []) + (["previous"] if page else []) + ["keep"]
    return Outgoing(key="correct_which", text="\n".join(lines), buttons=buttons, controls=controls(here.talk, *verbs))


def pages(here: Here) -> int:
    """How many pages the list has."""
    return _pages(entries(here))


def _pages(found: list[Entry]) -> int:
    return 1 if len(found) <= ONE_PAGE else -(-len(found) // PAGE)


def _of_repeat(here: Here, slot: Slot) -> Entry | None:
    """Adding one to a repeat, where nobody said that there is one more; taking the last one away."""
    value, numbers = here.answer(slot), slot.numbers
    named = group_label(here, slot, slot.question.name)
    outer = f" ({'.'.join(map(str, numbers[:-1]))})" if numbers[:-1] else ""
    if value == NO:
        return Entry(slot, here.say("correct_add", label=named) + outer)
    if value == YES and not _followed(here, slot):
        return Entry(slot, here.say("correct_remove", label=named, n=numbers[-1] + 1) + outer)
    return None


def _followed(here: Here, slot: Slot) -> bool:
    """Whether there is one more after the one that this made."""
    numbers = (*slot.numbers[:-1], slot.numbers[-1] + 1)
    return here.talk.answers.get(Slot(slot.question, numbers).key) == YES


def _lines(here: Here) -> list[str]:
    """A line an answer. Of very many, those that were skipped are counted, and then the last ones as well."""
    most = MOST_LINES * MOST_BUBBLES
    answered = list(enumerate(here.answered(), 1))
    kept = answered if len(answered) <= most else [(n, slot) for n, slot in answered if here.answer(slot) is not None]
    skipped = len(answered) - len(kept)
    room = most - bool(skipped)
    rest = max(len(kept) - (room - 1), 0) if len(kept) > room else 0
    lines = [f"{n}. {short(here, slot)}: {_answer(here, slot)}" for n, slot in kept[: len(kept) - rest]]
    lines += [here.say("confirm_rest", count=rest)] if rest else []
    return lines + ([here.say("confirm_skipped", count=skipped)] if skipped else [])


def _answer(here: Here, slot: Slot) -> str:
    value = here.answer(slot)
    return set_in(here.say("skipped_answer") if value is None else shown(here, slot, value), here.language)
