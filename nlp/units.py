"""Comments that make several points, taken apart where the writing says so: lists, lines, "another thing", "as for".

Only spans are given; the text stays as it was written, and people are counted, not points. Where the writing does not
say that a new point begins, the comment is one. Judged on `tests/nlp/unit_cases.toml`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from nlp.lexicon import any_of, table
from nlp.seen import figures

__all__ = ["Unit", "units"]

_MOST = 30
_LEAST = 5  # letters of a point in a list
_LEAST_LINE = 9  # letters of a point that is only a line
_LEAST_SAID = 9  # letters before a word that begins a point
_LETTERS = regex.compile(r"[\p{L}\p{M}]")
_NUMBER = r"[0-9]{1,2}"
_ITEM = regex.compile(
    rf"(?:^|(?<=[\s,;/]))(?:\(\s?(?P<n>{_NUMBER})\s?\)|ข้อ(?:ที่)?\s?(?P<n>{_NUMBER})[\s.):]{{1,3}}"
    rf"|(?P<n>{_NUMBER})\s?[.)/:\-](?![0-9])|(?P<n>[①-⑨❶-❾])\s?|(?P<n>[1-9]) ?\ufe0f?\u20e3)\s{{0,2}}"
    rf"|^(?P<n>{_NUMBER})\s{{1,2}}(?=[ก-๎])|^(?P<n>[กขคง])[.)]\s?",
    regex.M,
)
_BULLET = regex.compile(r"^[ \t]{0,4}(?:[-–—•●▪◦*·✓✔➢➤►▶☑✅]|o(?= ))[ \t]{0,3}(?=\S)", regex.M)
_LINE = regex.compile(r"(?:\r?\n)+\s*|\s/\s")


@dataclass(frozen=True, slots=True)
class Unit:
    """One point: code points of the raw text from start up to end, without the sign of a list before it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where a point begins: what stood before ends at `end`, the point begins at `start`."""

    end: int
    start: int
    least: int


def units(text: str) -> tuple[Unit, ...]:
    """Return the points that a raw comment makes, in order; one for a comment of one point, none for white space.

    Together they cover the comment but for signs of lists and white space between them. At most 30; the last takes the
    rest. Total, deterministic, linear in the text.
    """
    if not text.strip():
        return ()
    said = figures(text)
    if not _maybe().search(said):
        return (Unit(*_trimmed(text, 0, len(text))),)
    spans = _merged(said, sorted(_cuts(said), key=lambda cut: (cut.start, cut.end)))
    return tuple(Unit(*_trimmed(text, start, end)) for start, end in spans)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip(" \t\r\n/")))


def _cuts(text: str) -> Iterator[_Cut]:
    yield from _listed(text)
    yield from (_Cut(found.start(), found.end(), _LEAST) for found in _bullets(text))
    yield from _lines(text)
    yield from _joined(text)
    yield from _in_row(text)


def _bullets(text: str) -> list["regex.Match[str]"]:
    found = list(_BULLET.finditer(text))
    return found if len(found) > 1 else []


def _listed(text: str) -> Iterator[_Cut]:
    """Signs that count up from the first: 1) … 2) …"""
    row: list[regex.Match[str]] = []
    for found in _ITEM.finditer(text):
        place = _place(found["n"])
        if place == len(row) + 1:
            row.append(found)
        elif place == 1 and len(row) < 2:
            row = [found]
    if len(row) > 1 and _says(text[row[0].end() : row[1].start()]) >= _LEAST:
        yield from (_Cut(found.start(), found.end(), _LEAST) for found in row)


def _place(sign: str) -> int:
    for row in ("①②③④⑤⑥⑦⑧⑨", "❶❷❸❹❺❻❼❽❾", "กขคง"):
        if sign in row:
            return row.index(sign) + 1
    return int(sign)


def _lines(text: str) -> Iterator[_Cut]:
    for found in _LINE.finditer(text):
        if not _goes_on().match(text, found.end()) and not _leads_on().search(
            text, max(0, found.start() - 40), found.start()
        ):
            yield _Cut(found.start(), found.end(), _LEAST_LINE)


def _joined(text: str) -> Iterator[_Cut]:
    """Words that begin another point."""
    for found in _another().finditer(text):
        if not found["not"] and (found["anywhere"] or text[found.start() - 1 : found.start()].isspace()):
            yield _Cut(found.start(), found.start(), _LEAST_SAID)


def _in_row(text: str) -> Iterator[_Cut]:
    """Numbers in words, the first first; the same head over several clauses; or several wishes."""
    row = list(_row().finditer(text))
    if len(row) > 1 and row[0]["first"]:
        yield from (_Cut(found.start(), found.start(), _LEAST) for found in row if found["first"] or found["next"])
    for pattern in (_head(), _wish()):
        heads = [found for found in pattern.finditer(text) if not found["not"]]
        if len(heads) > 1:
            yield from (_Cut(found.start(), found.start(), _LEAST_SAID) for found in heads)
            return


def _says(piece: str) -> int:
    return len(_LETTERS.findall(piece))


def _merged(text: str, cuts: list[_Cut]) -> list[tuple[int, int]]:
    """Spans between cuts; what is too short to be a point, or only leads to one, stays with its neighbour."""
    spans: list[tuple[int, int]] = []
    begin, least = 0, 0
    for cut in cuts:
        if cut.end < begin or len(spans) + 1 >= _MOST:
            continue
        piece = text[begin : cut.end]
        if _says(piece) >= max(least, cut.least) and not _only_leads(piece):
            spans.append((begin, cut.end))
            begin, least = cut.start, cut.least
        elif not piece.strip():
            begin, least = cut.start, cut.least
    rest = text[begin:]
    if spans and _says(rest) < max(least, 1):
        spans[-1] = (spans[-1][0], len(text))
    else:
        spans.append((begin, len(text)))
    return spans


def _only_leads(piece: str) -> bool:
    return bool(_leads_on().search(piece.rstrip())) or bool(_opens().match(piece.lstrip()))


@cache
def _maybe() -> "re.Pattern[str]":
    """What every point but the first has: a look that most texts end with, six times as quick as the rules."""
    entries = table("units")
    said = [word for name in ("anywhere", "apart", "first", "heads", "wishes") for word in entries[name]]
    return re.compile(rf"[0-9①-⑨❶-❾\n/]|{any_of(said)}")


@cache
def _another() -> "regex.Pattern[str]":
    entries = table("units")
    return regex.compile(
        rf"(?P<not>{any_of(entries['not_apart'])})|(?P<anywhere>{any_of(entries['anywhere'])})|{any_of(entries['apart'])}"
    )


@cache
def _row() -> "regex.Pattern[str]":
    entries = table("units")
    return regex.compile(rf"(?:^|(?<=\s))(?:(?P<first>{any_of(entries['first'])})|(?P<next>{any_of(entries['next'])}))")


@cache
def _head() -> "regex.Pattern[str]":
    return regex.compile(rf"(?:^|(?<=\s))(?:(?P<not>(?!))|{any_of(table('units')['heads'])}(?=[ก-ฮเ-ไ]))")


@cache
def _wish() -> "regex.Pattern[str]":
    entries = table("units")
    return regex.compile(
        rf"(?:^|(?<=\s))(?:(?P<not>{any_of(entries['not_wishes'])})|{any_of(entries['wishes'])}(?=[ก-ฮเ-ไ]))"
    )


@cache
def _goes_on() -> "regex.Pattern[str]":
    return regex.compile(any_of(table("units")["goes_on"]))


@cache
def _leads_on() -> "regex.Pattern[str]":
    return regex.compile(rf"{any_of(table('units')['leads_on'])}\s*$")


@cache
def _opens() -> "regex.Pattern[str]":
    return regex.compile(any_of(table("units")["opens"]))
