"""From what a person types to a province or a district: found, several to ask back, outside, or unknown.

Never raises for any text. Asks back rather than guesses: what decides on a slip of spelling or on half a name stands in
`matching`. Names are looked for in this order: the whole text as a name or alias (words such as จ. or ครับ taken
off), the name of a unique district, the name after จ. or จังหวัด anywhere in an address, separate words that are all
places of one province, and last the close spellings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from consultation.places import matching, spelling
from consultation.places.answers import Ambiguous, Found, Outside, Unknown, Via
from consultation.places.districts import District, all_districts, district
from consultation.places.matching import Reading
from consultation.places.names import (
    Names,
    abbreviations,
    district_names,
    district_names_of,
    forms,
    province_names,
    words,
)
from consultation.places.schemes import Province, province, provinces

MAX_TYPED = 300
"""Longer text is a story, not a place."""
MAX_FUZZY = 60
"""Clusters beyond which a text is not compared with names letter by letter."""
MAX_SUGGESTIONS = 6
MAX_RIVALS = 2
LEAST_OF_OWN_NAME = 3
"""Clusters of a province's name from which it is taken for the name of its central district."""

ProvinceAnswer = Found[Province] | Ambiguous[Province] | Outside[Province] | Unknown[Province]
DistrictAnswer = Found[District] | Ambiguous[District] | Outside[District] | Unknown[District]


def find_province(text: str, *, within: Collection[str] | None = None) -> ProvinceAnswer:
    """The province meant by typed text.

    within: ISO codes of the provinces asked about, such as `Cluster.isos`; a real province not among them is Outside.
    A district's name that is unique in the country stands for its province (via="district").
    """
    folded = _folded(text)
    if not folded or folded == words().central:
        return Unknown()
    typed = forms(folded)
    reading, part = _whole(text, typed, within)
    if reading is None:
        reading, part = _pieces(text)
    if reading is None:
        reading = matching.close(typed, province_names()) if _short(folded) else Reading("perhaps", ())
        reading = _doubted(reading, typed)
    return _province_answer(reading, part, within)


def find_district(text: str, province_iso: str | None = None) -> DistrictAnswer:
    """The district meant by typed text, in one province or anywhere.

    A name that several provinces have is Ambiguous when no province is given; a district of another province than the
    one given is Outside. อ.เมือง alone is the central district. Raises UnknownPlace only for a bad `province_iso`.
    """
    if province_iso is not None:
        province(province_iso)
    folded = _folded(text)
    if not folded:
        return Unknown()
    typed = forms(folded)
    named = None if province_iso else _named_province(text)
    names = district_names_of(province_iso or named) if province_iso or named else district_names()
    reading = _district_reading(text, typed, names, province_iso)
    if reading is None and province_iso:
        elsewhere = _first(matching.exact(form, district_names()) for form in typed)
        if elsewhere and elsewhere.verdict == "one":
            return Outside(district(elsewhere.codes[0]))
    if reading is None:
        reading = matching.close(typed, names) if _short(folded) else Reading("perhaps", ())
    return _district_answer(reading)


def _folded(text: str) -> str:
    """The key of a text that may be a place; empty for any other."""
    folded = spelling.key(text) if len(text) <= 2 * MAX_TYPED else ""
    return folded if len(folded) <= MAX_TYPED else ""


def _short(folded: str) -> bool:
    return len(spelling.clusters(folded)) <= MAX_FUZZY


def _first(readings: Iterable[Reading | None]) -> Reading | None:
    return next((reading for reading in readings if reading), None)


# Provinces


def _whole(text: str, typed: Sequence[str], within: Collection[str] | None) -> tuple[Reading | None, District | None]:
    """What the whole text is the name of; the district when it was one. A mark in front says which is meant."""
    begins_with = spelling.tidy(text).lstrip().startswith
    by_district = _by_district(typed, within)
    if by_district[0] and begins_with(words().district_marks):
        return by_district
    by_name = _first(matching.exact(form, province_names()) for form in typed)
    if by_name and begins_with(words().province_marks):
        return by_name, None
    if by_name and by_name.via == "alias" and by_district[0] and by_district[0].verdict == "several":
        return by_district
    by_short = _first(_abbreviation(form) for form in typed) if "." in text else None
    return (by_name, None) if by_name else (by_short, None) if by_short else by_district


def _abbreviation(form: str) -> Reading | None:
    iso = abbreviations().get(form)
    return Reading("one", (iso,), "alias") if iso else None


def _by_district(typed: Sequence[str], within: Collection[str] | None) -> tuple[Reading | None, District | None]:
    """The province of the district that was typed; asked back when the word is also part of another province's name.

    With `within`, a district outside does not compete with a province inside that is named so.
    """
    for form in typed:
        reading = matching.exact(form, district_names()) if form != words().central else None
        if reading is None:
            continue
        places = [district(code) for code in reading.codes]
        homes = dict.fromkeys(each.province_iso for each in places)
        rivals = [each.iso for each in provinces() if _named_with(form, each) and each.iso not in homes]
        if within is not None and set(rivals) & set(within):
            homes = {iso: None for iso in homes if iso in within}
        isos = (*homes, *rivals)
        if homes:
            single = len(isos) == 1
            return Reading("one" if single else "several", isos, "district"), places[0] if len(places) == 1 else None
    return None, None


def _named_with(form: str, place: Province) -> bool:
    """Whether the form is part of the Thai name, or begins the English one."""
    return form in spelling.key(place.name_th) or spelling.key(place.name_en).startswith(form)


def _pieces(text: str) -> tuple[Reading | None, District | None]:
    """The province named in an address: after จ., or by words that all are places of one province."""
    marked = _after_mark(text, words().province_marks)
    reading = _first(matching.exact(form, province_names()) for form in forms(marked)) if marked else None
    places, strangers = _words_as_places(text)
    if reading is None and not strangers and len(places) > 1:
        isos = tuple(dict.fromkeys(iso for each in _consistent(places) for iso in each))
        reading = Reading("one" if len(isos) == 1 else "several", isos) if isos else None
    return reading, _district_beside(text, reading) if reading and reading.verdict == "one" else None


def _after_mark(text: str, marks: Sequence[str]) -> str:
    """The key of the word after the last of the marks; empty when there is none."""
    tidied = spelling.tidy(text)
    ends = [tidied.rfind(mark) + len(mark) for mark in marks if mark in tidied]
    rest = tidied[max(ends) :].split() if ends else []
    return spelling.key(rest[0]) if rest else ""


def _words_as_places(text: str) -> tuple[list[frozenset[str]], bool]:
    """For each word that is a place, the provinces it may stand for; and whether there was a word that is none."""
    found: list[frozenset[str]] = []
    strangers = False
    for word in filter(None, map(spelling.key, spelling.tidy(text).replace(".", " ").replace(",", " ").split())):
        isos = _provinces_of_word(word)
        if isos:
            found.append(isos)
        elif word not in words().before and word not in words().after and not word.isdigit():
            strangers = True
    return found, strangers


def _provinces_of_word(word: str) -> frozenset[str]:
    own = [iso for form in forms(word) for iso in province_names().exact.get(form, ())]
    codes = [code for form in forms(word) if form != words().central for code in district_names().exact.get(form, ())]
    return frozenset(own) | frozenset(district(code).province_iso for code in codes)


def _consistent(places: Sequence[frozenset[str]]) -> Sequence[frozenset[str]]:
    """The provinces that all words may stand for, or when there is none, all that are spoken of."""
    shared = frozenset.intersection(*places)
    return (shared,) if shared else places


def _district_beside(text: str, reading: Reading) -> District | None:
    """The district typed together with its province, when it is one."""
    names = district_names_of(reading.codes[0])
    marked = _after_mark(text, words().district_marks)
    candidates = [marked] if marked else [spelling.key(word) for word in spelling.tidy(text).split()]
    beside = {code for word in candidates for form in forms(word) for code in _district_codes(form, names)}
    return district(beside.pop()) if len(beside) == 1 else None


def _district_codes(form: str, names: Names) -> tuple[str, ...]:
    central = tuple(code for codes in names.exact.values() for code in codes if district(code).central)
    return central[:1] if form == words().central else names.exact.get(form, ())


def _doubted(reading: Reading, typed: Sequence[str]) -> Reading:
    """The reading, but only suggested when a slip of spelling leads as near to a district of another province.

    So short a word that it is near to many districts tells nothing of them: they are not suggested.
    """
    if reading.verdict != "one" or reading.via != "spelling":
        return reading
    codes = (code for form in typed for code in matching.near(form, district_names(), 1))
    others = {district(code).province_iso for code in codes} - {reading.codes[0]}
    named = sorted(others) if len(others) <= MAX_RIVALS else []
    return Reading("perhaps", (*reading.codes, *named)) if others else reading


def _province_answer(reading: Reading, part: District | None, within: Collection[str] | None) -> ProvinceAnswer:
    inside = None if within is None else frozenset(within)
    if reading.verdict == "one":
        place = province(reading.codes[0])
        return Found(place, reading.via, part) if inside is None or place.iso in inside else Outside(place)
    if reading.verdict == "several":
        order = sorted(reading.codes, key=lambda iso: (inside is not None and iso not in inside, _thai_order()[iso]))
        return Ambiguous(tuple(map(province, order)))
    first = sorted(reading.codes, key=lambda iso: inside is not None and iso not in inside)
    return Unknown(tuple(map(province, first[:MAX_SUGGESTIONS])))


@cache
def _thai_order() -> dict[str, int]:
    """Position of each province and each district in Thai order; the two kinds of code never meet."""
    return {code: at for at, code in enumerate([*(p.iso for p in provinces()), *(d.code for d in all_districts())])}


# Districts


def _named_province(text: str) -> str | None:
    """The province named beside the district: after จ., or as a word of its own."""
    marked = _after_mark(text, words().province_marks)
    pieces = [marked] if marked else [spelling.key(word) for word in spelling.tidy(text).split()[1:]]
    found = {iso for piece in pieces for form in forms(piece) for iso in _sole_province(form)}
    return found.pop() if len(found) == 1 else None


def _sole_province(form: str) -> tuple[str, ...]:
    codes = province_names().exact.get(form, ())
    return codes if len(codes) == 1 else ()


def _district_reading(text: str, typed: Sequence[str], names: Names, asked: str | None) -> Reading | None:
    """What the text, or its part after อ. or เขต, or one of its words, is the name of."""
    whole = _first(_exact_district(form, names) for form in typed)
    if whole:
        return whole
    marked = _after_mark(text, words().district_marks)
    pieces = [marked] if marked else [spelling.key(word) for word in spelling.tidy(text).split()]
    readings = [_first(_exact_district(form, names) for form in forms(piece)) for piece in pieces if piece != typed[0]]
    found = dict.fromkeys(code for reading in readings if reading for code in reading.codes)
    if not found:
        return _central_for_province(typed, asked)
    return Reading("one" if len(found) == 1 else "several", tuple(found))


def _exact_district(form: str, names: Names) -> Reading | None:
    if form != words().central:
        return matching.exact(form, names)
    codes = tuple(dict.fromkeys(code for codes in names.exact.values() for code in codes if district(code).central))
    return Reading("one" if len(codes) == 1 else "several", codes) if codes else None


def _central_for_province(typed: Sequence[str], asked: str | None) -> Reading | None:
    """The central district as a suggestion, when the name of the province or its beginning was typed."""
    if asked is None or not any(_own_name(form, asked) for form in typed):
        return None
    reading = _exact_district(words().central, district_names_of(asked))
    return Reading("perhaps", reading.codes) if reading else None


def _own_name(form: str, iso: str) -> bool:
    begun = len(spelling.clusters(form)) >= LEAST_OF_OWN_NAME and spelling.key(province(iso).name_th).startswith(form)
    return begun or iso in province_names().exact.get(form, ())


def _district_answer(reading: Reading) -> DistrictAnswer:
    if reading.verdict == "one":
        via: Via = reading.via
        return Found(district(reading.codes[0]), via)
    if reading.verdict == "several":
        return Ambiguous(tuple(map(district, sorted(reading.codes, key=_thai_order().__getitem__))))
    return Unknown(tuple(map(district, reading.codes[:MAX_SUGGESTIONS])))
