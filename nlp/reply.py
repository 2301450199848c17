"""What a typed reply to a closed question means.

A person may answer by the button's text, its number (2, ๒, ข้อ 2, อันที่สอง), the beginning of a label, yes or no in
several dialects, or with a slip of the finger. A wrong guess is worse than asking: whatever may be read two ways is
asked back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from nlp.clean import canonical
from nlp.numerals import number, spoken
from nlp.reply_shapes import (
    endings,
    entries,
    figures,
    negations,
    only_figures,
    openings,
    pieces,
    place_first,
    positions,
    side,
    squeeze,
)
from nlp.spelling import clusters, distance

__all__ = ["Choice", "Reason", "choose", "number"]

Reason = Literal["out_of_range", "several", "ambiguous", "negated", "unsure"]

_LONGEST = 400
_PREFIX = 3
_MOST_PIECES = 20
_ENUMERATED = regex.compile(r"^\(?(?P<mark>[0-9]{1,2}|[ก-ฮ]|[a-z])[.)]\s*(?P<rest>\S.*)$", regex.DOTALL)
_DEPENDENT = regex.compile(r"[ะ-ฺๅ-๎]")


@dataclass(frozen=True)
class Choice:
    """What was understood.

    kind: "chosen" (indices are the answer), "ask" (indices are what may have been meant, possibly none; reason says
    why it was not taken), "none" (nothing in the reply speaks of the choices). indices ascend and index the labels.
    """

    kind: Literal["chosen", "ask", "none"]
    indices: tuple[int, ...] = ()
    reason: Reason | None = None


def choose(text: str, labels: Sequence[str], *, many: bool = False) -> Choice:
    """Return which of the labels a typed reply means; never raises, asks back where it could be read two ways.

    labels: as shown on the buttons, in their order, position 1 first. many: several may be chosen.
    """
    if text.strip() in labels and list(labels).count(text.strip()) == 1:
        return Choice("chosen", (list(labels).index(text.strip()),))
    said = canonical(text)
    if not said or not labels or len(said) > _LONGEST:
        return Choice("none")
    keys = _read(tuple(labels))
    return _one(said, keys, many) or (_several(said, keys) if many else None) or _nearly(said, keys)


@dataclass(frozen=True)
class _Label:
    """A label in its comparable spellings: squeezed whole and without its own numbering, and that numbering."""

    whole: str
    rest: str
    mark: str | None


@lru_cache(maxsize=512)
def _read(labels: tuple[str, ...]) -> list[_Label]:
    """Labels count as numbered (1. … / ก. …) only where all of them are."""
    texts = [canonical(label) for label in labels]
    found = [_ENUMERATED.match(text) for text in texts]
    if all(found):
        return [_Label(squeeze(t), squeeze(f["rest"]), f["mark"]) for t, f in zip(texts, found, strict=True) if f]
    return [_Label(squeeze(text), squeeze(text), None) for text in texts]


def _one(said: str, keys: Sequence[_Label], many: bool) -> Choice | None:
    """The whole reply as one answer: a label, a position, yes or no, the beginning of a label."""
    for spelling in _trimmings(said):
        found = (
            _exact(spelling, keys)
            or _positions(spelling, keys, many)
            or _polar(spelling, keys)
            or _beginning(spelling, keys)
            or _place_and_label(spelling, keys)
        )
        if found:
            return found
    return None


def _trimmings(said: str) -> list[str]:
    """The reply as said, without its polite endings, and without its opening words as well."""
    ends, opens = endings(), openings()
    trimmed = ends.sub("", said).strip()
    opened = opens.sub("", trimmed).strip()
    return [spelling for spelling in dict.fromkeys((said, trimmed, opened)) if spelling]


def _exact(said: str, keys: Sequence[_Label]) -> Choice | None:
    """The label's own text, with or without its numbering and its polite ending, or its numbering alone."""
    squeezed = squeeze(said)
    if not squeezed:
        return None
    readings = (
        (squeezed, [key.whole for key in keys]),
        (squeezed, [key.rest for key in keys]),
        (str(positions().sub("", squeezed)), [key.mark for key in keys]),
        (squeezed, [str(endings().sub("", key.rest)) for key in keys]),
    )
    for spoken_as, reading in readings:
        hits = tuple(i for i, spelling in enumerate(reading) if spelling == spoken_as)
        if hits:
            return _take(hits, squeezed, keys)
    return None


def _take(hits: tuple[int, ...], said: str, keys: Sequence[_Label]) -> Choice:
    """One hit is the answer, unless a number that is both a label's own numbering and another's position."""
    marked = said.isdigit() and keys[hits[0]].mark == said and keys[hits[0]].whole != said
    if len(hits) == 1 and not (marked and hits[0] != int(said) - 1):
        return Choice("chosen", hits)
    others = (int(said) - 1,) if marked and 0 < int(said) <= len(keys) else ()
    return Choice("ask", tuple(sorted({*hits, *others})), "ambiguous")


def _positions(said: str, keys: Sequence[_Label], many: bool) -> Choice | None:
    """Numbers and words around them and nothing else."""
    if not many and squeeze(said) in entries("all"):
        return Choice("ask", (), "several") if len(keys) > 1 else Choice("chosen", (0,))
    if many and squeeze(said) in entries("all"):
        negative = any(key.rest.startswith(tuple(entries("negation"))) for key in keys)
        return Choice("ask", (), "unsure") if negative else Choice("chosen", tuple(range(len(keys))))
    if not only_figures().fullmatch(said) or not figures().search(said):
        return None
    places = _places(said, len(keys))
    if places is None:
        return Choice("ask", (), "ambiguous")
    inside = tuple(sorted({place - 1 for place in places if 0 < place <= len(keys)}))
    if len(inside) < len(set(places)):
        return Choice("ask", inside, "out_of_range")
    if len(inside) > 1 and not many:
        return Choice("ask", inside, "several")
    return _against_digits(said, inside, keys)


def _against_digits(said: str, places: tuple[int, ...], keys: Sequence[_Label]) -> Choice:
    """A bare figure that another label begins with (labels 0 ครั้ง, 1 ครั้ง …) may mean that label."""
    if said.isdigit() and len(places) == 1:
        rivals = [i for i, key in enumerate(keys) if regex.match(rf"{said}(?![0-9])", key.rest) and key.mark is None]
        if rivals and places[0] not in rivals:
            return Choice("ask", tuple(sorted({*places, *rivals})), "ambiguous")
    return Choice("chosen", places)


def _places(said: str, count: int) -> list[int] | None:
    """The positions named, in order; None where a figure is no position (2.5, 1-3, สองสาม)."""
    if regex.search(r"[0-9][.\-–~][0-9]|^-", said):
        return None
    places: list[int] = []
    spans = False
    for found in figures().finditer(said):
        word = found.group()
        if word in entries("through"):
            spans = True
            continue
        place = 1 if word in entries("first") else count if word in entries("last") else _value(word)
        if place is None or (spans and not 0 < place - places[-1] < 100):
            return None
        places.extend(range(places[-1] + 1, place + 1) if spans else [place])
        spans = False
    return None if spans else places


def _value(word: str) -> int | None:
    return int(word[:6]) if word.isdigit() else spoken(word)


def _polar(said: str, keys: Sequence[_Label]) -> Choice | None:
    """Yes or no, where exactly one label says yes and exactly one says no."""
    sides = [_side_of_label(key) for key in keys]
    if sides.count("yes") != 1 or sides.count("no") != 1:
        return None
    whole = side(said)
    heard = {whole} if whole else {side(part) for part in said.split()}
    if None in heard or not heard:
        return None
    return Choice("chosen", (sides.index(heard.pop()),)) if len(heard) == 1 else Choice("ask", (), "ambiguous")


def _side_of_label(key: _Label) -> str | None:
    if said := side(key.rest):
        return said
    if key.rest.startswith(tuple(entries("no_stems"))):
        return "no"
    return "yes" if key.rest.startswith(tuple(entries("yes_stems"))) else None


def _beginning(said: str, keys: Sequence[_Label]) -> Choice | None:
    """The beginning of exactly one label, at a cluster's end; บ่… stands for ไม่…; a bare no never stands for ไม่แน่ใจ."""
    squeezed = squeeze(regex.sub(r"^บ่(?!อ)", "ไม่", said))
    if len(squeezed) < _PREFIX:
        return None
    hits = tuple(i for i, key in enumerate(keys) if _opens(squeezed, key.rest) or _opens(squeezed, key.whole))
    if len(hits) > 1:
        return Choice("ask", hits, "ambiguous")
    if not hits:
        return None
    label = keys[hits[0]].rest
    bare_no = side(squeezed) == "no" and squeezed != label
    opposite = any(f"{squeezed}{key.rest}" == label for key in keys)
    if bare_no and not opposite:
        return Choice("ask", hits, "unsure")
    return Choice("chosen", hits)


def _opens(said: str, label: str) -> bool:
    return label.startswith(said) and not _DEPENDENT.match(label[len(said) :])


def _place_and_label(said: str, keys: Sequence[_Label]) -> Choice | None:
    """A position and a label's text together (ข้อ 2 น้ำประปา): an answer where the two agree."""
    found = place_first().match(said)
    if not found:
        return None
    named = _exact(found["rest"], keys) or _beginning(found["rest"], keys)
    if not named or named.kind != "chosen":
        return None
    place = int(found["place"]) - 1
    if named.indices == (place,):
        return named
    return Choice("ask", tuple(sorted({*named.indices, place} & set(range(len(keys))))), "ambiguous")


def _several(said: str, keys: Sequence[_Label]) -> Choice | None:
    """Several answers in one reply, longest pieces first; one piece not understood asks back with the rest."""
    said = _trimmings(said)[-1]
    starts, ends = pieces(said)
    if not 2 <= len(starts) <= _MOST_PIECES:
        return None
    chosen: set[int] = set()
    missed, at = False, 0
    while at < len(starts):
        for end in range(len(starts), at, -1):
            found = _one(said[starts[at] : ends[end - 1]], keys, many=True)
            if found and found.kind == "chosen":
                chosen.update(found.indices)
                break
        missed, at = missed or not (found and found.kind == "chosen"), max(end, at + 1)
    if missed:
        return Choice("ask", tuple(sorted(chosen)), "unsure") if chosen else None
    return Choice("chosen", tuple(sorted(chosen)))


def _nearly(said: str, keys: Sequence[_Label]) -> Choice:
    """A slip of the finger where it is clear; otherwise what the reply may have been about."""
    trimmed = squeeze(_trimmings(said)[-1])
    size = len(clusters(trimmed))
    near = sorted((distance(trimmed, key.rest), i) for i, key in enumerate(keys) if key.rest) if size <= 40 else []
    if near:
        best, index = near[0]
        rival = near[1][0] if len(near) > 1 else 99.0
        if _clear(trimmed, keys[index].rest, best) and rival >= best + 2:
            return Choice("chosen", (index,))
        if best <= max(1.0, size / 3) and best < size:
            return Choice("ask", tuple(sorted(i for apart, i in near if apart <= best + 0.5)), "unsure")
    return _mentioned(said, keys)


def _clear(said: str, label: str, apart: float) -> bool:
    """Only one slip, in a label long enough, not at its beginning, not in a figure and not in a negation."""
    ours, theirs = clusters(said), clusters(label)
    same_figures = regex.findall(r"[0-9]+", said) == regex.findall(r"[0-9]+", label)
    same_sense = same_figures and negations(said) == negations(label) and "?" not in said
    return apart <= 1 and len(theirs) >= 5 and ours[:1] == theirs[:1] and same_sense


def _mentioned(said: str, keys: Sequence[_Label]) -> Choice:
    """Labels or positions named inside a longer reply: candidates to ask about, never an answer."""
    squeezed = squeeze(said)
    hits = {
        i for i, key in enumerate(keys) if len(key.rest) > 1 and (key.rest in squeezed or _part(squeezed, key.rest))
    }
    typed = regex.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", said)
    hits |= {int(figure) - 1 for figure in typed if 0 < int(figure) <= len(keys)}
    if hits:
        negated = any(word in squeezed for word in entries("negation"))
        return Choice("ask", tuple(sorted(hits)), "negated" if negated else "unsure")
    polar = any(side(spelling) for spelling in _trimmings(said))
    return Choice("ask", (), "unsure") if polar else Choice("none")


def _part(said: str, label: str) -> bool:
    return len(said) >= _PREFIX and said in label
