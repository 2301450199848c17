"""What an incoming message means as an answer to the question that is open.

A wrong guess is worse than asking back: whatever is unclear comes back as `Ask` with the wording to say it. What each
type makes of a reply stands in `kinds/`.
"""

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds import kind_of, several
from consultation.talk.kinds.kind import Ask, Picked, Taken, Understood
from consultation.talk.model import Incoming

__all__ = ["Ask", "Picked", "Taken", "Understood", "default", "finished", "need", "sent", "tapped", "typed", "unticked"]


def typed(here: Here, slot: Slot, text: str) -> Understood:
    """What a typed message means for this question."""
    return kind_of(slot).typed(here, slot, text)


def tapped(here: Here, slot: Slot, place: int) -> Understood | None:
    """What a tap on what is offered at a place means; None for what is not offered."""
    return kind_of(slot).tapped(here, slot, place)


def unticked(here: Here, slot: Slot, place: int) -> tuple[str, ...]:
    """What has been picked, without the choice at a place."""
    return several.unticked(here, slot, place)


def sent(here: Here, slot: Slot, incoming: Incoming) -> Understood | None:
    """What a place or something sent means; None where it is no answer to this question."""
    return kind_of(slot).sent(here, slot, incoming)


def finished(here: Here, slot: Slot) -> Understood:
    """What "done" means for a question that takes several: all that has been picked."""
    return several.finished(here, slot)


def default(here: Here, slot: Slot) -> Taken | None:
    """The form's own suggestion as an answer; None where there is none, or where it would not be accepted."""
    value, kind = here.scene.default(slot), kind_of(slot)
    if not value or not kind.fits(here, slot, value) or not here.scene.accepts(slot, value):
        return None
    return Taken(value, kind.shown(here, slot, value))


def need(here: Here, slot: Slot) -> Ask:
    """What to say when nothing in a reply answers this question."""
    return kind_of(slot).need(here, slot)
