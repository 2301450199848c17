"""All names by which provinces and districts are known, by key (`spelling.key`), and the words around them.

Built once from `data/`. A place is an ISO code (provinces) or a four-digit code (districts).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from consultation.places import spelling
from consultation.places.districts import all_districts, districts
from consultation.places.schemes import provinces, read_data

MAX_STRIPPED = 5
"""How many words may be taken off around a name."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one kind of place. `exact` has every key, several places for those that are always asked back.

    `official` holds names and codes only. `loose` is keyed by `spelling.loose`, `cut` gives each key's clusters.
    """

    exact: Mapping[str, tuple[str, ...]]
    official: frozenset[str]
    loose: Mapping[str, tuple[str, ...]]
    cut: Mapping[str, tuple[str, ...]]

    def restricted(self, codes: Iterable[str]) -> Names:
        """The names of these places alone."""
        wanted = frozenset(codes)
        pairs = [(name, code) for name, several in self.exact.items() for code in several if code in wanted]
        return _names(pairs, self.official)


@dataclass(frozen=True, slots=True)
class Words:
    """Words around a name (all as keys except the marks, which keep their full stop)."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    province_marks: tuple[str, ...]
    district_marks: tuple[str, ...]
    central: str


@cache
def words() -> Words:
    """The words people put around a place, from `data/aliases.toml`."""
    raw = read_data("aliases.toml")["words"]
    before, after = (tuple(dict.fromkeys(map(spelling.key, raw[side]))) for side in ("before", "after"))
    return Words(before, after, tuple(raw["province_marks"]), tuple(raw["district_marks"]), raw["central"])


@cache
def abbreviations() -> Mapping[str, str]:
    """Two-letter abbreviations of provinces → ISO code; to be read only when a full stop was typed."""
    return {spelling.key(short): iso for short, iso in read_data("aliases.toml")["abbreviations"].items()}


@cache
def province_names() -> Names:
    """Official names in Thai and English, ISO codes, aliases, and the names that several provinces share."""
    raw = read_data("aliases.toml")
    official = [(name, each.iso) for each in provinces() for name in (each.name_th, each.name_en, each.iso)]
    other = [(alias, iso) for iso, aliases in raw["provinces"].items() for alias in aliases]
    shared = [(name, iso) for name, several in raw["ambiguous"].items() for iso in several]
    return _names(official + other + shared, _keys(official))


@cache
def district_names() -> Names:
    """Official names in Thai and English, codes, aliases; central districts also as เมือง + any name of the province."""
    rows = all_districts()
    official = [(name, d.code) for d in rows for name in (d.name_th, d.full_name_th, d.name_en, d.code)]
    other = [(alias, code) for code, aliases in read_data("aliases.toml")["districts"].items() for alias in aliases]
    return _names(official + other + _central_names(), _keys(official))


@cache
def district_names_of(iso: str) -> Names:
    """The names of one province's districts. Raises UnknownPlace."""
    return district_names().restricted(each.code for each in districts(iso))


def _central_names() -> list[tuple[str, str]]:
    centre_of = {each.province_iso: each.code for each in all_districts() if each.central}
    taken = {spelling.key(each.name_th) for each in all_districts()}
    names = [
        (words().central + name, centre_of[isos[0]])
        for name, isos in province_names().exact.items()
        if len(isos) == 1 and isos[0] in centre_of and spelling.is_thai(name)
    ]
    return [(name, code) for name, code in names if spelling.key(name) not in taken]


def _keys(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(spelling.key(name) for name, _ in pairs)


def _names(pairs: Iterable[tuple[str, str]], official: frozenset[str]) -> Names:
    exact: dict[str, list[str]] = defaultdict(list)
    for name, code in pairs:
        folded = spelling.key(name)
        if code not in exact[folded]:
            exact[folded].append(code)
    loose: dict[str, list[str]] = defaultdict(list)
    for folded, codes in exact.items():
        bare = spelling.loose(folded)
        loose[bare] += [code for code in codes if code not in loose[bare]]
    cut = {folded: spelling.clusters(folded) for folded in exact}
    return Names(_frozen(exact), official & exact.keys(), _frozen(loose), cut)


def _frozen(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(codes) for name, codes in lists.items()}


def forms(folded: str) -> tuple[str, ...]:
    """The key itself and what is left of it when words around a name are taken off, longest first; never empty."""
    reached = {folded: None}
    layer = [folded]
    for _ in range(MAX_STRIPPED):
        layer = list(dict.fromkeys(shorter for each in layer for shorter in _stripped(each) if shorter not in reached))
        reached |= dict.fromkeys(layer)
    return tuple(sorted(filter(None, reached), key=len, reverse=True))


def _stripped(folded: str) -> list[str]:
    front = [folded.removeprefix(word) for word in words().before if folded.startswith(word)]
    back = [folded.removesuffix(word) for word in words().after if folded.endswith(word)]
    return [each for each in front + back if spelling.can_begin(each)]
