"""What is answered by a word or two: that a notice was read, and whether there is one more of a repeat."""

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Offer, Understood, checked
from consultation.talk.wording import button, meaning
from nlp import reply

OK = "OK"  # what ODK stores of an acknowledgement
YES, NO = "yes", "no"


def _need_acknowledge(_here: Here, _slot: Slot) -> Ask:
    return Ask("need_acknowledge")


def _acknowledge(here: Here, _slot: Slot) -> tuple[Offer, ...]:
    return (Offer(button("acknowledge", here.language), 0, 1),)


def _acknowledged(here: Here, slot: Slot, text: str) -> Understood:
    labels = [offer.label for offer in _acknowledge(here, slot)]
    if meaning("assent", text, here.language) or reply.choose(text, labels).kind == "chosen":
        return checked(here, slot, OK, text)
    return Ask("need_acknowledge")


def _tapped_acknowledge(here: Here, slot: Slot, place: int) -> Understood | None:
    return checked(here, slot, OK, button("acknowledge", here.language)) if place == 0 else None


def _shown_acknowledge(here: Here, _slot: Slot, _value: str) -> str:
    return button("acknowledge", here.language)


def _need_more(_here: Here, _slot: Slot) -> Ask:
    return Ask("invalid", {"count": 2})


def _more(here: Here, slot: Slot) -> tuple[Offer, ...]:
    keys = ("more_first", "none") if slot.numbers[-1] == 0 else ("more", "no_more")
    return tuple(Offer(button(key, here.language), place, place + 1) for place, key in enumerate(keys))


def _said_more(here: Here, slot: Slot, text: str) -> Understood:
    """Yes or no in the words of "is there one more?" and in all others that say so."""
    said = meaning("yes_no", text, here.language)
    if said in (YES, NO):
        return checked(here, slot, said, text)
    found = reply.choose(text, [offer.label for offer in _more(here, slot)])
    return checked(here, slot, (YES, NO)[found.indices[0]], text) if found.kind == "chosen" else _need_more(here, slot)


def _tapped_more(here: Here, slot: Slot, place: int) -> Understood | None:
    offers = _more(here, slot)
    return checked(here, slot, (YES, NO)[place], offers[place].label) if 0 <= place < len(offers) else None


def _shown_more(here: Here, slot: Slot, value: str) -> str:
    return _more(here, slot)[value != YES].label


ACKNOWLEDGE = Kind(
    need=_need_acknowledge,
    typed=_acknowledged,
    offers=_acknowledge,
    tapped=_tapped_acknowledge,
    shown=_shown_acknowledge,
)
MORE = Kind(need=_need_more, typed=_said_more, offers=_more, tapped=_tapped_more, shown=_shown_more)
