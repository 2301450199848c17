"""The 878 amphoe and 50 khet of Thailand by province, with the four-digit codes of the interior ministry.

Source, licence and confidence: `data/districts.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from consultation.places.schemes import province, read_data, unknown_place

BANGKOK = "TH-10"


@dataclass(frozen=True, slots=True)
class District:
    """An amphoe, or a khet of Bangkok. `code` has four digits; `name_th` leaves out `kind_th` (อำเภอ or เขต)."""

    code: str
    name_th: str
    province_iso: str
    name_en: str
    kind_th: str

    @property
    def full_name_th(self) -> str:
        """The name with its kind: อำเภอกุดจับ, เขตบางรัก."""
        return self.kind_th + self.name_th

    @property
    def central(self) -> bool:
        """Whether it is the district of the provincial seat, called อำเภอเมือง. False in Bangkok, which has none."""
        return self.code.endswith("01") and self.province_iso != BANGKOK


@cache
def _by_province() -> dict[str, tuple[District, ...]]:
    raw = read_data("districts.json")
    return {
        iso: tuple(
            District(code, name_th, iso, name_en, raw["kind_th_bangkok"] if iso == BANGKOK else raw["kind_th"])
            for code, name_th, name_en in rows
        )
        for iso, rows in raw["districts"].items()
    }


@cache
def _by_code() -> dict[str, District]:
    return {each.code: each for rows in _by_province().values() for each in rows}


def districts(iso: str) -> tuple[District, ...]:
    """The districts of a province in Thai dictionary order. Raises UnknownPlace for an ISO code that does not exist."""
    return _by_province()[province(iso).iso]


def all_districts() -> tuple[District, ...]:
    """All 928, province after province in Thai order."""
    return tuple(each for rows in _by_province().values() for each in rows)


def district(code: str) -> District:
    """The district of a four-digit code such as "4101". Raises UnknownPlace."""
    found = _by_code().get(code)
    if found is None:
        raise unknown_place("unknown_district", given=code)
    return found
