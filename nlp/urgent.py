"""Whether a message speaks of an emergency that is happening, or reports something to be dealt with now.

People write into any chat of an office. Whoever is in danger must be shown whom to call, and a report of a burst pipe
is no input to a plan. But a survey of needs is full of the same words ("floods every year"): so a word of danger counts
only with signs that it happens now, and signs that somebody speaks of things in general count against it. Judged on
`tests/nlp/urgent_cases.toml`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Literal

import regex

from nlp.clean import clean
from nlp.lexicon import table
from nlp.reply_shapes import endings

__all__ = ["Kind", "Urgent", "spot"]

Kind = Literal["emergency", "complaint"]

ENOUGH = 2  # points at which a message is taken for what it says
SURE, HINT, TOPIC, NOW, SOON, WHOM, GENERAL = 2, 1, 0, 2, 1, 1, -2
AROUND = 45  # letters on either side of a word of danger in which signs count; a short message counts as a whole
LONGEST = 2000  # letters that are looked at

MOST_MENTIONS = 20  # of one matter in one message
_SHORT = 60
SHORTEST = 3  # letters: below there are only numbers and yes

_SPACES = regex.compile(r"[\s\p{P}\p{S}]+")


@dataclass(frozen=True)
class Urgent:
    """What was found. of: `fire`, `drowning`, `suicide`, `medical`, `accident`, `crime`, `disaster`; for complaints
    `report`, `fault`, `corruption`."""

    kind: Kind
    of: str


@dataclass(frozen=True)
class _Matter:
    """One thing that messages may speak of, ready to be looked for."""

    found: Urgent
    sure: regex.Pattern[str] | None
    hint: regex.Pattern[str] | None
    topic: regex.Pattern[str] | None
    bare: frozenset[str]
    general: regex.Pattern[str] | None
    near: regex.Pattern[str] | None


def spot(text: str) -> Urgent | None:
    """Return what a whole message is taken for, None for an opinion. Never raises; linear in the text's length."""
    return _kept(text) if len(text) <= _SHORT else _spot(text)


@lru_cache(maxsize=1024)
def _kept(text: str) -> Urgent | None:
    """What is short is said by many: numbers, choices, a word or two."""
    return _spot(text)


def _spot(text: str) -> Urgent | None:
    said = clean(text[:LONGEST])
    said = _SPACES.sub("", endings().sub("", said))
    said = _never().sub("", said)
    if len(said) < SHORTEST or _anything().search(said) is None:
        return None
    for kind in ("emergency", "complaint"):
        points = [(_points(matter, said), -place) for place, matter in enumerate(_matters(kind))]
        best, place = max(points)
        if best >= ENOUGH:
            return _matters(kind)[-place].found
    return None


def _points(matter: _Matter, said: str) -> int:
    if said in matter.bare:
        return ENOUGH
    mentions = islice(_mentions(matter, said), MOST_MENTIONS)
    return max((_at(matter, said, points, span) for points, span in mentions), default=0)


def _mentions(matter: _Matter, said: str) -> Iterator[tuple[int, tuple[int, int]]]:
    for pattern, points in ((matter.sure, SURE), (matter.hint, HINT), (matter.topic, TOPIC)):
        for found in pattern.finditer(said) if pattern is not None else ():
            yield points, found.span()


def _at(matter: _Matter, said: str, points: int, span: tuple[int, int]) -> int:
    """The points of one mention with the signs around it."""
    around = said[max(span[0] - AROUND, 0) : span[1] + AROUND]
    if matter.found.kind == "emergency":
        points += NOW * _has(_signs("now"), around)
        if points:  # what people speak of every day needs to be said to happen now
            points += SOON * _has(_signs("soon"), around) + WHOM * _has(_signs("whom"), around)
            points += HINT * _others(matter, around, said[slice(*span)])
    elif matter.near is not None:
        points += SOON * min(len({found.group() for found in matter.near.finditer(around)}), 2)
    signs = {found.group() for found in matter.general.finditer(around)} if matter.general is not None else set()
    return points + GENERAL * min(len(signs), 2)


def _others(matter: _Matter, around: str, this: str) -> int:
    """Whether another danger of the same kind is spoken of: two signs of one matter are more than one."""
    found = matter.hint.findall(around) if matter.hint is not None else []
    return int(any(other not in this and this not in other for other in found))


def _has(pattern: regex.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None


@cache
def _matters(kind: Kind) -> tuple[_Matter, ...]:
    entries: Mapping[str, Mapping[str, Any]] = table("urgent")[kind]
    return tuple(
        _Matter(
            found=Urgent(kind, of),
            sure=_either(lists["sure"]),
            hint=_either(lists["hint"]),
            topic=_either(lists.get("topic", ())),
            bare=frozenset(lists["bare"]),
            general=_either(lists.get("general", [*table("urgent")["general"], *lists.get("more_general", ())])),
            near=_either(lists.get("near", ())),
        )
        for of, lists in entries.items()
    )


@cache
def _anything() -> regex.Pattern[str]:
    """Any word that any matter looks for: almost every message has none and is done with at once."""
    listed = [lists for kind in ("emergency", "complaint") for lists in table("urgent")[kind].values()]
    words = [word for lists in listed for name in ("sure", "hint", "topic", "bare") for word in lists.get(name, ())]
    found = _either(words)
    assert found is not None
    return found


@cache
def _signs(name: str) -> regex.Pattern[str] | None:
    return _either(table("urgent")[name])


@cache
def _never() -> regex.Pattern[str]:
    found = _either(table("urgent")["never"])
    assert found is not None
    return found


def _either(patterns: Iterable[str]) -> regex.Pattern[str] | None:
    listed = list(patterns)
    return regex.compile("|".join(f"(?:{pattern})" for pattern in listed)) if listed else None
