"""Names of people after their titles, in running Thai without spaces."""

from collections.abc import Iterator
from functools import cache

import regex

from nlp.lexicon import table
from nlp.personal_kinds import Found, either

__all__ = ["names"]

_CHUNK = regex.compile(r"[ก-๎]{2,30}|[A-Za-z][A-Za-z'-]{1,30}")
_SPACE = regex.compile(r"[ \u00a0:]{0,3}")
_PAIR = regex.compile(r"(?<![ก-๎])[ก-๎]{4,15}(?= {1,2}[ก-๎]{3})")
_DEPENDENT = regex.compile(r"[ะ-ฺๅ็-๎]")
_LONGEST = 24
_LONGEST_FAMILY = 14
_NEAR = 40


def names(text: str) -> Iterator[Found]:
    """Yield each name after a title, of people in office apart, and each given name with its family name.

    The title itself stays. text: as `nlp.seen` shows it.
    """
    blocked = 0
    for found in _title().finditer(text):
        title = _class().get(found[0], "none")
        if title == "none" or found.start() < blocked or _is_place(text, found.start(), title):
            continue
        start = _SPACE.match(text, found.end()).end()
        end, formal = _end(text, start, title, _is_glued(text, found))
        if end:
            blocked = end
            yield start, end, "official" if _in_office(text, found, end, title, formal) else "name"
    yield from _pairs(text)


def _is_glued(text: str, found: "regex.Match[str]") -> bool:
    before = text[found.start() - 1 : found.start()]
    return "ก" <= before <= "๎" and found[0] in _entries("seldom_glued")


def _is_place(text: str, at: int, title: str) -> bool:
    before = text[max(0, at - 14) : at]
    return before.endswith(tuple(_entries("places"))) if before.strip() else False


def _in_office(text: str, found: "regex.Match[str]", end: int, title: str, formal: bool) -> bool:
    """Whether the title is an office, or an office stands right before or right after the person."""
    if title == "office":
        return True
    before = _office_before().search(text, max(0, found.start() - _NEAR), found.start())
    return bool(before and before.end() == found.start()) or bool(formal and _office_after().match(text, end))


def _end(text: str, start: int, title: str, glued: bool) -> tuple[int | None, bool]:
    """Where the name after a title ends (None where there is none), and whether its title was a formal one."""
    inner = _formal_title().match(text, start)  # ผู้ว่าฯ นาย…, ผู้ใหญ่บ้านชื่อ…
    if inner and title != "formal":
        surely = title != "said" or inner[0] in _entries("formal")
        return (None, True) if inner[0] in _entries("formal") else _end(text, inner.end(), "said" if surely else title, glued)
    chunk = _CHUNK.match(text, start)
    if not chunk or _no_title().match(text, start):
        return None, False
    said = chunk[0]
    given = _unknown(said) if title in ("formal", "surely") else _known(said, title, glued)
    if given is None:
        return None, False
    end = start + given
    if end < chunk.end():  # a family name without a space before it is told from a sentence only after นาย, นาง …
        family = _longest(said[given:], _family_names(), 4) if title == "formal" else 0
        return end + family, title == "formal"
    return _family_end(text, end) or end, title == "formal"


def _unknown(said: str) -> int | None:
    """After นาย, นาง or "my name is": a given name whether known or not."""
    known = _longest(said, _given_names(), 2)
    if known and (known == len(said) or (known >= 4 and said[:known] not in _ordinary()) or _after().match(said, known)):
        return known
    ends = next((found.start() for found in _after().finditer(said, 2)), len(said))
    return ends if ends <= _LONGEST else None


def _known(said: str, title: str, glued: bool) -> int | None:
    """After other titles: a given name that is known, or a nickname, where a name may end."""
    known = _longest(said, _given_names(), 3)
    word, rest = said[:known], said[known:]
    free = not rest or bool(_after().match(rest))
    if known >= 4 and word not in _ordinary() and not (title == "said" and not free):
        return known
    if title == "said":
        return None
    if known and free and not glued and not (rest and word in _entries("doubtful")):
        return known
    return None if glued else _nickname(said)


def _nickname(said: str) -> int | None:
    """A nickname stands alone or before a word that follows names."""
    for word in _nicknames():
        rest = said[len(word) :]
        if said.startswith(word) and (not rest or (word not in _entries("doubtful") and _after().match(rest))):
            return len(word)
    return None


def _family_end(text: str, at: int) -> int | None:
    """Where a family name after white space ends: a known one, or one word that begins no sentence."""
    chunk = _CHUNK.match(text, _SPACE.match(text, at).end())
    if not chunk or chunk.start() == at:
        return None
    said = chunk[0]
    if said[0].isascii():
        return chunk.end() if said[0].isupper() else None
    known = _longest(said, _family_names(), 3)
    if known == len(said) or (known >= 4 and _after().match(said, known)):
        return int(chunk.start() + known)
    if _after().match(said) or said in _ordinary():
        return None
    ends = next((found.start() for found in _after().finditer(said, 3)), len(said))
    ends = max(ends, known)
    return chunk.start() + ends if ends <= _LONGEST_FAMILY and not _begins_ordinary(said) else None


def _begins_ordinary(said: str) -> bool:
    """A sentence rather than a family name: a common word, and then another."""
    first = _longest(said, _ordinary(), 2)
    return bool(first) and (first == len(said) or bool(_longest(said[first:], _ordinary(), 2)))


def _pairs(text: str) -> Iterator[Found]:
    """A given name that is no word, white space, a family name: somebody, whatever stands before."""
    for found in _PAIR.finditer(text):
        if found[0] in _given_names() and found[0] not in _ordinary():
            start = _SPACE.match(text, found.end()).end()
            chunk = _CHUNK.match(text, start)
            known = _longest(chunk[0], _family_names(), 3) if chunk else 0
            if chunk and known and (known == len(chunk[0]) or _after().match(chunk[0], known)):
                office = _office_after().match(text, start + known)
                yield found.start(), start + known, "official" if office else "name"


def _longest(text: str, known: frozenset[str], least: int) -> int:
    """The length of the longest known word the text begins with, ending where no mark follows; 0 for none."""
    for end in range(min(len(text), _LONGEST), least - 1, -1):
        if text[:end] in known and not _DEPENDENT.match(text, end):
            return end
    return 0


@cache
def _entries(name: str) -> frozenset[str]:
    return frozenset(table("person_names")[name])


@cache
def _nicknames() -> tuple[str, ...]:
    return tuple(sorted(_entries("nicknames"), key=lambda word: (-len(word), word)))


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


@cache
def _class() -> dict[str, str]:
    """What each title is; words that only hold one are `none`."""
    entries = table("person_names")
    found = {word: name for name in ("kin", "said", "office", "formal") for word in entries[name]}
    return found | dict.fromkeys(entries["said_surely"], "surely")


@cache
def _title() -> "regex.Pattern[str]":
    return regex.compile(either([*_class(), *_entries("no_titles")]))


@cache
def _no_title() -> "regex.Pattern[str]":
    return regex.compile(either(_entries("no_titles")))


@cache
def _formal_title() -> "regex.Pattern[str]":
    return regex.compile(rf"(?:ชื่อว่า|ชื่อ|{either(_entries('formal'))})\s{{0,2}}")


@cache
def _after() -> "regex.Pattern[str]":
    return regex.compile(either(table("person_names")["after"]))


@cache
def _office_before() -> "regex.Pattern[str]":
    return regex.compile(rf"(?:{either(_entries('office_near'))})[^\s,;!?0-9]{{0,20}}(?:\s[^\s,;!?0-9]{{2,14}})?\s?")


@cache
def _office_after() -> "regex.Pattern[str]":
    return regex.compile(rf"\s{{1,2}}(?:{either(_entries('office_near'))})")
