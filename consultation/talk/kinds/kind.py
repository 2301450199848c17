"""What every kind of question has in common: how it is offered, what came of an answer, how it is read out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.model import Incoming


@dataclass(frozen=True)
class Taken:
    """Understood. value: what is stored; raw: what was typed or the label tapped; notice: a sentence to say first."""

    value: str
    raw: str
    notice: tuple[str, dict[str, Any]] | None = None


@dataclass(frozen=True)
class Picked:
    """One or more choices of a question that takes several; the question stays open."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """Not understood, or not allowed: the wording's key and its blanks. offers: what may have been meant."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    offers: "tuple[Offer, ...]" = ()


Understood = Taken | Picked | Ask


@dataclass(frozen=True)
class Offer:
    """Something to tap. place: what the button carries, the same however the offers change; else as in Button."""

    label: str
    place: int
    number: int | None = None
    figure: bool = False
    ticked: bool = False


def _nothing(_here: Here, _slot: Slot) -> tuple[Offer, ...]:
    return ()


def _no_tap(_here: Here, _slot: Slot, _place: int) -> Understood | None:
    return None


def _not_sent(_here: Here, _slot: Slot, _incoming: Incoming) -> Understood | None:
    return None


def _no_lines(_here: Here, _slot: Slot) -> list[str]:
    return []


def _always(_here: Here, _slot: Slot, _value: str) -> bool:
    return True


def read_out(here: Here, slot: Slot, value: str) -> str:
    """An answer as people read it."""
    return here.shown(slot.question, value)


@dataclass(frozen=True)
class Kind:
    """How questions of one type are asked and answered.

    need: what to say when nothing in a reply answers. typed: what a typed message means. offers: what can be tapped,
    and tapped: what that means (None: it is not offered). sent: what a place or a photo means (None: no answer here).
    how: lines on how to answer, under the question. shown: an answer as people read it. fits: whether a value that the
    form itself suggests is one of this type. wants: as in Outgoing.
    """

    need: Callable[[Here, Slot], Ask]
    typed: Callable[[Here, Slot, str], Understood]
    offers: Callable[[Here, Slot], tuple[Offer, ...]] = _nothing
    tapped: Callable[[Here, Slot, int], Understood | None] = _no_tap
    sent: Callable[[Here, Slot, Incoming], Understood | None] = _not_sent
    how: Callable[[Here, Slot], list[str]] = _no_lines
    shown: Callable[[Here, Slot, str], str] = read_out
    fits: Callable[[Here, Slot, str], bool] = _always
    wants: Literal["place", "image", "audio", "video", "file"] | None = None


def checked(here: Here, slot: Slot, value: str, raw: str) -> Taken | Ask:
    """The value as an answer, or what the officer says of one that the constraint forbids."""
    if here.scene.accepts(slot, value):
        return Taken(value, raw)
    own = here.told(slot.question.constraint_message, slot)
    return Ask("_own", {"text": own}) if own else Ask("not_allowed")


def which(key: str, offers: tuple[Offer, ...]) -> Ask:
    """To be said when a reply may have meant several things, or perhaps one."""
    if len(offers) == 1:
        return Ask("meant_one", {"label": offers[0].label}, offers)
    numbered = tuple(one if one.figure else replace(one, number=number) for number, one in enumerate(offers, 1))
    return Ask(key, {"labels": " / ".join(offer.label for offer in offers)}, numbered)
