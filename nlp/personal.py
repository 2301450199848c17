"""Personal data found in what people write, and put behind its kind.

The raw text stays with the caller; `mask` gives the copy that may be read. Where a thing might be personal it is
masked: reading [ชื่อ] costs a planner less than a name costs a citizen. Every step is linear in the text. Figures and
what is left: docs/decisions/0025-thai-text.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from nlp.lexicon import any_of, table
from nlp.personal_kinds import Found, Kind
from nlp.personal_names import names
from nlp.personal_networks import networks
from nlp.personal_numbers import numbers
from nlp.seen import Seen, seen

__all__ = ["Kind", "Masked", "Span", "mask", "unmarked"]

_SIGNS = regex.compile(r"[0-9@]|[A-Za-z]{2}")


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

    def before(self, place: int) -> int:
        """Return where a place of the masked text stands in the raw one; within a mark, where its span begins."""
        shift = 0
        for span in self.spans:
            shown = len(table("personal")["shown"][span.kind])
            if place < span.start + shift + shown:
                return min(place - shift, span.start)
            shift += shown - (span.end - span.start)
        return place - shift


def unmarked(text: str) -> str:
    """Return a masked text with a space where personal data stood, for counting words."""
    return _marks().sub(" ", text) if "[" in text else text


def mask(text: str) -> Masked:
    """Return the text with personal data replaced by its kind, as in "โทร [เบอร์โทร]", and where it stood. Total.

    Finds national ids (13 digits, by checksum, layout or the words before them), passports, phone numbers in Thai forms
    (figures or words), e-mail, LINE ids and accounts of other networks, bank accounts, number plates, house numbers,
    points on the map said to be a home, and names after titles, of people in office apart. Digits may be Thai, and
    invisible or decomposed characters hide nothing. Hotlines of three and four digits stay.
    """
    looked = seen(text)
    spans = [Span(looked.at(start), looked.upto(end), kind) for start, end, kind in _apart(_found(looked))]
    if not spans:
        return Masked(text, ())
    shown = table("personal")["shown"]
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], shown[span.kind]]
        at = span.end
    return Masked("".join([*parts, text[at:]]), tuple(spans))


@cache
def _marks() -> "regex.Pattern[str]":
    return regex.compile(any_of(table("personal")["shown"].values()))


def _found(looked: Seen) -> Iterator[Found]:
    said = looked.text
    yield from names(said)
    yield from numbers(said)
    if _SIGNS.search(said):
        yield from networks(said)


def _apart(found: Iterator[Found]) -> list[Found]:
    """Keep the first of overlapping spans, lengthened over those it overlaps: nothing found may show through."""
    kept: list[Found] = []
    for start, end, kind in sorted(found, key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end), kept[-1][2])
        else:
            kept.append((start, end, kind))
    return kept
