"""Free text: taken word for word."""

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Understood, checked
from nlp.clean import canonical


def _need(here: Here, slot: Slot) -> Ask:
    return Ask("need_text_required" if here.scene.required(slot) else "need_text")


def _typed(here: Here, slot: Slot, text: str) -> Understood:
    length, longest = len(text.strip()), slot.question.longest
    if not canonical(text):
        return _need(here, slot)
    if length > longest:
        return Ask("too_long", {"most": longest, "length": length})
    return checked(here, slot, text.strip(), text)


def _fits(_here: Here, slot: Slot, value: str) -> bool:
    return bool(canonical(value)) and len(value) <= slot.question.longest


TEXT = Kind(need=_need, typed=_typed, fits=_fits)
