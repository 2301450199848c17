"""Positions in a reply: 2, ข้อ ๒, อันที่สาม, the second one, 1 3 และ 5, ทั้งหมด, 2 ข้อแรก."""

from collections.abc import Sequence
from functools import cache

import regex

from nlp.lexicon import table
from nlp.number_words import foreign, spoken
from nlp.reading import Choice
from nlp.reply_labels import Label
from nlp.reply_shapes import either, endings, entries, figures, numbers, only_figures, squeeze

__all__ = ["named", "positions", "value"]

_SPANS_OR_POINTS = regex.compile(r"[0-9][.\-–~][0-9]|^-")
_RUN_TOGETHER = regex.compile(r"([1-9])(?!\1)[1-9]")
_ONE = regex.compile(r"(?<=[a-z]\s)one$")  # the second one
_FARTHEST = 100


def positions(said: str, keys: Sequence[Label], *, many: bool) -> Choice | None:
    """Numbers and words around them and nothing else; all of them; the first or last few."""
    said = _ONE.sub("", endings().sub("", said))
    if squeeze(said) in {squeeze(word) for word in entries("all")}:
        return _all(keys, many)
    if found := _every().fullmatch(said):
        count = value(found["count"]) if found["count"] else 2
        return _all(keys, many) if count == len(keys) else Choice("ask", (), "out_of_range")
    if found := _few().fullmatch(said):
        return _from_one_end(found, keys, many)
    if not only_figures().fullmatch(said) or not figures().search(said):
        return None
    if _counted().search(said) or _few().search(said):
        return Choice("ask", (), "unsure")
    places = _places(said, len(keys))
    if _unfinished().search(said):  # "2 กับ": more was to come
        return Choice("ask", tuple(sorted({p - 1 for p in places or [] if 0 < p <= len(keys)})), "unsure")
    if places is None:
        return Choice("ask", (), "ambiguous")
    inside = tuple(sorted({place - 1 for place in places if 0 < place <= len(keys)}))
    if len(inside) < len(set(places)):
        return Choice("ask", inside, "out_of_range")
    if len(inside) > 1 and not many:
        return Choice("ask", inside, "several")
    if many and _RUN_TOGETHER.fullmatch(said):  # 12 of twelve choices, or 1 and 2
        return Choice("ask", tuple(sorted({*inside, *(int(digit) - 1 for digit in said)})), "ambiguous")
    return _against_labels(said, inside, keys)


def value(word: str) -> int | None:
    """Return the number that a word or figures name (๒, สอง, two, kedua), or None."""
    if word.isdigit():
        return int(word[:6])
    ordinals = table("reply")["ordinal"]
    if word in ordinals:
        return int(ordinals[word])
    number = spoken(word)
    return foreign(word) if number is None else number


def named(said: str) -> list[int]:
    """Return the positions that may be named somewhere in a longer reply, as figures or words between spaces."""
    typed = regex.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", said)
    words = [word for word in said.split() if regex.fullmatch(numbers(), word)]
    return [place for word in (*typed, *words) if (place := value(word)) is not None]


def _all(keys: Sequence[Label], many: bool) -> Choice:
    if not many:
        return Choice("ask", (), "several") if len(keys) > 1 else Choice("chosen", (0,))
    denies = any(key.rest.startswith(tuple(entries("negation"))) for key in keys)
    return Choice("ask", (), "unsure") if denies else Choice("chosen", tuple(range(len(keys))))


def _from_one_end(found: regex.Match[str], keys: Sequence[Label], many: bool) -> Choice:
    """2 ข้อแรก, first two: that many, counted from one end."""
    count = value(found["count"]) or 0
    if not 0 < count <= len(keys):
        return Choice("ask", (), "out_of_range")
    start = 0 if found["end"] in entries("from_start") else len(keys) - count
    chosen = tuple(range(start, start + count))
    return Choice("chosen", chosen) if many or count == 1 else Choice("ask", chosen, "several")


def _against_labels(said: str, places: tuple[int, ...], keys: Sequence[Label]) -> Choice:
    """A bare figure that another label begins with (labels 0 ครั้ง, 1 ครั้ง …) may mean that label; no 1 may mean no."""
    rivals: list[int] = []
    if said.isdigit() and len(places) == 1:
        rivals = [i for i, key in enumerate(keys) if regex.match(rf"{said}(?![0-9])", key.rest) and key.mark is None]
    if _no_first().match(said):
        rivals = [i for i, key in enumerate(keys) if key.rest.startswith("no")]
    if rivals and places[0] not in rivals:
        return Choice("ask", tuple(sorted({*places, *rivals})), "ambiguous")
    return Choice("chosen", places)


def _places(said: str, count: int) -> list[int] | None:
    """The positions named, in order; None where a figure is no position (2.5, 1-3, สองสาม)."""
    if _SPANS_OR_POINTS.search(said):
        return None
    places: list[int] = []
    spans = False
    for found in figures().finditer(said):
        word = found.group()
        if word in entries("through"):
            spans = bool(places)
            continue
        place = 1 if word in entries("first") else count if word in entries("last") else value(word)
        if place is None or (spans and not 0 < place - places[-1] < _FARTHEST):
            return None
        places.extend(range(places[-1] + 1, place + 1) if spans else [place])
        spans = False
    return None if spans or not places else places


@cache
def _unfinished() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{either(entries('join'))}|[,/;&+])\s*$")


@cache
def _every() -> regex.Pattern[str]:
    counted = either(entries("counted"))
    return regex.compile(
        rf"(?:{either(entries('all_of'))})\s*(?P<count>{numbers()})\s*(?:{counted})?|(?:{either(entries('both'))})"
    )


@cache
def _few() -> regex.Pattern[str]:
    ends = either([*entries("from_start"), *entries("from_end")])
    return regex.compile(
        rf"(?P<count>{numbers()})\s*(?:{either(entries('counted'))})?\s*(?P<end>{ends})"
        rf"|(?:the\s+)?(?P<end>first|last)\s+(?P<count>{numbers()})"
    )


@cache
def _counted() -> regex.Pattern[str]:
    """A number before the word that counts, and not behind one: "2 ข้อ" is how many, "ข้อ 2 ข้อ 3" are which."""
    before = either(entries("position"))
    return regex.compile(
        rf"(?<!(?:{before})\s*)(?<![0-9])(?:{numbers()})\s*(?:{either(entries('counted'))})(?!\s*(?:แรก|สุดท้าย))"
    )


@cache
def _no_first() -> regex.Pattern[str]:
    return regex.compile(r"no\s*[0-9]")
