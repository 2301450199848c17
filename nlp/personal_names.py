"""Names of people after their titles, in running Thai without spaces."""

from collections.abc import Iterator
from functools import cache

import regex

from nlp.lexicon import table

__all__ = ["names"]

_CHUNK = regex.compile(r"[ก-๎]{2,30}|[A-Za-z][A-Za-z'-]{1,30}")
_SPACE = regex.compile(r"[ \u00a0\u200b]{0,2}")
_DEPENDENT = regex.compile(r"[ะ-ฺๅ-๎]")
_LONGEST = 24


def names(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether the title is an office, for each name after a title; the title itself stays."""
    blocked_until = 0
    for found in _title().finditer(text):
        start = _SPACE.match(text, found.end()).end()
        if found.start() < blocked_until or _is_no_title(text, found.start()):
            continue
        end = _name_end(text, start, found.lastgroup or "informal")
        if end:
            blocked_until = end
            yield start, end, found.lastgroup == "official"


def _is_no_title(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    glued_inside = (
        bool(before) and "ก" <= before <= "๎" and text[at : at + 2] in ("ตา", "อา", "อ.", "พี", "นา", "น้", "ยา")
    )
    return glued_inside or bool(_not_names().match(text, at))


def _name_end(text: str, start: int, title: str) -> int | None:
    """Where the given name, and the family name after it, end; None where no name stands here."""
    chunk = _CHUNK.match(text, start)
    if not chunk:
        return None
    given = _given(chunk.group(), title)
    if given is None:
        return None
    end = start + given
    if end < chunk.end():  # a family name without a space before it is told from a sentence only after นาย, นาง …
        return end + (_longest(chunk.group()[given:], _family_names(), 4) if title == "formal" else 0)
    return _family_end(text, end) or end


def _given(chunk: str, title: str) -> int | None:
    """How much of the chunk is a given name."""
    known = _longest(chunk, _given_names(), 2)
    if known and title != "formal":
        word = chunk[:known]
        ordinary = known < 4 or (title == "informal" and word in _ordinary())
        return None if ordinary and not _nickname(chunk) else known
    if title != "formal":
        return _nickname(chunk)
    ends = [found.start() for found in _after().finditer(chunk, 2)]
    unknown = min(ends) if ends else len(chunk)
    if known and (known >= 4 or known == len(chunk)):
        return known
    return unknown if unknown <= _LONGEST else None


def _nickname(chunk: str) -> int | None:
    """A nickname stands alone or before a word that follows names."""
    for word in table("personal")["names"]["nicknames"]:
        rest = chunk[len(word) :]
        if chunk.startswith(word) and (not rest or _after().match(rest)):
            return len(word)
    return None


def _family_end(text: str, at: int) -> int | None:
    chunk = _CHUNK.match(text, _SPACE.match(text, at).end())
    if not chunk or chunk.start() == at or chunk.group().startswith(tuple(table("personal")["names"]["after"])):
        return None
    known = _longest(chunk.group(), _family_names(), 4)
    if known:
        return int(chunk.start() + known)
    return (
        None
        if chunk.group() in _ordinary() or len(chunk.group()) > 20 or _begins_ordinary(chunk.group())
        else chunk.end()
    )


def _begins_ordinary(chunk: str) -> bool:
    """A sentence rather than a family name: a common word, and then another."""
    first = _longest(chunk, _ordinary(), 2)
    return bool(first) and (first == len(chunk) or bool(_longest(chunk[first:], _ordinary(), 2)))


def _longest(text: str, known: frozenset[str], least: int) -> int:
    """The length of the longest known word the text begins with, ending where no mark follows; 0 for none."""
    for end in range(min(len(text), _LONGEST), least - 1, -1):
        if text[:end] in known and not _DEPENDENT.match(text, end):
            return end
    return 0


@cache
def _given_names() -> frozenset[str]:
    from pythainlp.corpus import thai_female_names, thai_male_names

    return frozenset(thai_male_names() | thai_female_names())


@cache
def _family_names() -> frozenset[str]:
    from pythainlp.corpus import thai_family_names

    return frozenset(thai_family_names())


@cache
def _ordinary() -> frozenset[str]:
    from pythainlp.corpus import thai_words

    return frozenset(thai_words())


def _either(words: list[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _title() -> regex.Pattern[str]:
    entries = table("personal")["names"]
    groups = (f"(?P<{kind}>{_either(entries[kind])})" for kind in ("official", "formal", "addressed", "informal"))
    return regex.compile("|".join(groups))


@cache
def _not_names() -> regex.Pattern[str]:
    """Ordinary words that begin like a title; an office with a title's name inside it (นายก) is looked at apart."""
    titles = set(table("personal")["names"]["official"])
    return regex.compile(_either([word for word in table("personal")["names"]["not_names"] if word not in titles]))


@cache
def _after() -> regex.Pattern[str]:
    return regex.compile(_either(table("personal")["names"]["after"]))
