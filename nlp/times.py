"""Times of day as people type them: 8 โมง, บ่ายสามโมงครึ่ง, 3 ทุ่ม, ตี 2, เที่ยงคืน, 08.30 น., 8:30 pm, pukul 8 pagi.

The Thai clock counts in sixes, and two ways of counting the morning live side by side: สามโมงเช้า is nine o'clock for
the old and three for some of the young, 5 โมง is five in the afternoon, eleven or five in the morning. Those are asked
back with both. Figures alone are read by the clock of twenty-four hours where they can be nothing else (08.30, 20.00,
8.30 น.) or where the other hour has a name of its own that people use (8:30; in the evening: 2 ทุ่มครึ่ง).
"""

from collections.abc import Callable, Iterable
from datetime import time
from functools import cache

import regex

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.reading import Reading, ask, chosen, nothing
from nlp.reply_shapes import endings
from nlp.scanning import Lexicon, Token, codes, entries

__all__ = ["TimeReading", "at_midnight", "lexicon", "read_time"]

TimeReading = Reading[time]

_LONGEST = 200
_LONGEST_RAW = 4_000
_MOST_TOKENS = 60
_MOST_CANDIDATES = 4

Hours = Callable[[int], tuple[int, ...]]


def _thai_morning(hour: int) -> tuple[int, ...]:
    """สามโมงเช้า: nine by the old count, three by the new; from six on they agree."""
    return (hour,) if 6 <= hour <= 11 else (hour + 6, hour) if 1 <= hour <= 5 else ()


def _thai_hour(hour: int) -> tuple[int, ...]:
    """8 โมง is in the morning; 1 to 5 โมง in the afternoon or, by the old count, in the morning; 6 either."""
    if 7 <= hour <= 11:
        return (hour,)
    return {6: (6, 18), 12: (12, 0), 5: (17, 11, 5)}.get(hour, (hour + 12, hour + 6) if 1 <= hour <= 4 else ())


def _from(first: int, last: int, ahead: int) -> Hours:
    return lambda hour: ((hour + ahead) % 24,) if first <= hour <= last else ()


def _twelve(hour: int) -> tuple[int, ...]:
    """An hour without its half of the day."""
    return (hour % 12, hour % 12 + 12) if 1 <= hour <= 12 else (hour,) if hour <= 23 else ()


def _night(hour: int) -> tuple[int, ...]:
    return (hour + 12,) if 6 <= hour <= 11 else (0,) if hour == 12 else (hour,) if 1 <= hour <= 4 else ()


def _clock_morning(hour: int) -> tuple[int, ...]:
    return (hour,) if 1 <= hour <= 11 else ()


def _always(hour: int) -> Hours:
    return lambda _: (hour,)


_MINUTES = "(?:(?P<minute>n)m?|(?P<half>h))?"

# Shapes over codes, and the hour of the day that the figure in them means; the first that fits is taken.
_SHAPES: tuple[tuple[str, Hours], ...] = (
    (f"T(?P<hour>n){_MINUTES}C?", _from(1, 5, 0)),
    (f"C(?P<hour>n)O{_MINUTES}", _thai_morning),
    (f"(?P<hour>n)OC{_MINUTES}", _thai_morning),
    (f"(?P<hour>n)O{_MINUTES}C", _thai_morning),
    (f"(?P<hour>n)C{_MINUTES}", lambda hour: (hour,) if 6 <= hour <= 11 else ()),
    (f"B(?P<hour>n)O?{_MINUTES}", _from(1, 5, 12)),
    (f"(?P<hour>n)O?{_MINUTES}B", _from(1, 5, 12)),
    (f"BO{_MINUTES}", _always(13)),
    (f"E(?P<hour>n)O?{_MINUTES}", _from(3, 6, 12)),
    (f"(?P<hour>n)O?E{_MINUTES}", _from(3, 6, 12)),
    (f"(?P<hour>n)O{_MINUTES}E", _from(3, 6, 12)),
    (f"[EG]?(?P<hour>n)U{_MINUTES}[EG]?", _from(1, 6, 18)),
    (f"[EG]?[UV]{_MINUTES}[EG]?", _always(19)),
    (f"(?P<noon>L){_MINUTES}", _always(12)),
    (f"K{_MINUTES}", _always(0)),
    (f"(?P<hour>n)O{_MINUTES}", _thai_hour),
    ("(?P<hour>n)(?:[:.](?P<minute>n))?a", lambda hour: (hour % 12,) if 1 <= hour <= 12 else ()),
    ("(?P<hour>n)(?:[:.](?P<minute>n))?p", lambda hour: (hour % 12 + 12,) if 1 <= hour <= 12 else ()),
    ("C?(?P<hour>n)[:.](?P<minute>n)w?C|C(?P<hour>n)[:.](?P<minute>n)w?", _clock_morning),
    ("(?P<hour>n)(?:[:.](?P<minute>n))?h?F", _from(1, 7, 12)),
    ("(?P<hour>n)(?:[:.](?P<minute>n)|(?P<half>h))?G", _night),
    ("(?P<hour>n)[:.](?P<minute>n)w?[BE]|[BE](?P<hour>n)[:.](?P<minute>n)w?", _from(1, 7, 12)),
    ("(?P<hour>n)(?:[:.](?P<minute>n))?L", lambda hour: (12,) if hour == 12 else (13,) if hour == 1 else ()),
    ("(?P<hour>n)(?:[:.](?P<minute>n))?K", lambda hour: (0,) if hour == 12 else ()),
    ("(?P<hour>n)(?:[:.](?P<minute>n))?w(?:(?P<minute>n)m)?", lambda hour: (hour % 24,) if hour <= 24 else ()),
    ("P(?P<half_past>n)|(?P<hour>n)(?P<half>h)", _twelve),
    ("(?P<hour>n)c?", _twelve),
)
_CLOCK = regex.compile("(?P<hour>n)[:.](?P<minute>n)(?:[:.](?P<second>n))?w?")
_FOUR = regex.compile("(?P<hour>[yN])w?")
_PART_OF_DAY = regex.compile("[CBEFGO]|UO")
_RANGE = regex.compile("r")


def read_time(text: str) -> TimeReading:
    """Return the time of day that the reply names; what may be read two ways is asked back. Never raises."""
    said = canonical(text) if len(text) <= _LONGEST_RAW else ""
    said = endings().sub("", said) if len(said) <= _LONGEST else ""
    tokens = [token for token in lexicon().tokens(said) if token.code != "q"]
    if not tokens or len(tokens) > _MOST_TOKENS:
        return nothing()
    return _whole(tokens) or _between(tokens) or _inside(tokens)


def at_midnight(text: str) -> bool:
    """Whether the reply says midnight by a word, or as 24.00: of the day that begins, or of the one that ends?"""
    tokens = lexicon().tokens(canonical(text[:_LONGEST_RAW]))
    shape = codes(tokens)
    first = tokens[0].value if shape.startswith("n") else 0
    return "K" in shape or (first == 24 and "n" in shape[1:]) or (first == 6 and "U" in shape)


def _whole(tokens: list[Token]) -> TimeReading | None:
    shape = codes(tokens)
    if match := _CLOCK.fullmatch(shape):
        return _by_clock(match, tokens)
    if match := _FOUR.fullmatch(shape):
        return _four_figures(tokens[match.start("hour")].text)
    for pattern, hours in _SHAPES:
        if match := regex.fullmatch(pattern, shape):
            reading = _at(match, tokens, hours)
            return ask("unsure", _meant(reading)) if shape in {"n", "nc"} and reading.value else reading
    return ask("no_time") if _PART_OF_DAY.fullmatch(shape) else None


def _part(match: regex.Match[str], tokens: list[Token], name: str) -> Token | None:
    found = name in match.re.groupindex and match[name] is not None
    return tokens[match.start(name)] if found else None


def _at(match: regex.Match[str], tokens: list[Token], hours: Hours) -> TimeReading:
    hour, minute = _part(match, tokens, "hour"), _part(match, tokens, "minute")
    past = _part(match, tokens, "half_past")
    minutes = minute.value if minute else 30 if past or _part(match, tokens, "half") else 0
    said = hour or past
    return _settled((there, minutes) for there in hours(said.value if said else 0))


def _settled(times: Iterable[tuple[int, int]]) -> TimeReading:
    found = [time(hour, minute) for hour, minute in times if hour <= 23 and minute <= 59]
    if not found:
        return ask("impossible")
    return chosen(found[0]) if len(found) == 1 else ask("ambiguous", tuple(found))


def _by_clock(match: regex.Match[str], tokens: list[Token]) -> TimeReading:
    """08:30, 20.00, 8.30 น.; 3.30 by itself may be in the afternoon."""
    hour, minute = tokens[match.start("hour")], tokens[match.start("minute")]
    second = _part(match, tokens, "second")
    if len(minute.text) != 2 or (second and second.value > 59):
        return ask("unsure")
    plain = len(hour.text) == 1 and 1 <= hour.value <= 6 and not second and match.string[-1] != "w"
    if hour.value == 24 and minute.value == 0:
        return chosen(time(0))
    reading = _settled((there, minute.value) for there in ((hour.value, hour.value + 12) if plain else (hour.value,)))
    return chosen(reading.value.replace(second=second.value)) if second and reading.value else reading


def _four_figures(digits: str) -> TimeReading:
    if len(digits) == 4:
        return _settled([(int(digits[:2]), int(digits[2:]))])
    return ask("unsure", _meant(_settled([(int(digits[0]), int(digits[1:]))]))) if len(digits) == 3 else nothing()


def _meant(reading: TimeReading) -> tuple[time, ...]:
    return (reading.value,) if reading.value is not None else reading.candidates


def _between(tokens: list[Token]) -> TimeReading | None:
    """Two times with "to" or "or" between them."""
    shape = codes(tokens)
    for at in _RANGE.finditer(shape):
        left, right = _whole(tokens[: at.start()]), _whole(tokens[at.end() :])
        if left and right:
            return ask("several", (*_meant(left), *_meant(right))[:_MOST_CANDIDATES])
    return None


def _inside(tokens: list[Token]) -> TimeReading:
    """A time named in a longer reply: candidates, never an answer."""
    shape = codes(tokens)
    found: list[time] = []
    runs = regex.finditer(r"[^xgzr]+", shape)
    for run in runs:
        reading = _whole(tokens[run.start() : run.end()]) if run.end() - run.start() > 1 or run[0] in "LK" else None
        found.extend(_meant(reading) if reading else ())
    candidates = tuple(dict.fromkeys(found))[:_MOST_CANDIDATES]
    if candidates:
        return ask("negated" if "g" in shape else "bound" if "z" in shape else "unsure", candidates)
    return ask("no_time") if any(code in shape for code in "TOULK") else nothing()


@cache
def lexicon() -> Lexicon:
    """Return the words of times."""
    return Lexicon(entries(table("times")["words"]))
