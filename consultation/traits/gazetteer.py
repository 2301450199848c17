"""The names of Thailand's provinces and districts as `nlp.mentions` looks for them, from the places we have."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from consultation.places.districts import District, all_districts, district
from consultation.places.names import abbreviations
from consultation.places.schemes import province, provinces, read_data
from nlp.clean import canonical
from nlp.mentions import Gazetteer

FEWEST_LETTERS = 3  # of a name that is looked for in running text; shorter ones only where they are official


@cache
def gazetteer() -> Gazetteer:
    """Official names, the names people use (โคราช, แปดริ้ว), and abbreviations with their full stop (ขก.)."""
    raw = read_data("aliases.toml")
    named = [(each.name_th, each.iso) for each in provinces()]
    named += [(alias, iso) for iso, aliases in raw["provinces"].items() for alias in aliases if _thai(alias)]
    named += [(f"{short}.", iso) for short, iso in abbreviations().items()]
    central = raw["words"]["central"]
    districts = [(name, each.code) for each in all_districts() for name in _names(each, central)]
    districts += [(alias, code) for code, aliases in raw["districts"].items() for alias in aliases if _thai(alias)]
    return Gazetteer(
        provinces=_by_name(named),
        districts=_by_name(districts),
        province_of={each.code: each.province_iso for each in all_districts()},
    )


def place_name(code: str) -> str:
    """The Thai name of a province or district by its code, a district's with its kind."""
    return province(code).name_th if code.startswith("TH-") else district(code).full_name_th


def full_name(code: str) -> str:
    """The same with a district's province behind it, by which a shared name is told apart."""
    name = place_name(code)
    return name if code.startswith("TH-") else f"{name} {place_name(province_of(code))}"


def province_of(code: str) -> str:
    """The ISO code of the province that a code is or lies in."""
    return code if code.startswith("TH-") else district(code).province_iso


def _names(each: District, central: str) -> tuple[str, ...]:
    """What a district is called; that of the seat also only เมือง, the `central` word."""
    return (each.name_th, central) if each.central else (each.name_th,)


def _thai(alias: str) -> bool:
    return len(alias) >= FEWEST_LETTERS and all(0x0E01 <= ord(letter) <= 0x0E4E for letter in alias)


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, code in pairs:
        if code not in found[canonical(name)]:
            found[canonical(name)].append(code)
    return {name: tuple(codes) for name, codes in found.items()}
