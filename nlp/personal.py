"""Personal data found in what people write, and put behind its kind.

The raw text stays with the caller; `mask` gives the copy that may be read. Where a thing might be personal it is
masked: reading [ชื่อ] costs a planner less than a name costs a citizen. Every step is linear in the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

from nlp.lexicon import table
from nlp.personal_names import names

__all__ = ["Kind", "Masked", "Span", "mask"]

Kind = Literal["national_id", "phone", "email", "line_id", "plate", "house", "name", "official"]

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")
_GAP = r"[\s.\-–—\u200b()]{0,2}"
_IDENTITY = regex.compile(rf"(?<![0-9])[1-9](?:{_GAP}[0-9]){{12}}(?![0-9])")
_IDENTITY_LAYOUT = regex.compile(r"[0-9][\s\-–][0-9]{4}[\s\-–][0-9]{5}[\s\-–][0-9]{2}[\s\-–][0-9]")
_MOBILE = regex.compile(rf"(?<![0-9])(?:(?:\+|00)?66{_GAP}0?|0){_GAP}[689](?:{_GAP}[0-9]){{8}}(?![0-9])")
_LANDLINE = regex.compile(
    rf"(?<![0-9/])(?:\+66{_GAP}|0)(?:2(?:{_GAP}[0-9]){{7}}|[3-57][2-9](?:{_GAP}[0-9]){{6}})(?![0-9/])"
)
_EMAIL = regex.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}\s?@\s?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}", regex.I)


@dataclass(frozen=True)
class Span:
    """Where personal data stands in the raw text: code points from start up to end."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Masked:
    """text: the raw text with each span replaced by its kind in brackets; spans ascend and do not overlap."""

    text: str
    spans: tuple[Span, ...]

    def without(self) -> str:
        """Return the text with a space where personal data stood, for counting words."""
        shown = "|".join(regex.escape(word) for word in table("personal")["shown"].values())
        return str(regex.sub(shown, " ", self.text)) if self.spans else self.text


def mask(text: str) -> Masked:
    """Return the text with personal data replaced by its kind, as in "โทร [เบอร์โทร]", and where it stood.

    Finds national ids (13 digits, by checksum or by their layout), phone numbers in Thai forms, e-mail, LINE ids,
    number plates, house numbers, and names after titles. Digits may be Thai. Hotlines of three and four digits stay.
    """
    spans = _apart(sorted(_found(text.translate(_DIGITS)), key=lambda span: (span.start, -span.end)))
    shown = table("personal")["shown"]
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], shown[span.kind]]
        at = span.end
    return Masked("".join([*parts, text[at:]]), tuple(spans))


def _apart(spans: list[Span]) -> list[Span]:
    """Keep the first of overlapping spans, lengthened over those it overlaps: nothing found may show through."""
    kept: list[Span] = []
    for span in spans:
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end), kept[-1].kind)
        else:
            kept.append(span)
    return kept


def _span(found: "regex.Match[str]", kind: Kind, group: str | int = 0) -> Span:
    return Span(found.start(group), found.end(group), kind)


def _found(text: str) -> Iterator[Span]:
    if any(letter in "0123456789" for letter in text):
        yield from _numbers(text)
    if "@" in text:
        yield from (_span(found, "email") for found in _EMAIL.finditer(text))
    yield from (_span(found, "line_id", "id") for found in _line().finditer(text) if _is_line_id(found["id"]))
    yield from (Span(start, end, "official" if official else "name") for start, end, official in names(text))


def _numbers(text: str) -> Iterator[Span]:
    for found in _IDENTITY.finditer(text):
        if _checksum(found.group()) or _IDENTITY_LAYOUT.fullmatch(found.group()):
            yield _span(found, "national_id")
    for pattern in (_MOBILE, _LANDLINE):
        yield from (_span(found, "phone") for found in pattern.finditer(text))
    for found in _plate().finditer(text):
        if "ทะเบียน" in found.group() or found["letters"] not in table("personal")["plate"]["not_plates"]:
            yield _span(found, "plate", "plate")
    for found in _house().finditer(text):
        if not text[: found.start()].rstrip().endswith(tuple(table("personal")["house"]["not_before"])):
            yield _span(found, "house", "number")


def _checksum(written: str) -> bool:
    """The 13th digit of a Thai national id follows from the twelve before it (weights 13 to 2, modulo 11)."""
    digits = [int(letter) for letter in written if letter in "0123456789"]
    weighted = sum(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighted % 11) % 10 == digits[12]


def _is_line_id(text: str) -> bool:
    return text.lower().strip("@") not in table("personal")["line"]["not_ids"] and not text.isdigit()


def _either(words: list[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _line() -> regex.Pattern[str]:
    lead = _either(table("personal")["line"]["lead"])
    return regex.compile(
        rf"(?<![a-z])(?:{lead})(?![a-z])\s{{0,2}}(?:ไอดี|id)?\s{{0,2}}(?:คือ|[:=：])?\s{{0,2}}(?P<id>@?[a-z0-9][a-z0-9._-]{{3,30}})",
        regex.I,
    )


@cache
def _plate() -> regex.Pattern[str]:
    lead = _either(table("personal")["plate"]["lead"])
    return regex.compile(
        rf"(?:{lead})\s{{0,2}}(?:คือ|:)?\s{{0,2}}(?P<plate>[0-9]?(?P<letters>[ก-ฮ]{{1,2}})[\s-]{{0,2}}[0-9]{{1,4}})(?![0-9])"
        r"|(?<![0-9])(?P<plate>[1-9](?P<letters>[ก-ฮ]{2})[\s-]?[0-9]{3,4})(?![0-9])"
    )


@cache
def _house() -> regex.Pattern[str]:
    lead = _either(table("personal")["house"]["lead"])
    return regex.compile(
        rf"(?:{lead})\s{{0,2}}(?:ที่|:)?\s{{0,2}}(?P<number>[0-9]{{1,5}}(?:\s?/\s?[0-9]{{1,5}})?)"
        r"|(?<=บ้าน)\s{0,2}(?P<number>[0-9]{1,5}/[0-9]{1,5})"
    )
