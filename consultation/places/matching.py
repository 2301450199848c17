"""From a typed form to the places it may mean, when it is not exactly a name.

The rules, in order; the first that says anything decides:

1. Tone marks, ์ and ็ left out: a form of three clusters or more that is then a name of one place, is that place.
2. The beginning of names: of several places, they are all asked back; of one, it is that place when four clusters (five
   Latin letters) and half of the name or more were typed.
3. A slip (one cluster or letter put in, left out, changed, or swapped with its neighbour): it is that place when the
   form has five clusters (seven letters) or more and no other place has a name within two slips.
4. A part of official names: of several places, they are asked back.

Whatever comes close without satisfying a rule is only suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from consultation.places import spelling
from consultation.places.answers import Via
from consultation.places.names import Names, words

LEAST_FOR_LOOSE = 3
LEAST_FOR_BEGINNING, LEAST_FOR_BEGINNING_LATIN = 4, 5
LEAST_FOR_SLIP, LEAST_FOR_SLIP_LATIN = 5, 7
LEAST_FOR_PART = 2
FAR = 2
"""Slips beyond which a name is not thought of at all."""
MAX_CANDIDATES = 16
"""A part that more places have than this says nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One place for sure, several to ask back, or some that perhaps were meant; `codes` best first."""

    verdict: Literal["one", "several", "perhaps"]
    codes: tuple[str, ...]
    via: Via = "name"


def exact(form: str, names: Names) -> Reading | None:
    """The places whose name the form is."""
    codes = names.exact.get(form)
    if not codes:
        return None
    return Reading("one" if len(codes) == 1 else "several", codes, "name" if form in names.official else "alias")


def close(forms: Sequence[str], names: Names) -> Reading:
    """The places the forms (longest first) may mean by the rules above; "perhaps" with no codes when none."""
    meaningful = [form for form in forms if form not in words().before and form not in words().after]
    perhaps: dict[str, None] = {}
    for rule in (_loose, _beginning, _slip, _part):
        for form in meaningful:
            reading = rule(form, names)
            if reading and reading.verdict != "perhaps":
                return reading
            perhaps |= dict.fromkeys(reading.codes if reading else ())
    perhaps |= dict.fromkeys(_held(meaningful, names))
    return Reading("perhaps", tuple(perhaps))


def near(form: str, names: Names, limit: int) -> dict[str, int]:
    """Places with a name within `limit` slips of the form → the fewest slips."""
    typed = spelling.clusters(form)
    slips: dict[str, int] = {}
    for name, codes in names.exact.items():
        apart = spelling.distance(typed, names.cut[name], limit)
        if apart <= limit:
            slips |= {code: min(apart, slips.get(code, apart)) for code in codes}
    return slips


def _loose(form: str, names: Names) -> Reading | None:
    codes = names.loose.get(spelling.loose(form), ())
    if not codes:
        return None
    if len(codes) > 1:
        return Reading("several", codes)
    return Reading("one" if len(spelling.clusters(form)) >= LEAST_FOR_LOOSE else "perhaps", codes, "spelling")


def _beginning(form: str, names: Names) -> Reading | None:
    if len(form) < LEAST_FOR_PART:
        return None
    begun = {name: codes for name, codes in names.exact.items() if name.startswith(form) and len(codes) == 1}
    codes = _united(begun.values())
    if not 0 < len(codes) <= MAX_CANDIDATES:
        return None
    if len(codes) > 1:
        return Reading("several", codes)
    typed, whole = len(spelling.clusters(form)), min(len(names.cut[name]) for name in begun)
    least = LEAST_FOR_BEGINNING if spelling.is_thai(form) else LEAST_FOR_BEGINNING_LATIN
    return Reading("one" if typed >= least and 2 * typed >= whole else "perhaps", codes, "beginning")


def _slip(form: str, names: Names) -> Reading | None:
    typed = len(spelling.clusters(form))
    long_enough = typed >= (LEAST_FOR_SLIP if spelling.is_thai(form) else LEAST_FOR_SLIP_LATIN)
    if typed < LEAST_FOR_LOOSE:
        return None
    slips = near(form, names, FAR if long_enough else 1)
    codes = tuple(sorted(slips, key=lambda code: slips[code]))
    sure = long_enough and len(codes) == 1 and slips[codes[0]] == 1
    return Reading("one" if sure else "perhaps", codes, "spelling") if codes else None


def _part(form: str, names: Names) -> Reading | None:
    if len(spelling.clusters(form)) < LEAST_FOR_PART or len(form) <= LEAST_FOR_PART:
        return None
    codes = _united(names.exact[name] for name in names.official if form in name)
    if not 0 < len(codes) <= MAX_CANDIDATES:
        return None
    return Reading("several" if len(codes) > 1 else "perhaps", codes)


def _held(forms: Iterable[str], names: Names) -> tuple[str, ...]:
    inside = [name for name in names.official if len(names.cut[name]) >= LEAST_FOR_SLIP]
    return _united(names.exact[name] for form in forms for name in inside if name in form)


def _united(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({code for codes in several for code in codes}))
