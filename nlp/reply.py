"""What a typed reply to a closed question means.

A person may answer by the button's text, its number (2, ๒, ข้อ 2, อันที่สอง), the beginning of a label, yes or no in
several dialects and languages, a sign, or with a slip of the finger. A wrong guess is worse than asking: whatever may
be read two ways is asked back. The rules, and what they are worth: docs/decisions/0010-thai-as-typed.md.
"""

from collections.abc import Sequence
from functools import lru_cache

import regex

from nlp.numerals import number
from nlp.reading import Choice, Reason
from nlp.reply_bands import in_band
from nlp.reply_labels import Label, beginning, exact, half, read_labels, span, unknown
from nlp.reply_polar import consents, contradicted, polar, says_no, side
from nlp.reply_positions import named, positions, value
from nlp.reply_shapes import entries, pieces, place_beside, plain, squeeze, standard, trimmings, unasked
from nlp.spelling import bones, clusters, distance

__all__ = ["Choice", "Reason", "choose", "negations", "number"]

_AGAIN_AND_AGAIN = 3  # characters: nothing of a person is kept in memory
_LONGEST = 400
_LONGEST_RAW = 4_000
_PART = 3
_MOST_PIECES = 20
_MOST_CLUSTERS = 40


def choose(text: str, labels: Sequence[str], *, many: bool = False) -> Choice:
    """Return which of the labels a typed reply means; never raises, asks back where it could be read two ways.

    labels: as shown on the buttons, in their order, position 1 first. many: several may be chosen.
    """
    if text.strip() in labels and list(labels).count(text.strip()) == 1:
        return Choice("chosen", (list(labels).index(text.strip()),))
    if len(text) <= _AGAIN_AND_AGAIN:
        return _short(text, tuple(labels), many)
    return _choose(text, labels, many)


@lru_cache(maxsize=4096)
def _short(text: str, labels: tuple[str, ...], many: bool) -> Choice:
    """The numbers and words of two letters that everybody types: each is worked out once."""
    return _choose(text, labels, many)


def _choose(text: str, labels: Sequence[str], many: bool) -> Choice:
    said = plain(text) if len(text) <= _LONGEST_RAW else ""
    if not said or not labels or len(said) > _LONGEST:
        return Choice("none")
    keys = read_labels(tuple(labels))
    found = _one(said, keys, many) or (_several(said, keys) if many else None) or _nearly(said, keys)
    if found.kind == "chosen" and contradicted(said, found, keys):
        return Choice("ask", found.indices, "ambiguous")
    return found


def _one(said: str, keys: Sequence[Label], many: bool, *, piece: bool = False) -> Choice | None:
    """The whole reply as one answer: a label, a position, yes or no, the beginning of a label.

    piece: it is a piece of a longer reply, in which a yes or a no belongs to its neighbours.
    """
    spellings = list(dict.fromkeys(word for said in trimmings(said) for word in (said, standard(said))))
    for spelling in spellings:
        if found := exact(spelling, keys) or (None if many else span(spelling, keys)):
            return found
    for spelling in spellings:
        found = (
            in_band(spelling, keys)
            or positions(spelling, keys, many=many)
            or (None if piece else polar(spelling, keys))
            or (None if piece and says_no(spelling) else beginning(spelling, keys, bare_no=says_no(spelling)))
            or half(spelling, keys)
            or unknown(spelling, keys)
            or _place_and_label(spelling, keys)
        )
        if found:
            return found
    return None


def _place_and_label(said: str, keys: Sequence[Label]) -> Choice | None:
    """A position and a label's text together (ข้อ 2 น้ำประปา): an answer where the two agree."""
    for pattern in place_beside():
        found = pattern.match(said)
        place = value(found["place"]) if found else None
        if not found or not place:
            continue
        rest = found["rest"]
        if says_no(rest) and not exact(rest, keys):
            return Choice("ask", tuple({place - 1} & set(range(len(keys)))), "negated")  # ข้อ 2 ไม่เอา
        named = exact(rest, keys) or polar(rest, keys) or beginning(rest, keys, bare_no=says_no(rest))
        if not named or named.kind != "chosen":
            continue
        if named.indices == (place - 1,):
            return named
        return Choice("ask", tuple(sorted({*named.indices, place - 1} & set(range(len(keys))))), "ambiguous")
    return None


def _several(said: str, keys: Sequence[Label]) -> Choice | None:
    """Several answers in one reply, longest pieces first; one piece not understood asks back with the rest."""
    said = trimmings(said)[-1]
    starts, ends = pieces(said)
    if not 2 <= len(starts) <= _MOST_PIECES:
        return None
    chosen: set[int] = set()
    missed, at = False, 0
    while at < len(starts):
        for end in range(len(starts), at, -1):
            found = _one(said[starts[at] : ends[end - 1]], keys, many=True, piece=True)
            if found and found.kind == "chosen":
                chosen.update(found.indices)
                break
        missed, at = missed or not (found and found.kind == "chosen"), max(end, at + 1)
    missed = missed or any(_cling(said, end, start) for end, start in zip(ends, starts[1:], strict=False))
    if missed:
        return Choice("ask", tuple(sorted(chosen)), "unsure") if chosen else None
    return Choice("chosen", tuple(sorted(chosen)))


def _cling(said: str, end: int, start: int) -> bool:
    """Whether a figure and a word stand side by side with a space only: มากกว่า 3 is one thing, not two."""
    return said[end:start].isspace() and said[end - 1].isdigit() != said[start].isdigit()


def _nearly(said: str, keys: Sequence[Label]) -> Choice:
    """A slip of the finger where it is clear; otherwise what the reply may have been about."""
    trimmed = squeeze(trimmings(said)[-1])
    size = len(clusters(trimmed))
    as_long = [
        (i, key.rest) for i, key in enumerate(keys) if key.rest and abs(len(clusters(key.rest)) - size) <= size / 3 + 2
    ]
    near = sorted((distance(trimmed, label), i) for i, label in as_long) if size <= _MOST_CLUSTERS else []
    if near:
        best, index = near[0]
        if _clear(trimmed, keys[index].rest, best) and _alone(near, keys):
            found = Choice("chosen", (index,))
            return Choice("ask", (index,), "unsure") if consents(found, keys) else found
        if best <= max(0.5, size / 3) and best < size:
            return Choice("ask", tuple(sorted(i for apart, i in near if apart <= best + 0.5)), "unsure")
    return _mentioned(said, keys)


def _alone(near: list[tuple[float, int]], keys: Sequence[Label]) -> bool:
    """Whether no other label is nearly as near; one that denies more or less is told apart by its negation."""
    best, index = near[0]
    sense = negations(keys[index].rest)
    margins = ((apart - best, 2 if negations(keys[i].rest) == sense else 0.5) for apart, i in near[1:])
    return all(margin >= least for margin, least in margins)


def _clear(said: str, label: str, apart: float) -> bool:
    """Only one slip, in a label long enough, not at its beginning, not in a figure and not in a negation."""
    ours, theirs = clusters(said), clusters(label)
    same_figures = regex.findall(r"[0-9]+", said) == regex.findall(r"[0-9]+", label)
    same_sense = same_figures and negations(said) == negations(label) and not said.endswith(entries("questions"))
    long_enough = len(theirs) >= 5 or (apart <= 0.5 and len(theirs) >= 4)
    return apart <= 1 and long_enough and same_sense and bones(ours[0]) == bones(theirs[0]) and _one_key(ours, theirs)


def _one_key(ours: list[str], theirs: list[str]) -> bool:
    """Whether a letter more or less is one: a bare consonant or a letter typed twice, not a word (ไม่เอา…, ถ้า…)."""
    longer, shorter = (ours, theirs) if len(ours) > len(theirs) else (theirs, ours)
    if len(longer) == len(shorter):
        return True
    odd = next((i for i, cluster in enumerate(shorter) if cluster != longer[i]), len(shorter))
    return len(longer[odd]) == 1 or longer[odd] in longer[max(odd - 1, 0) : odd]


def negations(text: str) -> int:
    """Return how often a text denies; a slip of the finger never changes that."""
    return sum(text.count(word) for word in entries("negation_core"))


def _mentioned(said: str, keys: Sequence[Label]) -> Choice:
    """Labels or positions named inside a longer reply: candidates to ask about, never an answer."""
    squeezed = squeeze(said)
    hits = {
        i for i, key in enumerate(keys) if len(key.rest) > 1 and (key.rest in squeezed or _part(squeezed, key.rest))
    }
    hits |= {place - 1 for place in named(said) if 0 < place <= len(keys)}
    if hits:
        negated = any(word in squeezed for word in entries("negation"))
        return Choice("ask", tuple(sorted(hits)), "negated" if negated else "unsure")
    says_something = any(side(unasked(spelling)) for spelling in trimmings(said))
    return Choice("ask", (), "unsure") if says_something else Choice("none")


def _part(said: str, label: str) -> bool:
    return len(said) >= _PART and said in label
