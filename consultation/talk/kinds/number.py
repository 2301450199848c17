"""Numbers: whole, with a fraction, and on a scale from a start to an end."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Offer, Understood, checked, read_out, which
from nlp.numerals import read_number

MOST_STEPS = 11  # 0 to 10: more buttons than that are not read any more
_LONGEST = 30  # characters of a parameter
_MOST_CANDIDATES = 4
_MOST_CARRIED = 10**9  # by a button
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


def _need(_here: Here, slot: Slot) -> Ask:
    return Ask("need_number" if slot.question.type == "integer" else "need_decimal")


def _typed(here: Here, slot: Slot, text: str) -> Understood:
    reading = read_number(text)
    if reading.kind == "chosen" and reading.value is not None:
        return _stated(here, slot, reading.value, text)
    meant = [place for value in reading.candidates if (place := _place(slot, value)) is not None]
    # Without numbers of their own: whoever types 1 means one.
    offers = tuple(
        Offer(read_out(here, slot, _value(slot, place)), place, figure=True) for place in meant[:_MOST_CANDIDATES]
    )
    return which("number_which", offers) if offers else _needed(here, slot)


def _stated(here: Here, slot: Slot, value: Decimal, text: str) -> Understood:
    type = slot.question.type
    if (type == "integer" and value != int(value)) or (type == "range" and not scale(slot).holds(value)):
        return _needed(here, slot)
    return checked(here, slot, plain(value), text)


def _needed(here: Here, slot: Slot) -> Ask:
    """What to say when a reply is no such number."""
    return _need_range(here, slot) if slot.question.type == "range" else _need(here, slot)


def _place(slot: Slot, value: Decimal) -> int | None:
    """What a button carries for a number: the place on a scale, or a whole number itself; None where it cannot."""
    if slot.question.type == "range":
        of = scale(slot)
        return int((value - of.start) / of.step) if of.holds(value) else None
    return int(value) if value == int(value) and 0 <= value < _MOST_CARRIED else None


def _value(slot: Slot, place: int) -> str:
    return scale(slot).at(place) if slot.question.type == "range" else str(place)


def _tapped(here: Here, slot: Slot, place: int) -> Understood | None:
    if place < 0 or (slot.question.type == "range" and place >= scale(slot).steps):
        return None
    value = _value(slot, place)
    return checked(here, slot, value, read_out(here, slot, value))


def _need_range(_here: Here, slot: Slot) -> Ask:
    of = scale(slot)
    return Ask("need_range_step" if of.step != 1 else "need_range", _bounds(of))


def _bounds(of: Scale) -> dict[str, str]:
    return {"start": of.at(0), "end": of.at(of.steps - 1), "step": plain(of.step), "example": of.at(of.steps // 2)}


def _offers(_here: Here, slot: Slot) -> tuple[Offer, ...]:
    of = scale(slot)
    if of.steps > MOST_STEPS:
        return ()
    labels = [of.at(place) for place in range(of.steps)]
    return tuple(
        Offer(label, place, int(label) if label.isdecimal() else None, figure=True)
        for place, label in enumerate(labels)
    )


def _how(here: Here, slot: Slot) -> list[str]:
    of = scale(slot)
    if of.steps <= MOST_STEPS:
        return []
    return [here.say("how_range_step" if of.step != 1 else "how_range", **_bounds(of))]


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


INTEGER = Kind(_need, _typed, tapped=_tapped, fits=_fits)
DECIMAL = INTEGER
RANGE = Kind(_need_range, _typed, _offers, _tapped, how=_how, fits=_fits)
