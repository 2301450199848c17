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


def removing(here: Here, slot: Slot) -> bool:
    """Whether somebody who corrects is asked about one that there is: then it is about taking it away."""
    return slot.more and here.talk.returning and here.answer(slot) == YES


def _more(here: Here, slot: Slot) -> tuple[Offer, ...]:
    """What leads to one more and what does not; the place is always that of yes (0) or no (1)."""
    if removing(here, slot):
        return Offer(button("remove", here.language), 1, 1), Offer(button("not_remove", here.language), 0, 2)
    keys = ("more_first", "none") if slot.numbers[-1] == 0 else ("more", "no_more")
    return tuple(Offer(button(key, here.language), place, place + 1) for place, key in enumerate(keys))


def _said_more(here: Here, slot: Slot, text: str) -> Understood:
    """Yes or no in the words of "is there one more?" and in all others that say so."""
    offers = _more(here, slot)
    found = reply.choose(text, [offer.label for offer in offers])
    said = meaning("yes_no", text, here.language)
    if found.kind == "chosen":
        place = offers[found.indices[0]].place
    elif said in (YES, NO):
        place = offers[said != YES].place
    else:
        return _need_more(here, slot)
    return checked(here, slot, (YES, NO)[place], text)


def _tapped_more(here: Here, slot: Slot, place: int) -> Understood | None:
    label = next((offer.label for offer in _more(here, slot) if offer.place == place), None)
    return None if label is None else checked(here, slot, (YES, NO)[place], label)


def _shown_more(here: Here, slot: Slot, value: str) -> str:
    return next(offer.label for offer in _more(here, slot) if (YES, NO)[offer.place] == value)


ACKNOWLEDGE = Kind(
    need=_need_acknowledge,
    typed=_acknowledged,
    offers=_acknowledge,
    tapped=_tapped_acknowledge,
    shown=_shown_acknowledge,
)
MORE = Kind(need=_need_more, typed=_said_more, offers=_more, tapped=_tapped_more, shown=_shown_more)
