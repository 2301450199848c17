"""Numbers: whole, with a fraction, and on a scale from a start to an end."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Offer, Understood, checked
from nlp import reply

MOST_STEPS = 11  # 0 to 10: more buttons than that are not read any more
_LONGEST = 30  # characters of a parameter
_MAGNITUDE = 9  # digits before and after the point: what can be divided without rounding


@dataclass(frozen=True)
class Scale:
    """A scale as the form's parameters give it; ODK's own where they do not: 1 to 10 by 1."""

    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def steps(self) -> int:
        """How many numbers there are on it."""
        return int((self.end - self.start) / self.step) + 1

    def at(self, place: int) -> str:
        """The number at a place, from 0, as it is stored."""
        return plain(self.start + place * self.step)

    def holds(self, value: Decimal) -> bool:
        """Whether a number is one of the scale's."""
        return self.start <= value <= self.end and (value - self.start) % self.step == 0


def scale(slot: Slot) -> Scale:
    """The scale of a range question; upside-down parameters are turned round."""
    given = slot.question.parameters
    ends = sorted((_decimal(given.get("start"), "1"), _decimal(given.get("end"), "10")))
    step = abs(_decimal(given.get("step"), "1")) or Decimal(1)
    return Scale(ends[0], ends[1], step)


def plain(value: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _decimal(text: str | None, otherwise: str) -> Decimal:
    try:
        found = Decimal((text or otherwise)[:_LONGEST])
    except InvalidOperation:
        return Decimal(otherwise)
    sound = found.is_finite() and abs(found.adjusted()) <= _MAGNITUDE
    return found if sound else Decimal(otherwise)


def _need_integer(_here: Here, _slot: Slot) -> Ask:
    return Ask("need_number")


def _integer(here: Here, slot: Slot, text: str) -> Understood:
    value = reply.number(text)
    if value is None or value != int(value):
        return Ask("need_number")
    return checked(here, slot, str(int(value)), text)


def _need_decimal(_here: Here, _slot: Slot) -> Ask:
    return Ask("need_decimal")


def _fraction(here: Here, slot: Slot, text: str) -> Understood:
    value = reply.number(text)
    return Ask("need_decimal") if value is None else checked(here, slot, plain(value), text)


def _bounds(of: Scale) -> dict[str, str]:
    return {"start": of.at(0), "end": of.at(of.steps - 1), "example": of.at(of.steps // 2)}


def _need_range(_here: Here, slot: Slot) -> Ask:
    return Ask("need_range", dict(_bounds(scale(slot))))


def _on_scale(here: Here, slot: Slot, text: str) -> Understood:
    value = reply.number(text)
    if value is None or not scale(slot).holds(value):
        return _need_range(here, slot)
    return checked(here, slot, plain(value), text)


def _offers(_here: Here, slot: Slot) -> tuple[Offer, ...]:
    of = scale(slot)
    if of.steps > MOST_STEPS:
        return ()
    labels = [of.at(place) for place in range(of.steps)]
    return tuple(
        Offer(label, place, int(label) if label.isdecimal() else None, figure=True)
        for place, label in enumerate(labels)
    )


def _tapped(here: Here, slot: Slot, place: int) -> Understood | None:
    of = scale(slot)
    if not 0 <= place < min(of.steps, MOST_STEPS):
        return None
    return checked(here, slot, of.at(place), of.at(place))


def _how(here: Here, slot: Slot) -> list[str]:
    of = scale(slot)
    return [here.say("how_range", **_bounds(of))] if of.steps > MOST_STEPS else []


def _fits(_here: Here, slot: Slot, value: str) -> bool:
    try:
        number = Decimal(value[:_LONGEST])
    except InvalidOperation:
        return False
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return False
    if slot.question.type == "range":
        return scale(slot).holds(number)
    return slot.question.type == "decimal" or number == int(number)


INTEGER = Kind(_need_integer, _integer, fits=_fits)
DECIMAL = Kind(_need_decimal, _fraction, fits=_fits)
RANGE = Kind(_need_range, _on_scale, _offers, _tapped, how=_how, fits=_fits)
