"""Places that a comment mentions: provinces and districts of a gazetteer that is given, by the names people use.

A name counts where words begin and end, not inside other words, not where it is an everyday word (เลย, ตาก, แพร่)
unless a mark or a neighbour makes it a place, and not as the name of a road, a temple or a village. A district that
several provinces have is the one whose province is mentioned too or is the writer's; else it stays open. Which places a
comment is about says nothing about its writer. Word lists: `nlp/data/mentions.toml`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from nlp.clean import canonical
from nlp.cues import LONGEST
from nlp.lexicon import table
from nlp.words import is_known, pieces

__all__ = ["Gazetteer", "Mention", "codes", "mentions"]

_HEAD = 3  # letters by which names are looked up
_SHORT = 3  # letters up to which the name of a district needs a mark
_BEFORE = 12  # letters before a name in which a word that decides is looked for
_SHORTENED = (chr(0x0E2F), ".")  # a name cut short
_THAI_MARKS = "".join(map(chr, (0x0E30, *range(0x0E31, 0x0E3A), 0x0E45, *range(0x0E47, 0x0E4F))))


@dataclass(frozen=True)
class Gazetteer:
    """Names of places with their codes, several where a name is shared.

    provinces: name → codes. districts: name (without อำเภอ; that of every seat also เมือง) → codes. province_of:
    district → province.
    """

    provinces: Mapping[str, tuple[str, ...]]
    districts: Mapping[str, tuple[str, ...]]
    province_of: Mapping[str, str]
    heads: Mapping[str, tuple[tuple[str, bool], ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the names by their first letters, the longest first."""
        heads: dict[str, list[tuple[str, bool]]] = {}
        for names, of_provinces in ((self.provinces, True), (self.districts, False)):
            for name in names:
                heads.setdefault(name[:_HEAD], []).append((name, of_provinces))
        longest = {head: tuple(sorted(names, key=lambda of: (-len(of[0]), of))) for head, names in heads.items()}
        object.__setattr__(self, "heads", longest)


@dataclass(frozen=True)
class Mention:
    """A name in the canonical text. codes: the one place that is meant; several where that is open, to be asked."""

    name: str
    start: int
    codes: tuple[str, ...]
    province: bool

    @property
    def code(self) -> str | None:
        """The place, where there is no doubt."""
        return self.codes[0] if len(self.codes) == 1 else None


def codes(text: str, gazetteer: Gazetteer, home: str | None = None) -> tuple[str, ...]:
    """The codes of the places that a raw comment mentions without doubt, each once, in the order of the text."""
    found = (mention.code for mention in mentions(text, gazetteer, home))
    return tuple(dict.fromkeys(code for code in found if code is not None))


def mentions(text: str, gazetteer: Gazetteer, home: str | None = None) -> tuple[Mention, ...]:
    """Every place that a raw comment mentions, in order; home: the writer's province where it is known.

    Total, and linear in the length of the text, of which the first 2,000 letters are read.
    """
    said = canonical(text[:LONGEST])
    candidates = list(_candidates(said, gazetteer))
    if not candidates:
        return ()
    edges: frozenset[int] | None = None
    kept: list[Mention] = []
    for found in candidates:
        before = said[max(0, found.start - _BEFORE) : found.start].rstrip()
        if _other_kind(before, found, gazetteer):
            continue
        marked = _marked(before, found.province)
        if not marked:
            edges = _edges(said) if edges is None else edges
            if not _stands(said, found, before, edges):
                continue
        kept.append(found)
    return tuple(_settled(_longest(kept), gazetteer, home))


def _candidates(said: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Every name at every place of the text where a word may begin."""
    for at in range(len(said) - 1):
        for name, province in gazetteer.heads.get(said[at : at + _HEAD], gazetteer.heads.get(said[at : at + 2], ())):
            if said.startswith(name, at) and said[at + len(name) : at + len(name) + 1] not in _dependent():
                of = gazetteer.provinces if province else gazetteer.districts
                yield Mention(name, at, of[name], province)


def _marked(before: str, province: bool) -> bool:
    return before.endswith(_list("province_marks") if province else _list("district_marks"))


def _other_kind(before: str, found: Mention, gazetteer: Gazetteer) -> bool:
    """Whether the mark before a name that both kinds have says the other kind."""
    others = gazetteer.districts if found.province else gazetteer.provinces
    return found.name in others and _marked(before, not found.province)


def _stands(said: str, found: Mention, before: str, edges: frozenset[int]) -> bool:
    """Whether a name without a mark is a place here."""
    end = found.start + len(found.name)
    ends = end in edges or said.startswith(_SHORTENED, end)
    begins = found.start in edges or (before.endswith(_central()) and found.start - len(_central()) in edges)
    if not begins or not ends or _in_a_saying(said, found.start, end):
        return False
    if before.endswith(_list("not_places")):
        return False
    if not found.province:
        if found.name.startswith(_central()):  # people call the province so, and the district with a mark
            return False
        return len(found.name) > _SHORT and found.name not in _set("everyday_districts")
    if found.name in _set("everyday"):
        return before.endswith(_list("near")) or _alone(said, found, before, end)
    return True


def _alone(said: str, found: Mention, before: str, end: int) -> bool:
    """Whether an everyday word that is a province's name too stands for the province."""
    if found.name not in _set("alone"):
        return False
    after = said[end : end + _BEFORE].lstrip()
    return not before.endswith(_list("not_after")) and not after.startswith(_list("not_before"))


def _in_a_saying(said: str, start: int, end: int) -> bool:
    around = said[max(0, start - _BEFORE) : end + _BEFORE]
    shift = start - max(0, start - _BEFORE)
    return any(
        at <= shift and at + len(saying) >= shift + (end - start)
        for saying in _list("sayings")
        for at in _all(around, saying)
    )


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _edges(said: str) -> frozenset[int]:
    """Where words begin and end, as the dictionary cuts the text; a run that it does not know may be cut anywhere."""
    cut = pieces(said)
    ends = list(accumulate(map(len, cut)))
    found = {0, *ends}
    for piece, end in zip(cut, ends, strict=True):
        if not is_known(piece):  # a nickname, or a name the dictionary lacks
            found.update(range(end - len(piece), end))
    return frozenset(found)


def _longest(found: Iterable[Mention]) -> list[Mention]:
    """Of names over the same letters the longest, of equals the province."""
    kept: list[Mention] = []
    reach = -1
    for mention in sorted(found, key=lambda m: (m.start, -len(m.name), not m.province)):
        if mention.start >= reach:
            kept.append(mention)
            reach = mention.start + len(mention.name)
    return kept


def _settled(found: Sequence[Mention], gazetteer: Gazetteer, home: str | None) -> Iterator[Mention]:
    """The same with shared names settled by the provinces mentioned, else by the writer's."""
    named = {code for mention in found if mention.province and (code := mention.code)}
    named |= {gazetteer.province_of[code] for m in found if not m.province and (code := m.code) and _plain(m)}
    for mention in found:
        possible = mention.codes
        for provinces in (named, {home} if home else set()):
            if len(possible) > 1:
                possible = _within(possible, provinces, gazetteer) or possible
        yield Mention(mention.name, mention.start, possible, mention.province)


def _plain(mention: Mention) -> bool:
    return mention.name != _central()


def _within(possible: Iterable[str], provinces: Collection[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    return tuple(code for code in possible if gazetteer.province_of.get(code, code) in provinces)


@cache
def _list(name: str) -> tuple[str, ...]:
    return tuple(canonical(word) for word in table("mentions")[name])


@cache
def _central() -> str:
    """What the district of every provincial seat is called; the first of the list."""
    return canonical(table("mentions")["everyday_districts"][0])


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_list(name))


@cache
def _dependent() -> frozenset[str]:
    return frozenset(_THAI_MARKS)
