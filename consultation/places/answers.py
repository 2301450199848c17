"""What a lookup says of typed text: found, several, outside, or unknown. Exactly one of four, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from consultation.places.districts import District
from consultation.places.schemes import Province

Place = TypeVar("Place", Province, District)

Via = Literal["name", "alias", "beginning", "spelling", "district"]
"""How it was found: official name or code, another name, beginning of a name, name with a slip, district of it."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Place]):
    """The one place that was meant. `district` is set when a province was asked and its district typed too."""

    place: Place
    via: Via
    district: District | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[Place]):
    """Two or more places carry what was typed: ask back. Those inside what was asked come first, then Thai order."""

    candidates: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Outside(Generic[Place]):
    """A real place, but not one of those asked for: of another cluster, or a district of another province."""

    place: Place


@dataclass(frozen=True, slots=True)
class Unknown(Generic[Place]):
    """No place is meant with enough certainty. `suggestions`, best first, at most six, may be offered; or empty."""

    suggestions: tuple[Place, ...] = ()
