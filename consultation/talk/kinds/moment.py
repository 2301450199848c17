"""Dates, times of day, and both together: typed as people write them, or one of a few days by a button.

A button carries the day or minute that it showed, so "today" pressed tomorrow still means the day when it was offered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Offer, Understood, checked, read_out, which
from consultation.talk.readable import grain
from consultation.talk.wording import BUDDHIST_ERA, button
from nlp import reply
from nlp.dates import read_date, read_moment, read_time
from nlp.reading import Reading

_NEAR = ((0, "today"), (-1, "yesterday"), (1, "tomorrow"))
_OFFERED = 2  # of the days near by, those that the constraint allows
_MOST_CANDIDATES = 4
_FIRST_YEAR, _LAST_YEAR, _BUDDHIST = 1850, 2200, 2400


@dataclass(frozen=True)
class _Sort:
    """What differs between the three: how a value is stored, carried by a button, found again there."""

    stored: Callable[[Here, Any], str]
    placed: Callable[[str], int]
    at: Callable[[int], Any]
    which: str


def _stored(_here: Here, value: date) -> str:
    return value.isoformat()


def _stored_time(_here: Here, value: time) -> str:
    return value.isoformat(timespec="minutes")


def _stored_moment(here: Here, moment: datetime) -> str:
    """With its offset; a moment without one is meant by the clock on the wall."""
    zone = ZoneInfo(here.form.about.timezone)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone).isoformat(timespec="minutes")


def _day(value: str) -> int:
    return date.fromisoformat(value).toordinal()


def _minute_of_day(value: str) -> int:
    at = time.fromisoformat(value)
    return at.hour * 60 + at.minute


def _time_at(place: int) -> time:
    return time(place // 60, place % 60)


def _minute(value: str) -> int:
    return int(datetime.fromisoformat(value).timestamp() // 60)


def _moment_at(place: int) -> datetime:
    return datetime.fromtimestamp(place * 60, UTC)


_DATE = _Sort(_stored, _day, date.fromordinal, "date_which")
_TIME = _Sort(_stored_time, _minute_of_day, _time_at, "time_which")
_MOMENT = _Sort(_stored_moment, _minute, _moment_at, "date_which")


def _typed_date(here: Here, slot: Slot, text: str) -> Understood:
    exact, today = grain(slot.question), here.local.date()
    if exact == "year" and (year := _year(text)) is not None:
        return checked(here, slot, date(year, 1, 1).isoformat(), text)
    reading = read_date(text, today)
    if exact == "month" and reading.kind != "chosen":
        reading = read_date(f"1 {text}", today)
    if exact != "date" and reading.value is not None:
        first = reading.value.replace(day=1, month=reading.value.month if exact == "month" else 1)
        return checked(here, slot, first.isoformat(), text)
    return _read(here, slot, text, reading, _DATE)


def _year(text: str) -> int | None:
    """A year by either era, as a year of ours."""
    found = reply.number(text)
    if found is None or found != int(found):
        return None
    year = int(found) - BUDDHIST_ERA if found > _BUDDHIST else int(found)
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _typed_time(here: Here, slot: Slot, text: str) -> Understood:
    return _read(here, slot, text, read_time(text), _TIME)


def _typed_moment(here: Here, slot: Slot, text: str) -> Understood:
    return _read(here, slot, text, read_moment(text, here.local.date()), _MOMENT)


def _read(here: Here, slot: Slot, text: str, reading: Reading[Any], sort: _Sort) -> Understood:
    """An answer where it was read in one way; what it may have meant, as buttons, where it was not."""
    if reading.kind == "chosen":
        return checked(here, slot, sort.stored(here, reading.value), text)
    if reading.reason == "impossible" and sort is not _TIME:
        return Ask("date_impossible")
    values = [sort.stored(here, candidate) for candidate in reading.candidates[:_MOST_CANDIDATES]]
    offers = tuple(Offer(here.shown(slot.question, value), sort.placed(value)) for value in values)
    return which(sort.which, offers) if offers else _need(here, slot)


def _days(here: Here, slot: Slot) -> tuple[Offer, ...]:
    """Today and yesterday, or tomorrow where the constraint does not allow those."""
    if grain(slot.question) != "date":
        return ()
    today = here.local.date()
    near = [(today + timedelta(days=away), key) for away, key in _NEAR]
    allowed = [(day, key) for day, key in near if here.scene.accepts(slot, day.isoformat())]
    return tuple(Offer(button(key, here.language), day.toordinal()) for day, key in allowed[:_OFFERED])


def _now(here: Here, slot: Slot) -> tuple[Offer, ...]:
    value = _stored_moment(here, here.local)
    allowed = here.scene.accepts(slot, value)
    return (Offer(button("now", here.language), _minute(value)),) if allowed else ()


def _nothing(_here: Here, _slot: Slot) -> tuple[Offer, ...]:
    return ()


def _need(_here: Here, slot: Slot) -> Ask:
    return Ask(f"need_{grain(slot.question)}")


def _how(here: Here, slot: Slot) -> list[str]:
    return [here.say(f"how_{grain(slot.question)}")]


def _kind(
    sort: _Sort, typed: Callable[[Here, Slot, str], Understood], offers: Callable[..., tuple[Offer, ...]]
) -> Kind:
    def tapped(here: Here, slot: Slot, place: int) -> Understood | None:
        try:
            value = sort.stored(here, sort.at(place))
            return checked(here, slot, value, here.shown(slot.question, value))
        except (ValueError, OverflowError, OSError):
            return None

    def fits(here: Here, slot: Slot, value: str) -> bool:
        try:
            return sort.placed(value) >= 0
        except (ValueError, OverflowError, OSError):
            return False

    return Kind(_need, typed, offers=offers, tapped=tapped, how=_how, shown=read_out, fits=fits)


DATE = _kind(_DATE, _typed_date, _days)
TIME = _kind(_TIME, _typed_time, _nothing)
DATE_TIME = _kind(_MOMENT, _typed_moment, _now)
