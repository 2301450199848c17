"""Labels of a closed question, and how a reply may spell one: whole, by its numbering, its beginning or a half."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from nlp.reading import Choice
from nlp.reply_shapes import either, endings, entries, plain, position_words, squeeze

__all__ = ["Label", "beginning", "exact", "half", "read_labels", "span", "unknown"]

_PREFIX = 3
_ENUMERATED = regex.compile(r"^\(?(?P<mark>[0-9]{1,2}|[ก-ฮ]|[a-z])[.)]\s*(?P<rest>\S.*)$", regex.DOTALL)
_SPAN = regex.compile(r"[0-9]+-[0-9]+")
_DEPENDENT = regex.compile(r"[ะ-ฺๅ-๎]")
_SKIN = regex.compile("[\U0001f3fb-\U0001f3ff\u2640\u2642]")


@dataclass(frozen=True)
class Label:
    """A label in its comparable spellings.

    whole: squeezed; rest: the same without its own numbering, which is `mark`; text: not squeezed; sign: the emoji of a
    label that is nothing else; halves: the matters that it names, where it names several (ขยะและน้ำเสีย); unjoined:
    these without the word between them.
    """

    whole: str
    rest: str
    mark: str | None
    text: str
    sign: str
    halves: tuple[str, ...]
    unjoined: str


@lru_cache(maxsize=512)
def read_labels(labels: tuple[str, ...]) -> tuple[Label, ...]:
    """Return the labels read; they count as numbered (1. … / ก. …) only where all of them are."""
    texts = [plain(label) for label in labels]
    found = [_ENUMERATED.match(text) for text in texts]
    if all(found):
        return tuple(_label(t, f["rest"], f["mark"]) for t, f in zip(texts, found, strict=True) if f)
    return tuple(_label(text, text, None) for text in texts)


def _label(text: str, rest: str, mark: str | None) -> Label:
    squeezed = squeeze(rest)
    pieces = [squeeze(piece) for piece in _between_halves().split(rest)]
    halves = tuple(piece for piece in pieces if len(piece) >= _PREFIX and not any(map(str.isdigit, piece)))
    unjoined = _without_joints(rest)
    unjoined = "" if unjoined == squeezed else unjoined
    return Label(squeeze(text), squeezed, mark, rest, "" if squeezed else _SKIN.sub("", text), halves, unjoined)


def exact(said: str, keys: Sequence[Label]) -> Choice | None:
    """The label's own text, with or without its numbering, joining words and polite ending; or its numbering alone."""
    squeezed = squeeze(said)
    if not squeezed:
        return _by_sign(said, keys)
    readings = (
        (squeezed, [key.whole for key in keys]),
        (squeezed, [key.rest for key in keys]),
        (str(position_words().sub("", squeezed)), [key.mark for key in keys]),
        (squeezed, [str(endings().sub("", key.rest)) for key in keys]),
        (_without_joints(said), [key.unjoined for key in keys]),
    )
    for spoken_as, reading in readings:
        hits = tuple(i for i, spelling in enumerate(reading) if spelling and spelling == spoken_as)
        if hits:
            return _take(hits, squeezed, keys)
    return None


def _by_sign(said: str, keys: Sequence[Label]) -> Choice | None:
    sign = _SKIN.sub("", said)
    hits = tuple(i for i, key in enumerate(keys) if sign and key.sign == sign)
    return Choice("chosen", hits) if len(hits) == 1 else None


def _without_joints(text: str) -> str:
    """The text without joining words inside it; as it is where one stands at an end."""
    return squeeze(text if _joint_at_end().search(text) else _joints().sub("", text))


def _take(hits: tuple[int, ...], said: str, keys: Sequence[Label]) -> Choice:
    """One hit is the answer, unless a number that is both a label's own numbering and another's position."""
    marked = said.isdigit() and keys[hits[0]].mark == said and keys[hits[0]].whole != said
    if len(hits) == 1 and not (marked and hits[0] != int(said) - 1):
        return Choice("chosen", hits)
    others = (int(said) - 1,) if marked and 0 < int(said) <= len(keys) else ()
    return Choice("ask", tuple(sorted({*hits, *others})), "ambiguous")


def beginning(said: str, keys: Sequence[Label], *, bare_no: bool) -> Choice | None:
    """The beginning of exactly one label, at a cluster's end, which no other label speaks of (น้ำ: น้ำประปา, น้ำเสีย).

    bare_no: the reply says no and nothing else; it stands for ไม่มี beside มี, never for ไม่แน่ใจ. Not knowing (ไม่รู้) is no
    beginning of ไม่รู้จัก.
    """
    squeezed = squeeze(said)
    if len(squeezed) < _PREFIX:
        return None
    hits = tuple(i for i, key in enumerate(keys) if _opens(squeezed, key.rest) or _opens(squeezed, key.whole))
    if len(hits) > 1:
        return Choice("ask", hits, "ambiguous")
    if not hits:
        return None
    label = keys[hits[0]].rest
    opposite = any(f"{squeezed}{key.rest}" == label for key in keys)
    no_beginning = bare_no or squeezed in (*entries("negation"), *entries("unknown"))
    if no_beginning and squeezed != label and not opposite:
        return Choice("ask", hits, "unsure")
    spoken_of = tuple(i for i, key in enumerate(keys) if i in hits or _speaks_of(squeezed, key.rest))
    return Choice("chosen", hits) if spoken_of == hits else Choice("ask", spoken_of, "ambiguous")


def _speaks_of(said: str, label: str) -> bool:
    """Whether a label holds the words, other than to deny them (เห็นด้วย in ไม่เห็นด้วยกับโครงการ)."""
    for word in entries("negation"):
        label = label.replace(f"{word}{said}", "")
    return said in label


def span(said: str, keys: Sequence[Label]) -> Choice | None:
    """A range of figures that exactly one label begins with (18-25 for 18 – 25 ปี)."""
    squeezed = squeeze(said)
    hits = tuple(i for i, key in enumerate(keys) if regex.match(rf"{regex.escape(squeezed)}(?![0-9])", key.rest))
    return Choice("chosen", hits) if _SPAN.fullmatch(squeezed) and len(hits) == 1 else None


def _opens(said: str, label: str) -> bool:
    return label.startswith(said) and not _DEPENDENT.match(label[len(said) :])


def half(said: str, keys: Sequence[Label]) -> Choice | None:
    """One of the matters that exactly one label names (น้ำเสีย of ขยะและน้ำเสีย); asked back where the label denies."""
    squeezed = squeeze(said)
    if len(squeezed) < _PREFIX:
        return None
    hits = tuple(i for i, key in enumerate(keys) if squeezed in key.halves)
    mentions = tuple(i for i, key in enumerate(keys) if squeezed in key.rest)
    if len(hits) != 1 or mentions != hits:
        return None
    denies = any(word in keys[hits[0]].rest for word in entries("negation"))
    return Choice("ask", hits, "unsure") if denies else Choice("chosen", hits)


def unknown(said: str, keys: Sequence[Label]) -> Choice | None:
    """Not knowing, in other words than those of the one label that says so (ไม่รู้ for ไม่ทราบ)."""
    words = {squeeze(word) for word in entries("unknown")}
    hits = tuple(i for i, key in enumerate(keys) if key.rest in words)
    return Choice("chosen", hits) if len(hits) == 1 and squeeze(said) in words else None


@lru_cache(maxsize=1)
def _joints() -> regex.Pattern[str]:
    return regex.compile(either(entries("halves")))


@lru_cache(maxsize=1)
def _joint_at_end() -> regex.Pattern[str]:
    joint = either(entries("halves"))
    return regex.compile(rf"^\s*(?:{joint})|(?:{joint})\s*$")


@lru_cache(maxsize=1)
def _between_halves() -> regex.Pattern[str]:
    return regex.compile(rf"{either(entries('halves'))}|[\s,/()\[\];+&]+")
