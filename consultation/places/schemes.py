"""Provinces, and the schemes that put them into clusters (กลุ่มจังหวัด), keyed by scheme and number, never by name.

The same cluster name means different provinces in scheme 2551 and in scheme 2567: a place is always asked for as
("2567", 10) or "2567:10". `current` stands for the scheme in force. Members are in Thai dictionary order, which is the
order of `data/provinces.json`. Sources and confidence are written in the data files.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

CURRENT = "current"
SCHEME_IN_FORCE = "2567"
SCHEME_KEYS = ("2551", "2567")
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class UnknownPlace(LookupError):
    """A scheme, cluster, province or district was asked for by a key that does not exist; the text is Thai."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province of Thailand, or Bangkok. `iso` is ISO 3166-2 ("TH-41"); `region_th` is the region of scheme 2567."""

    iso: str
    name_th: str
    name_en: str
    region_th: str


@dataclass(frozen=True, slots=True)
class Validity:
    """The days a scheme is in force: from `since` up to but not including `until`; None means still in force."""

    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A provincial cluster of one scheme. `note_th` warns where the name misleads (the exchanged names 13 and 14)."""

    scheme: str
    number: int
    name_th: str
    full_name_th: str
    name_en: str
    region_th: str
    centre: Province
    provinces: tuple[Province, ...]
    note_th: str | None = None

    @property
    def code(self) -> str:
        """The stable key of the cluster, "2567:10"; `cluster(code)` finds it again."""
        return f"{self.scheme}:{self.number}"

    @property
    def isos(self) -> frozenset[str]:
        """ISO codes of the members, to be given as `within` to `lookup.find_province`."""
        return frozenset(member.iso for member in self.provinces)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One grouping of provinces by one legal instrument. `committee_th` is the committee its clusters report to."""

    key: str
    title_th: str
    title_en: str
    instrument: str
    valid: Validity
    committee_th: str
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A province whose cluster carries another name in a later scheme; `before` is None for a province made since."""

    province: Province
    before: Cluster | None
    after: Cluster


def read_data(name: str) -> dict[str, Any]:
    """Read one data file of this folder, JSON or TOML, by its file name."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = tomllib.loads(text) if name.endswith(".toml") else json.loads(text)
    return loaded


def unknown_place(message: str, **facts: object) -> UnknownPlace:
    """Make the error for `message`, a key of `data/messages.toml`, filled with `facts`."""
    wording: str = read_data("messages.toml")[message]
    return UnknownPlace(wording.format(**facts))


@cache
def _provinces_by_iso() -> dict[str, Province]:
    return {row[0]: Province(*row) for row in read_data("provinces.json")["provinces"]}


def provinces() -> tuple[Province, ...]:
    """All 77: the 76 provinces and กรุงเทพมหานคร, in Thai dictionary order."""
    return tuple(_provinces_by_iso().values())


def province(iso: str) -> Province:
    """The province of an ISO 3166-2 code such as "TH-41". Raises UnknownPlace."""
    found = _provinces_by_iso().get(iso)
    if found is None:
        raise unknown_place("unknown_province", given=iso)
    return found


def schemes() -> tuple[Scheme, ...]:
    """Every scheme shipped, oldest first."""
    return tuple(_read_scheme(key) for key in SCHEME_KEYS)


def scheme(key: str) -> Scheme:
    """The scheme of a key: "2551", "2567", or "current" for the one in force. Raises UnknownPlace."""
    wanted = key.strip().translate(THAI_DIGITS)
    wanted = SCHEME_IN_FORCE if wanted == CURRENT else wanted
    if wanted not in SCHEME_KEYS:
        raise unknown_place("unknown_scheme", given=key, known=", ".join((*SCHEME_KEYS, CURRENT)))
    return _read_scheme(wanted)


def cluster(scheme_or_code: str, number: int | str | None = None) -> Cluster:
    """A cluster by code, `cluster("current:10")`, or scheme and number, `cluster("2551", 13)`. Raises UnknownPlace."""
    key, given = (scheme_or_code, number) if number is not None else _split_code(scheme_or_code)
    of = scheme(key)
    digits = str(given).strip().translate(THAI_DIGITS)
    for candidate in of.clusters:
        if str(candidate.number) == digits:
            return candidate
    raise unknown_place("unknown_cluster", scheme=of.key, given=given, last=len(of.clusters))


def cluster_of(iso: str, scheme_key: str = CURRENT) -> Cluster | None:
    """The cluster a province belongs to in a scheme; None for Bangkok, and for บึงกาฬ in 2551. Raises UnknownPlace."""
    province(iso)
    return next((candidate for candidate in scheme(scheme_key).clusters if iso in candidate.isos), None)


def moves(earlier: str = "2551", later: str = CURRENT) -> tuple[Move, ...]:
    """Provinces whose cluster is named otherwise in the later scheme, and those made since, in Thai order.

    ๑ and 1 count as the same name. From 2551 to 2567: 28 provinces renamed, and บึงกาฬ made.
    """
    pairs = ((each, cluster_of(each.iso, earlier), cluster_of(each.iso, later)) for each in provinces())
    return tuple(
        Move(each, before, after)
        for each, before, after in pairs
        if after is not None and (before is None or not _same_name(before, after))
    )


def _same_name(one: Cluster, other: Cluster) -> bool:
    return one.name_th.translate(THAI_DIGITS) == other.name_th.translate(THAI_DIGITS)


def _split_code(code: str) -> tuple[str, str]:
    key, separator, number = code.partition(":")
    if not separator or not key.strip() or not number.strip():
        raise unknown_place("bad_cluster_code", given=code)
    return key, number


@cache
def _read_scheme(key: str) -> Scheme:
    raw = read_data(f"scheme_{key}.json")
    until = raw["until"]
    valid = Validity(date.fromisoformat(raw["since"]), date.fromisoformat(until) if until else None)
    clusters = tuple(_read_cluster(key, raw["cluster_prefix_th"], each) for each in raw["clusters"])
    return Scheme(key, raw["title_th"], raw["title_en"], raw["instrument"], valid, raw["committee_th"], clusters)


def _read_cluster(key: str, prefix: str, raw: dict[str, Any]) -> Cluster:
    members = frozenset(raw["provinces"])
    return Cluster(
        scheme=key,
        number=raw["number"],
        name_th=raw["name_th"],
        full_name_th=prefix + raw["name_th"],
        name_en=raw["name_en"],
        region_th=raw["region_th"],
        centre=province(raw["centre"]),
        provinces=tuple(each for each in provinces() if each.iso in members),
        note_th=raw.get("note_th"),
    )
