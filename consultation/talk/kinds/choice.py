"""One choice of a list: by button, by number, by its words."""

import re
from collections.abc import Sequence
from dataclasses import replace

from consultation.forms.form import Choice
from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Offer, Understood, checked
from consultation.talk.kinds.places import typed_district, typed_province
from consultation.talk.readable import cut, place_name
from consultation.talk.wording import comma
from nlp import reply
from nlp.clean import canonical

OLDEST = 120
_DIGITS = re.compile(r"[0-9]+")
_BAND = re.compile(r"under(\d+)|(\d+)s|(\d+)plus")
_CANDIDATE = 30  # characters of a choice quoted when asking back


def need(here: Here, slot: Slot) -> Ask:
    """That one of the choices is to be chosen."""
    return Ask("invalid", {"count": len(here.scene.offered(slot))})


def offers(here: Here, slot: Slot) -> tuple[Offer, ...]:
    """The choices there are now, those picked already ticked; a place is the choice's among all of the question's."""
    places = {choice.name: place for place, choice in enumerate(slot.question.choices)}
    return tuple(
        Offer(here.label(choice, slot), places[choice.name], number, ticked=choice.name in here.talk.picked)
        for number, choice in enumerate(here.scene.offered(slot), 1)
    )


def offered_at(here: Here, slot: Slot, place: int) -> Choice | None:
    """The choice that a button stands for, if it is offered."""
    choices = slot.question.choices
    if not 0 <= place < len(choices):
        return None
    return next((one for one in here.scene.offered(slot) if one.name == choices[place].name), None)


def meant(here: Here, slot: Slot, text: str, *, many: bool = False) -> tuple[str, ...] | Ask:
    """The names of the choices that a typed message means, or what to ask back."""
    choices = here.scene.offered(slot)
    labels = [here.label(choice, slot) for choice in choices]
    found = reply.choose(text, labels, many=many)
    if found.kind == "ask" and len(found.indices) > 1:
        return Ask("which", {"labels": " / ".join(f"{i + 1}. {_brief(labels[i])}" for i in found.indices[:4])})
    if found.kind == "chosen":
        return tuple(choices[i].name for i in found.indices)
    if slot.question.role == "age" and (band := _age_band(text, choices)) is not None:
        return (band,)
    return need(here, slot)


def shown(here: Here, slot: Slot, value: str) -> str:
    """An answer as people read it: the labels of its choices."""
    named = [(slot.question.choice(name), name) for name in value.split()]
    labels = [here.label(choice, slot) if choice else place_name(name, here.language) for choice, name in named]
    return (" > " if slot.question.type == "rank" else comma(here.language)).join(labels)


def fits(here: Here, slot: Slot, value: str) -> bool:
    """Whether a value is made of choices that are offered, each once, and one alone where one is asked for."""
    names = value.split()
    offered = {choice.name for choice in here.scene.offered(slot)}
    single = slot.question.type != "select_one" or len(names) == 1
    return single and len(names) == len(set(names)) and set(names) <= offered


def _typed(here: Here, slot: Slot, text: str) -> Understood:
    names = meant(here, slot, text)
    return names if isinstance(names, Ask) else checked(here, slot, names[0], text)


def _typed_province(here: Here, slot: Slot, text: str) -> Understood:
    return typed_province(here, slot, text, _typed(here, slot, text))


def _typed_district(here: Here, slot: Slot, text: str) -> Understood:
    return typed_district(here, slot, text, _typed(here, slot, text))


def _tapped(here: Here, slot: Slot, place: int) -> Understood | None:
    choice = offered_at(here, slot, place)
    return None if choice is None else checked(here, slot, choice.name, here.label(choice, slot))


def _age_band(text: str, choices: Sequence[Choice]) -> str | None:
    """The age band of a typed age ("70", "อายุ ๗๐ ปี") by the bands' names (under20, 20s, 60plus); None for no age."""
    numbers = _DIGITS.findall(canonical(text))
    if len(numbers) != 1 or len(numbers[0]) > 3 or not len(choices) < int(numbers[0]) <= OLDEST:
        return None
    years = int(numbers[0])
    return next((choice.name for choice in choices if _in_band(choice.name, years)), None)


def _in_band(band: str, years: int) -> bool:
    named = _BAND.fullmatch(band)
    if named is None:
        return False
    below, decade, above = (int(part) if part else None for part in named.groups())
    if below is not None:
        return years < below
    return decade <= years < decade + 10 if decade is not None else years >= (above or 0)


def _brief(label: str) -> str:
    return label if len(label) <= _CANDIDATE else cut(label, _CANDIDATE)


ONE = Kind(need=need, typed=_typed, offers=offers, tapped=_tapped, shown=shown, fits=fits)
PROVINCE = replace(ONE, typed=_typed_province)
DISTRICT = replace(ONE, typed=_typed_district)
