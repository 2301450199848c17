"""Names of people after their titles, in running Thai without spaces."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from nlp.lexicon import any_of, table
from nlp.personal_kinds import Found

__all__ = ["names"]

_CHUNK = re.compile(r"[ก-๎]{2,30}|[A-Za-z][A-Za-z'-]{1,30}")
_SPACE = re.compile(r"[ \u00a0:]{0,3}")
_PAIR = re.compile(r"(?<![ก-๎])[ก-๎]{4,15}(?= {1,2}[ก-๎]{3})")
_DEPENDENT = re.compile(r"[ะ-ฺๅ็-๎]|[ก-ฮ][ิุ]?์")
_LONGEST = 24
_LONGEST_FAMILY = 14
_LONGEST_UNKNOWN = 10
_NEAR = 40
_FORMAL = ("formal", "spoken")
_SURE = (*_FORMAL, "surely")


def names(text: str) -> Iterator[Found]:
    """Yield each name after a title, of people in office apart, and each given name with its family name.

    The title itself stays. text: as `nlp.seen` shows it.
    """
    blocked = 0
    for found in _title().finditer(text):
        title = _class().get(found[0], "none")
        if title == "none" or found.start() < blocked or _is_no_title(text, found):
            continue
        start, end = _person(text, _space(text, found.end()), title, _is_glued(text, found))
        if end > start and not _is_place(text, found.start()):
            blocked = end
            yield start, end, "official" if _in_office(text, found.start(), end, title) else "name"
    yield from _pairs(text)


def _is_no_title(text: str, found: re.Match[str]) -> bool:
    """Whether it counts soldiers (700 นาย), or is the beginning of a Latin word."""
    counts = found[0] in _entries("counts") and text[max(0, found.start() - 2) : found.start()].strip().isdigit()
    return counts or (found[0].isalpha() and found[0].isascii() and not text[found.end() : found.end() + 1].isspace())


def _is_glued(text: str, found: re.Match[str]) -> bool:
    """Whether a title that mostly ends another word stands right behind letters."""
    return found[0] in _entries("seldom_glued") and "ก" <= text[found.start() - 1 : found.start()] <= "๎"


def _is_place(text: str, at: int) -> bool:
    return text[max(0, at - 14) : at].endswith(_places())


def _in_office(text: str, at: int, end: int, title: str) -> bool:
    """Whether the title is an office, or an office stands right before or right after the person."""
    if title == "office":
        return True
    before = _office_before().search(text, max(0, at - _NEAR), at)
    return bool(before and before.end() == at) or bool(title in _FORMAL and _office_after().match(text, end))


def _space(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _person(text: str, start: int, title: str, glued: bool) -> tuple[int, int]:
    """Where the name after a title begins and ends; nothing between them where no name stands there."""
    inner = _called().match(text, start) if title in ("kin", "office") else None
    if inner:
        shown = inner["title"] or _no_title().match(text, start)  # the scan comes to a formal title by itself
        return (start, start) if shown else _person(text, inner.end(), "surely", glued)
    chunk = _CHUNK.match(text, start)
    if not chunk or (title in ("kin", "office", "said") and _no_title().match(text, start)):
        return start, start
    said = chunk[0]
    given = _unknown(said, title) if title in _SURE else _known(said, title, glued)
    if given is None:
        return start, start
    end = start + given
    if end < chunk.end():  # a family name without a space before it is told from a sentence only after นาย, นาง …
        return start, end + (_longest(said[given:], _family_names(), 4) if title in _FORMAL else 0)
    return start, _family_end(text, end, title) or end


@lru_cache(maxsize=256)
def _unknown(said: str, title: str) -> int | None:
    """After นาย, นาง or "my name is": a given name whether known or not."""
    known = _longest(said, _given_names(), 2)
    if known and (
        known == len(said) or (known >= 4 and said[:known] not in _ordinary()) or _after().match(said, known)
    ):
        return known
    ends = next((found.start() for found in _after().finditer(said, 2)), len(said))
    if ends > _LONGEST or _after().match(said):
        return None
    likely = title != "spoken" or said[:ends] in _family_names() or _family_part().match(said[:ends])
    return ends if likely or not _begins_ordinary(said) else None


@lru_cache(maxsize=256)
def _known(said: str, title: str, glued: bool) -> int | None:
    """After other titles: a given name that is known, or a nickname, where a name may end."""
    known = _longest_free(said)
    word, rest = said[:known], said[known:]
    if known and word in _never():
        return None
    free = not rest or bool(_after().match(rest))
    if known >= 4 and word not in _ordinary() and not (title == "said" and not free):
        return known
    if title == "said":
        return None
    if known and not glued and not (rest and word in _entries("doubtful")):
        kin = title == "kin" and known >= 4 and bool(_longest(rest, _ordinary(), 2))
        if free or kin:
            return known
    return None if glued else _nickname(said, title) or _likely(said)


def _longest_free(said: str) -> int:
    """The longest given name after which a name may end; else the longest."""
    longest = end = _longest(said, _given_names(), 3)
    while end and end < len(said) and not _after().match(said, end):
        end = _longest(said[: end - 1], _given_names(), 3) if end > 3 else 0
        end = 0 if end and _DEPENDENT.match(said, end) else end
    return end or longest


def _likely(said: str) -> int | None:
    """An unknown word that begins as given names do, and ends where a name does."""
    ends = next((found.start() for found in _after().finditer(said, 3)), len(said))
    known = said[:ends] in _ordinary() or _longest(said, _ordinary(), 5) > 0
    return ends if 5 <= ends <= _LONGEST_UNKNOWN and not known and _given_part().match(said) else None


def _nickname(said: str, title: str) -> int | None:
    """A nickname stands alone or before a word that follows names."""
    word = _nicknames().match(said)
    if not word:
        return None
    rest = said[word.end() :]
    sure = title == "kin" or word[0] not in _entries("doubtful")
    return word.end() if not rest or (sure and _after().match(rest)) else None


def _family_end(text: str, at: int, title: str) -> int | None:
    """Where a family name after white space ends: a known one, or one word that begins no sentence."""
    chunk = _CHUNK.match(text, _space(text, at))
    if not chunk or chunk.start() == at:
        return None
    said = chunk[0]
    if said[0].isascii():
        return chunk.end() if said[0].isupper() else None
    known = _longest(said, _family_names(), 3)
    if known == len(said) or (known >= 4 and _after().match(said, known)):
        return int(chunk.start() + known)
    if _after().match(said):
        return None
    ends = max(known, next((found.start() for found in _after().finditer(said, 3)), len(said)))
    if title in _FORMAL and len(said) <= _LONGEST_UNKNOWN and _family_part().match(said):
        ends = len(said) if _longest(said, _ordinary(), 5) in (0, len(said)) else ends
    cut = said[:ends]
    likely = bool(_family_part().match(cut)) and (cut not in _ordinary() or (title in _FORMAL and ends == len(said)))
    unlike = len(cut) > _LONGEST_FAMILY or _begins_ordinary(cut)
    return chunk.start() + ends if (likely and ends <= _LONGEST_FAMILY) or not unlike else None


def _begins_ordinary(said: str) -> bool:
    """A sentence rather than a family name: a common word, and then another."""
    first = _longest(said, _ordinary(), 2)
    return bool(first) and (first == len(said) or bool(_longest(said[first:], _ordinary(), 2)))


def _pairs(text: str) -> Iterator[Found]:
    """A given name that is no word, white space, a family name: somebody, whatever stands before."""
    for found in _PAIR.finditer(text):
        if found[0] in _given_names() and found[0] not in _ordinary():
            start = _space(text, found.end())
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
def _places() -> tuple[str, ...]:
    return tuple(_entries("places"))


@cache
def _nicknames() -> re.Pattern[str]:
    return re.compile(any_of(_entries("nicknames")))


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
def _never() -> frozenset[str]:
    """Given names by the list that nobody means as one after a title: stop words and titles."""
    from pythainlp.corpus import thai_stopwords

    return frozenset(thai_stopwords()) | frozenset(_class())


@cache
def _class() -> dict[str, str]:
    """What each title is; words that only hold one are `none`."""
    entries = table("person_names")
    found = {word: name for name in ("kin", "said", "office", "formal") for word in entries[name]}
    return found | dict.fromkeys(entries["said_surely"], "surely") | dict.fromkeys(entries["spoken"], "spoken")


@cache
def _title() -> re.Pattern[str]:
    return re.compile(any_of([*_class(), *_entries("no_titles")]))


@cache
def _no_title() -> re.Pattern[str]:
    return re.compile(any_of(_entries("no_titles")))


@cache
def _called() -> re.Pattern[str]:
    return re.compile(rf"(?:(?P<title>{any_of(_entries('formal'))})|{any_of(_entries('called'))})\s{{0,2}}")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"(?<![เแโใไ]){any_of(table('person_names')['after'])}")


@cache
def _given_part() -> re.Pattern[str]:
    return re.compile(any_of(_entries("given_parts")))


@cache
def _family_part() -> re.Pattern[str]:
    """Begins or ends with what family names are made of."""
    part = any_of(_entries("family_parts"))
    return re.compile(rf"{part}|.*{part}$")


@cache
def _office_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(_entries('office_near'))})[^\s,;!?0-9]{{0,20}}(?:\s[^\s,;!?0-9]{{2,14}})?\s?")


@cache
def _office_after() -> re.Pattern[str]:
    return re.compile(rf"\s{{1,2}}(?:{any_of(_entries('office_near'))})")
