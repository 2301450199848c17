"""Dates as people type them: what the shapes of `nlp/day_shapes.py` mean, seen from today.

A year of two digits is of the Buddhist era unless it may just as well be one of ours (5/1/25: 2525 or 2025); a date
without its year, month or day, a weekday that may be of two weeks, and a day that does not exist are asked back, with
what may have been meant. The rules and why: docs/decisions/0010-thai-as-typed.md.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import regex

from nlp.clean import canonical
from nlp.day_shapes import FULL, SHAPES, lexicon, mended
from nlp.reading import Reading, Why, ask, chosen, nothing
from nlp.reply_shapes import endings
from nlp.scanning import Token, codes

__all__ = ["DateReading", "read_date"]

DateReading = Reading[date]

_LONGEST = 200
_LONGEST_RAW = 4_000
_MOST_TOKENS = 60
_MOST_CANDIDATES = 4
_NEAR = 10  # years around this one in which a two-digit year is a year of our own time
_FIRST, _LAST = 1850, 2200
_CHANGED_CALENDAR = 2483  # until then the year began in April


def read_date(text: str, today: date) -> DateReading:
    """Return the day that the reply names, seen from `today`; what may be read two ways is asked back. Never raises."""
    said = canonical(text) if len(text) <= _LONGEST_RAW else ""
    said = endings().sub("", said) if len(said) <= _LONGEST else ""
    found = lexicon().tokens(mended(said))
    tokens = [token for token in found if token.code not in "qh"] or found
    if not tokens or len(tokens) > _MOST_TOKENS:
        return nothing()
    shape = codes(tokens)
    for name, patterns in SHAPES.items():
        for pattern in patterns:
            if match := regex.fullmatch(pattern, shape):
                try:
                    return _READERS[name](_Parts(match, tokens), today)
                except (OverflowError, ValueError):  # farther away than the calendar goes
                    return ask("impossible")
    return _inside(tokens, shape, today)


class _Parts:
    """The tokens of a shape by the name of their part."""

    def __init__(self, match: regex.Match[str], tokens: list[Token]) -> None:
        self._match, self._tokens, self.shape = match, tokens, str(match.string)

    def all(self, name: str) -> list[Token]:
        if name not in self._match.re.groupindex:
            return []
        return [self._tokens[start] for start, end in self._match.spans(name) if end > start]

    def one(self, name: str) -> Token | None:
        return next(iter(self.all(name)), None)

    def value(self, name: str) -> Any:
        token = self.one(name)
        return token.value if token else None

    def code(self, name: str) -> str:
        token = self.one(name)
        return token.code if token else ""

    @property
    def month(self) -> int:
        return int(self.value("month") or self.value("latin") or self.value("number"))


def _full(parts: _Parts, today: date) -> DateReading:
    if digits := parts.one("digits"):
        return _digits(digits.text, today)
    year = parts.one("year")
    assert year is not None
    month = parts.one("month")
    years = _years(year.text, parts.code("era"), bool(month and _foreign(month)), today)
    return _on_weekday(_dated(parts.value("day"), parts.month, years), parts)


def _foreign(month: Token) -> bool:
    return not "\u0e00" < month.text[0] < "\u0e7f"


def _digits(text: str, today: date) -> DateReading:
    """05012568, 25680105 and 20250105 are dates; 050168 may be one."""
    if len(text) == 8:
        ends = _dated(int(text[:2]), int(text[2:4]), _years(text[4:], "", False, today))
        begins = _dated(int(text[6:]), int(text[4:6]), _years(text[:4], "", False, today))
        sure = [reading.value for reading in (ends, begins) if reading.value]
        return chosen(sure[0]) if len(sure) == 1 else ask("ambiguous", tuple(sure)) if sure else nothing()
    if len(text) == 6:
        reading = _dated(int(text[:2]), int(text[2:4]), _years(text[4:], "", False, today))
        return ask("unsure", _meant(reading)) if _meant(reading) and reading.reason != "impossible" else nothing()
    return nothing()


def _years(text: str, era: str, foreign: bool, today: date) -> list[tuple[int, bool]]:
    """Every year of our era that the figures may name, the likeliest first; whether they count by the Buddhist one."""
    said, latest = int(text[:6]), today.year + _NEAR
    if len(text) == 4:
        buddhist = [] if era == "c" else [(said - 543, True)]
        common = [] if era == "e" else [(said, False)]
        return [(year, by) for year, by in buddhist + common if _FIRST <= year <= _LAST]
    if len(text) != 2:
        return []
    buddhist_year = next(year for year in (said + 1957, said + 1857) if year <= latest or year < 1957)
    common_year = next(year for year in (said + 2000, said + 1900) if year <= latest or year < 2000)
    if era:
        return [(buddhist_year, True)] if era == "e" else [(common_year, False)]
    if foreign and abs(common_year - today.year) <= _NEAR:
        return [(common_year, False)]
    recent = common_year >= 2000 or foreign or buddhist_year < 1957
    return [(buddhist_year, True)] + ([(common_year, False)] if recent else [])


def _dated(day: int, month: int, years: Iterable[tuple[int, bool]]) -> DateReading:
    """The day of that month in the one year in which there is such a day."""
    found: list[date] = []
    nearly: list[date] = []
    for year, buddhist in years:
        old = buddhist and month <= 3 and year + 543 <= _CHANGED_CALENDAR
        for there in (year, year + 1) if old else (year,):
            if (there_is := _day(there, month, day)) is not None:
                found.append(there_is)
            elif month <= 12 and month and 0 < day <= 31:
                nearly.append(date(there, month, monthrange(there, month)[1]))
            elif (swapped := _day(there, day, month)) is not None:
                nearly.append(swapped)
    if not found:
        return ask("impossible", tuple(nearly))
    return chosen(found[0]) if len(found) == 1 else ask("ambiguous", tuple(found))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _on_weekday(reading: DateReading, parts: _Parts) -> DateReading:
    """The same reading where the date is the weekday named beside it; asked back where it is not."""
    weekday = parts.value("weekday")
    if weekday is None or (reading.kind != "chosen" and not reading.candidates):
        return reading
    same = tuple(day for day in _meant(reading) if day.weekday() == weekday)
    if reading.kind == "chosen":
        return reading if same else ask("weekday", _meant(reading))
    return ask(reading.reason or "unsure", same or reading.candidates)


def _meant(reading: DateReading) -> tuple[date, ...]:
    return (reading.value,) if reading.value else reading.candidates


def _relative(parts: _Parts, today: date) -> DateReading:
    days = [today + timedelta(days=away) for away in parts.value("relative")]
    return chosen(days[0]) if len(days) == 1 else ask("ambiguous", tuple(days))


def _this_year(parts: _Parts, today: date) -> DateReading:
    which = parts.code("which")
    reading = _dated(parts.value("day"), parts.month, [(today.year + {"t": 0, "a": 1}.get(which, -1), False)])
    return ask("unsure", _meant(reading)) if which == "B" else reading


def _no_year(parts: _Parts, today: date) -> DateReading:
    """5 ม.ค.: this year's, last year's or the next: asked back unless "the last" or "the coming" was said."""
    first = parts.one("latin")
    if first and (not _foreign(first) or parts.value("day") > 31):  # ม.ค. 68, Jan 68
        return ask("no_day")
    days = [_day(today.year + ahead, parts.month, parts.value("day")) for ahead in range(-8, 9)]
    reading = _nearest([day for day in days if day], parts.code("which"), "no_year", today)
    return _on_weekday(reading, parts) if parts.one("weekday") else reading


def _no_month(parts: _Parts, today: date) -> DateReading:
    """วันที่ 5, วันที่ 5 เดือนหน้า."""
    which, day = parts.code("which"), parts.value("day")
    months = [divmod(today.year * 12 + today.month - 1 + ahead, 12) for ahead in range(-3, 4)]
    days = [_day(year, month + 1, day) for year, month in months]
    if not any(days):
        return ask("impossible") if parts.one("said") else nothing()
    if "m" in parts.shape:
        there = days[3 + {"t": 0, "a": 1}.get(which, -1)]
        if there is None:
            return ask("impossible")
        return ask("unsure", (there,)) if which == "B" else chosen(there)
    reading = _nearest([day for day in days if day], which, "no_year", today)
    return _on_weekday(reading, parts) if parts.one("weekday") else reading


def _nearest(days: list[date], which: str, reason: Why, today: date) -> DateReading:
    """The last one before today or the next one, where it was said which; both to ask about otherwise."""
    past = [day for day in days if day < today][-1:]
    coming = [day for day in days if day > today][:1]
    if which in {"p", "u"}:
        wanted = past if which == "p" else coming
        return chosen(wanted[0]) if wanted else ask("impossible")
    both = [*(day for day in days if day == today), *past, *coming]
    if not both:
        return ask("impossible")
    return ask(reason, tuple(sorted(both, key=lambda day: abs(day - today))))


def _days_away(parts: _Parts, today: date) -> DateReading:
    """3 วันก่อน, อีก 3 วัน; two weeks are not always fourteen days, and "three days" alone is before or after."""
    step = timedelta(days=parts.value("count") * (7 if parts.code("unit") == "W" else 1))
    which = parts.code("which")
    if not which:
        return ask("ambiguous", (today - step, today + step))
    there = today + step if which in {"i", "a", "u"} else today - step
    return ask("no_day", (there,)) if parts.code("unit") == "W" else chosen(there)


def _weekday(parts: _Parts, today: date) -> DateReading:
    """วันจันทร์ที่แล้ว: the last Monday, or last week's? Taken where both are the same day."""
    weekday = parts.value("weekday")
    if weekday is None:  # อาทิตย์ by itself
        return ask("no_day")
    past = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    coming = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if week := parts.code("week"):
        days = _in_week(weekday, {"b": -1, "B": -1, "p": -1, "a": 1, "u": 1}.get(week, 0), today)
    else:
        which = parts.code("which") or ("p" if parts.one("said") else "")
        this = today if today.weekday() == weekday else coming
        days = {
            "p": {past},
            "u": {coming},
            "b": {past} | _in_week(weekday, -1, today),
            "B": {past} | _in_week(weekday, -1, today),
            "a": {coming} | _in_week(weekday, 1, today),
            "t": {this} | _in_week(weekday, 0, today),
        }.get(which, {past, this})
    nearest = sorted(days, key=lambda day: (abs(day - today), day))
    return chosen(nearest[0]) if len(nearest) == 1 else ask("ambiguous", tuple(nearest))


def _in_week(weekday: int, ahead: int, today: date) -> set[date]:
    """That weekday of a week before or after this one, for those whose week begins on Monday and on Sunday."""
    monday = today - timedelta(days=today.weekday())
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    return {monday + timedelta(days=weekday + 7 * ahead), sunday + timedelta(days=(weekday + 1) % 7 + 7 * ahead)}


def _several(parts: _Parts, today: date) -> DateReading:
    if counts := parts.all("count"):
        sign = 1 if parts.code("which") == "a" else -1
        size = 7 if parts.code("unit") == "W" else 1
        return ask("several", tuple(today + timedelta(days=sign * size * count.value) for count in counts))
    last = _full(parts, today)
    first = parts.value("first")
    firsts = tuple(there for day in _meant(last) if (there := _day(day.year, day.month, first)))
    return ask("several", (*firsts, *_meant(last))[:_MOST_CANDIDATES])


def _no_day(parts: _Parts, today: date) -> DateReading:
    return ask("no_day")


def _inside(tokens: list[Token], shape: str, today: date) -> DateReading:
    """Dates named in a longer reply: candidates, never an answer."""
    found: list[date] = []
    at = 0
    whole = regex.compile("|".join([*(f"(?:{pattern})" for pattern in FULL[:-1]), "(?P<relative>R)"]))
    while match := whole.search(shape, at):
        parts = _Parts(match, tokens)
        found.extend(_meant(_relative(parts, today) if parts.one("relative") else _full(parts, today)))
        at = match.end()
    candidates = tuple(dict.fromkeys(found))[:_MOST_CANDIDATES]
    if candidates:
        several: Why = "several" if len(candidates) > 1 else "unsure"
        return ask("negated" if "g" in shape else "bound" if "z" in shape else several, candidates)
    return ask("unsure") if any(code in shape for code in "MwR") else nothing()


_READERS = {
    "full": _full,
    "relative": _relative,
    "this_year": _this_year,
    "no_year": _no_year,
    "no_month": _no_month,
    "days_away": _days_away,
    "weekday": _weekday,
    "several": _several,
    "no_day": _no_day,
}
