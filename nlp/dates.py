"""Dates, times and moments as people type them, in Thai with its dialects, English and Malay.

    read_date("5 ม.ค. 68", today)          5 January 2025; ๕ มกราคม ๒๕๖๘, 5/1/2568, 2025-01-05, มื้อวานนี้, วันพูก as well
    read_time("บ่ายสามโมงครึ่ง")              15:30; 8 โมง, 3 ทุ่ม, ตี 2, 08.30 น., 8:30 pm as well
    read_moment("พรุ่งนี้ 8 โมง", today)      tomorrow at 08:00

A wrong guess is worse than asking. The rules and why: docs/decisions/0010-thai-as-typed.md.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice

from nlp.clean import canonical
from nlp.day_shapes import lexicon as day_words
from nlp.days import DateReading, read_date
from nlp.lexicon import table
from nlp.reading import Reading, Why, ask, chosen, nothing
from nlp.times import TimeReading, at_midnight, read_time
from nlp.times import lexicon as time_words

__all__ = ["DateReading", "MomentReading", "TimeReading", "read_date", "read_moment", "read_time"]

MomentReading = Reading[datetime]

_LONGEST = 120
_LONGEST_RAW = 4_000
_MOST_CUTS = 24
_MOST_CANDIDATES = 4
_EVENING = 18
_DAWN = 5


def read_moment(text: str, today: date) -> MomentReading:
    """Return the day and time that the reply names, without a zone; what may be read two ways is asked back.

    A day alone is asked for its time (reason `no_time`; `read_date` gives the day), a time alone for its day
    (`no_day`). Never raises.
    """
    said = canonical(text) if len(text) <= _LONGEST_RAW else ""
    if not said or len(said) > _LONGEST:
        return nothing()
    if written := _written(said):
        return written
    found: list[MomentReading] = []
    for cut in islice(_cuts(said), _MOST_CUTS):
        for day, hour in ((said[:cut], said[cut:]), (said[cut:], said[:cut])):
            reading = _together(day, hour, today)
            if reading:
                found.append(reading)
    sure = {reading.value for reading in found if reading.value}
    if len(sure) == 1:
        return chosen(sure.pop())
    meant = tuple(moment for reading in found for moment in (*filter(None, (reading.value,)), *reading.candidates))
    if meant:
        return ask(found[0].reason or "ambiguous", meant[:_MOST_CANDIDATES])
    return _part_alone(said, today)


def _written(said: str) -> MomentReading | None:
    """The machine's own way (2025-01-05T08:30); a zone other than Thailand's is asked about."""
    try:
        moment = datetime.fromisoformat(said.upper()) if "t" in said else None
    except ValueError:
        return None
    if moment is None:
        return None
    if moment.tzinfo and moment.utcoffset() != timedelta(hours=7):
        return ask("unsure", (moment.replace(tzinfo=None),))
    return chosen(moment.replace(tzinfo=None))


def _cuts(said: str) -> Iterable[int]:
    """Where a day may end and a time begin, or the other way round: never inside a word of either."""
    tokens = [token for words in (day_words(), time_words()) for token in words.tokens(said)]
    within = {place for token in tokens if token.code != "x" for place in range(token.start + 1, token.end)}
    return sorted({token.start for token in tokens} - within - {0})


def _together(day: str, hour: str, today: date) -> MomentReading | None:
    """Both parts as one moment, or None where one of them is no such part."""
    time_read = read_time(hour.strip(" ,"))
    times = (time_read.value,) if time_read.value is not None else time_read.candidates
    if not times or time_read.reason in {"unsure", "several", "negated", "bound"}:
        return None
    if _last_night(day):
        moments = [moment for hour in times if (moment := _in_last_night(hour, today))]
        return _settled(moments, time_read.reason)
    day_read = read_date(day.strip(" ,"), today)
    days = (day_read.value,) if day_read.value else day_read.candidates
    if not days or day_read.reason in {"unsure", "several", "negated", "bound"}:
        return None
    moments = [datetime.combine(one, other) for one in days for other in times]
    if at_midnight(hour) or (_tonight(day) and times[0].hour <= _DAWN):
        moments += [moment + timedelta(days=1) for moment in moments]
    return _settled(moments, day_read.reason or time_read.reason)


def _settled(moments: list[datetime], reason: Why | None) -> MomentReading | None:
    if not moments:
        return None
    if len(moments) == 1 and reason in {None, "ambiguous"}:
        return chosen(moments[0])
    return ask(reason or "ambiguous", tuple(moments))


def _last_night(day: str) -> bool:
    return day.strip() in {canonical(word) for word in table("dates")["last_night"]}


def _tonight(day: str) -> bool:
    return day.strip() in {canonical(word) for word in table("dates")["tonight"]}


def _in_last_night(hour: time, today: date) -> datetime | None:
    """Last night at nine was yesterday, last night at two was today."""
    if hour.hour >= _EVENING:
        return datetime.combine(today - timedelta(days=1), hour)
    return datetime.combine(today, hour) if hour.hour <= _DAWN else None


def _part_alone(said: str, today: date) -> MomentReading:
    day, hour = read_date(said, today), read_time(said)
    if day.kind == "chosen":
        return ask("no_time")
    if hour.kind == "chosen":
        return ask("no_day")
    if "none" == day.kind == hour.kind:
        return nothing()
    return ask(day.reason or hour.reason or "unsure")
