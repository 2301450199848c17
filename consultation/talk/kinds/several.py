"""Several choices of a list, and choices in an order: tapped one after the other, or typed in one message."""

import re
from collections.abc import Sequence
from dataclasses import replace

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds import choice
from consultation.talk.kinds.kind import Ask, Kind, Picked, Understood, checked
from nlp import reply
from nlp.clean import canonical

_DIGITS = re.compile(r"[0-9]+")


def finished(here: Here, slot: Slot) -> Understood:
    """What "done" means: all that has been picked."""
    return _several(here, slot, here.talk.picked)


def unticked(here: Here, slot: Slot, place: int) -> tuple[str, ...]:
    """The names picked so far without the one at a place; all of them where it was not picked."""
    found = choice.offered_at(here, slot, place)
    return tuple(name for name in here.talk.picked if found is None or name != found.name)


def _typed(here: Here, slot: Slot, text: str) -> Understood:
    names = choice.meant(here, slot, text, many=True)
    if isinstance(names, Ask):
        return names
    if len(names) > 1 and not here.talk.picked:
        return _several(here, slot, names, text)
    return _add(here, slot, names)


def _typed_rank(here: Here, slot: Slot, text: str) -> Understood:
    choices = here.scene.offered(slot)
    found = reply.choose(text, [here.label(one, slot) for one in choices])
    if found.kind == "chosen":
        return _add(here, slot, (choices[found.indices[0]].name,))
    numbers = _DIGITS.findall(canonical(text))
    if len(numbers) < 2 or any(len(n) > 4 or not 1 <= int(n) <= len(choices) for n in numbers):
        return choice.need(here, slot)
    names = tuple(choices[int(n) - 1].name for n in numbers)
    if len(set(names)) < len(names):
        return Ask("repeated", {"example": example(here, slot)})
    if here.talk.picked and not set(names) & set(here.talk.picked):
        return _add(here, slot, names)
    return _several(here, slot, names, text)


def _tapped(here: Here, slot: Slot, place: int) -> Understood | None:
    found = choice.offered_at(here, slot, place)
    return None if found is None else _add(here, slot, (found.name,))


def _add(here: Here, slot: Slot, names: tuple[str, ...]) -> Understood:
    picked = (*here.talk.picked, *(name for name in names if name not in here.talk.picked))
    return _several(here, slot, picked) if _complete(here, slot, picked) else Picked(picked)


def _complete(here: Here, slot: Slot, names: Sequence[str]) -> bool:
    """Whether nothing more can be picked."""
    count = len(here.scene.offered(slot))
    return len(names) >= min(slot.question.most or count, count)


def _several(here: Here, slot: Slot, names: Sequence[str], raw: str = "") -> Understood:
    question = slot.question
    if question.most and len(names) > question.most:
        return Ask("too_many", {"most": question.most})
    if not names:
        return choice.need(here, slot)
    ordered = names if question.type == "rank" else [one.name for one in question.choices if one.name in names]
    value = " ".join(ordered)
    return checked(here, slot, value, raw or choice.shown(here, slot, value))


def _how(here: Here, slot: Slot) -> list[str]:
    ranked = slot.question.type == "rank"
    if here.talk.picked:
        key = "ranked" if ranked else "picked"
        labels = choice.shown(here, slot, " ".join(here.talk.picked))
        return [here.say(key, labels=labels), here.say(f"{key}_next")]
    count, most = len(here.scene.offered(slot)), slot.question.most
    key = "pick_rank" if ranked else "pick_many" if most else "pick_any"
    return [here.say(key, most=min(most or count, count), example=example(here, slot))]


def example(here: Here, slot: Slot) -> str:
    """Numbers as they may be typed, such as "1 3 5"; never more than the question takes."""
    count = len(here.scene.offered(slot))
    numbers = (2, 1, 3) if slot.question.type == "rank" else (1, 3, 5) if count >= 5 else (1, 2)
    most = min(slot.question.most or count, count)
    return " ".join([str(number) for number in numbers if number <= max(count, 1)][: max(most, 1)])


def _fits(here: Here, slot: Slot, value: str) -> bool:
    return choice.fits(here, slot, value) and len(value.split()) <= (slot.question.most or len(value))


SEVERAL = Kind(choice.need, _typed, choice.offers, _tapped, how=_how, shown=choice.shown, fits=_fits)
RANK = replace(SEVERAL, typed=_typed_rank)
