"""Numbers that lead to a person: ids, passports, telephones, bank accounts, plates, house numbers."""

import re
from collections.abc import Iterator
from functools import cache

import regex

from nlp.lexicon import any_of, table, words
from nlp.personal_kinds import Found, Kind

__all__ = ["numbers"]

_GAP = r"[\s.\-–—_()]{0,3}"
_O = "[0-9oO]"
_IDENTITY = re.compile(rf"(?<![0-9])[0-9](?:{_GAP}[0-9]){{12}}(?![0-9])")
_IDENTITY_LAYOUT = re.compile(r"[0-9][\s\-–][0-9]{4}[\s\-–][0-9]{5}[\s\-–][0-9]{2}[\s\-–][0-9]")
_PHONE = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])\(?(?:(?:\+|00)?66{_GAP}(?:\(?0\)?)?|[0oO]){_GAP}[689](?:{_GAP}{_O}){{8}}(?![0-9])"
    rf"|(?<![0-9/])(?<![0-9][.,])\(?(?:\+66{_GAP}|0){_GAP}(?:2(?:{_GAP}[0-9]){{7}}|[3-57]{_GAP}[2-9](?:{_GAP}[0-9]){{6}})(?![0-9/])"
)
_ACCOUNT_LAYOUT = re.compile(r"(?<![0-9-])[0-9]{3}[- ][0-9][- ][0-9]{5}[- ][0-9](?![0-9-])")
_LETTER = re.compile("[ก-ฮ]")
_DIGIT = re.compile("[0-9]")
_THREE_DIGITS = re.compile(rf"[0-9oO]{_GAP}[0-9]{_GAP}[0-9]")
_BEFORE = 24
# What stands before a number plate's figures where no word leads to them: letters that begin there.
_PLATE_BEFORE = re.compile("(?:^|[^ก-๎])[ก-ฮ]{1,3}[\\s\\-–]{0,2}$")
_PLATE_FIGURES = re.compile("[0-9]{2}-[0-9]{4}")
_LONGEST_BEFORE = 6


def numbers(text: str) -> Iterator[Found]:
    """Yield every number that leads to a person, in text as `nlp.seen` shows it."""
    if not _DIGIT.search(text):
        if table("personal")["phone"]["nought"][0] in text:
            yield from _spans(_spoken(), text, "phone")
        return
    if _THREE_DIGITS.search(text):
        yield from _identities(text)
        phones = list(_spans(_PHONE, text, "phone"))
        yield from phones
        yield from _accounts(text, {start for start, _, _ in phones})
        yield from _spans(_other_phone(), text, "phone")
        yield from _spans(_passport(), text, "passport", "number")
    if _LETTER.search(text):
        if table("personal")["phone"]["nought"][0] in text:
            yield from _spans(_spoken(), text, "phone")
        yield from _plates(text)
        yield from _houses(text)


def _spans(pattern: "regex.Pattern[str]", text: str, kind: Kind, group: str | int = 0) -> Iterator[Found]:
    for found in pattern.finditer(text):
        yield found.start(group), found.end(group), kind


def _before(text: str, at: int, words_before: list[str]) -> bool:
    return text[max(0, at - _BEFORE) : at].rstrip(" :.").endswith(tuple(words_before))


def _identities(text: str) -> Iterator[Found]:
    lead = table("personal")["identity"]["lead"]
    for found in _IDENTITY.finditer(text):
        if (
            _IDENTITY_LAYOUT.fullmatch(found[0])
            or (found[0][0] != "0" and _checksum(found[0]))
            or _before(text, found.start(), lead)
        ):
            yield found.start(), found.end(), "national_id"


def _checksum(written: str) -> bool:
    """The 13th digit of a Thai national id follows from the twelve before it (weights 13 to 2, modulo 11)."""
    digits = [int(letter) for letter in written if letter in "0123456789"]
    weighted = sum(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighted % 11) % 10 == digits[12]


def _accounts(text: str, phones: set[int]) -> Iterator[Found]:
    yield from _spans(_ACCOUNT_LAYOUT, text, "account")
    if not _account_words().search(text):
        return
    not_before = table("personal")["account"]["not_before"]
    for found in _account().finditer(text):
        if found.start("number") not in phones and not _before(text, found.start(), not_before):
            yield found.start("number"), found.end("number"), "account"


def _plates(text: str) -> Iterator[Found]:
    if not _may_hold_plate(text):
        return
    not_plates = frozenset(table("personal")["plate"]["not_plates"])
    for found in _plate().finditer(text):
        if found["lead"] or found["letters"] not in not_plates:
            yield found.start("plate"), found.end("plate"), "plate"


def _may_hold_plate(text: str) -> bool:
    """Quick, and true wherever a plate may stand: few figures have what the pattern for plates looks for."""
    if any(lead in text for lead in table("personal")["plate"]["lead"]) or _PLATE_FIGURES.search(text):
        return True
    return any(
        _PLATE_BEFORE.search(text[max(0, found.start() - _LONGEST_BEFORE) : found.start()])
        for found in _DIGIT.finditer(text)
    )


def _houses(text: str) -> Iterator[Found]:
    if not _may_hold_house().search(text):
        return
    entries = table("personal")["house"]
    for found in _house().finditer(text):
        if found["lead"]:
            unwanted = entries["not_before"]
        elif found["home"]:
            unwanted = []
        else:
            unwanted = entries["not_number_before"]
        if not _before(text, found.start(), unwanted):
            yield found.start("number"), found.end("number"), "house"


@cache
def _spoken() -> "regex.Pattern[str]":
    entries = table("personal")["phone"]
    figure, nought = any_of(entries["figures"]), any_of(entries["nought"])
    return regex.compile(rf"(?:{nought}|0)(?:[\s\-]{{0,2}}(?:{figure}|[0-9])){{8,9}}(?![0-9]|{figure})")


@cache
def _other_phone() -> "regex.Pattern[str]":
    """With words between the groups; without its nought after a word that leads to one."""
    entries = table("personal")["phone"]
    between, lead = any_of(entries["between"]), any_of(entries["lead"])
    gap = rf"(?:\s{{0,2}}(?:{between})\s{{0,2}}|{_GAP})"
    return regex.compile(
        rf"(?<![0-9])0{gap}[689]{gap}[0-9]{gap}[0-9]{{3}}{gap}[0-9]{{4}}(?![0-9])"
        rf"|(?<=(?:{lead})[\s.:]{{0,3}})[689](?:{_GAP}[0-9]){{8}}(?![0-9])",
        regex.I,
    )


@cache
def _passport() -> "regex.Pattern[str]":
    lead = any_of(table("personal")["identity"]["passport"])
    return regex.compile(rf"(?:{lead})[^0-9\n]{{0,14}}?(?P<number>[A-Z]{{1,2}}\s?[0-9]{{6,7}})(?![0-9])", regex.I)


@cache
def _account_words() -> "re.Pattern[str]":
    entries = table("personal")["account"]
    return re.compile(any_of([*entries["lead"], *entries["banks"]]))


@cache
def _account() -> "regex.Pattern[str]":
    entries = table("personal")["account"]
    lead, banks = any_of([*entries["lead"], *entries["banks"]]), any_of(entries["banks"])
    number = r"(?P<number>[0-9](?:[\s\-]{0,2}[0-9]){9,14})(?![0-9])"
    money = rf"(?!\s?(?:{any_of(entries['not_after'])}))"
    return regex.compile(rf"(?:{lead})[^0-9\n]{{0,20}}{number}{money}|(?<![0-9]){number}\s{{0,3}}(?:{banks})")


@cache
def _plate() -> "regex.Pattern[str]":
    entries = table("personal")["plate"]
    lead, vehicles = any_of(entries["lead"]), any_of(entries["vehicles"])
    provinces = any_of(words("provinces"))
    gap = r"[\s\-–]{0,2}"
    letters = r"(?P<letters>[ก-ฮ]{2})"
    return regex.compile(
        rf"(?P<lead>{lead})[ก-๎]{{0,12}}[\s:]{{1,3}}(?P<plate>[0-9]?[ก-ฮ]{{1,3}}{gap}[0-9]{{1,4}}|[0-9]{{2}}-[0-9]{{4}})(?![0-9])"
        rf"|(?P<lead>{lead})(?:คือ)?(?P<plate>[0-9]?[ก-ฮ]{{1,3}}{gap}[0-9]{{1,4}}|[0-9]{{2}}-[0-9]{{4}})(?![0-9])"
        rf"|(?:{vehicles})[ก-๎]{{0,14}}\s{{0,2}}(?P<plate>[0-9]{{2}}-[0-9]{{4}})(?![0-9])"
        rf"|(?:{vehicles})(?:[ก-๎]{{0,14}}\s{{1,2}}(?P<plate>[0-9]?{letters}{gap}[0-9]{{2,4}})|(?P<plate>[0-9]{letters}{gap}[0-9]{{2,4}}))(?![0-9])"
        rf"|(?<![0-9])(?P<plate>[1-9]{letters}{gap}[0-9]{{3,4}})(?![0-9])"
        rf"|(?<![0-9ก-๎])(?P<plate>{letters}{gap}[0-9]{{1,4}})(?=\s?(?:{provinces}))"
    )


@cache
def _may_hold_house() -> "re.Pattern[str]":
    """Something of what every house number has; quick to look for."""
    entries = table("personal")["house"]
    lead, village = any_of(entries["lead"]), any_of(entries["village"])
    return re.compile(rf"[0-9]/[0-9]|{lead}\s{{0,2}}(?:ที่|:|คือ)?\s{{0,2}}[0-9]|{village}\s?[0-9]")


@cache
def _house() -> "regex.Pattern[str]":
    entries = table("personal")["house"]
    lead, village, home = (any_of(entries[name]) for name in ("lead", "village", "home"))
    number = r"(?P<number>[0-9]{1,5}(?:\s?[/\-]\s?[0-9]{1,5}){0,3})(?![0-9])"
    in_village = rf"(?=\s{{0,2}}(?:{village})\s?[0-9])"
    return regex.compile(
        rf"(?P<lead>{lead})\s{{0,2}}(?:ที่|:|คือ)?\s{{0,2}}{number}"
        rf"|(?P<home>{home})\s{{0,2}}{number}{in_village}"
        rf"|(?P<home>บ้าน)\s{{0,2}}(?P<number>[0-9]{{1,5}}/[0-9]{{1,5}})(?![0-9])"
        rf"|(?<![0-9/.,])(?P<number>[0-9]{{1,5}}/[0-9]{{1,5}}){in_village}"
    )
