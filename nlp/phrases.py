"""Phrases that people say and that can stand alone: the candidates for a theme's name.

A phrase is two to five words within one run of text. It is complete where neither end asks for a word that is not
there, and most surely so where the run begins or ends with it (people put white space between clauses). The words that
may stand in it are told by `nlp/data/label_words.toml`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.words import is_empty_word, is_place, standard

__all__ = ["Phrase", "phrases", "says_something", "tells"]

_MOST_WORDS = 5
_SHORTEST, _LONGEST = 6, 30
_ALIGNED, _HALF_ALIGNED, _CUT = 1.0, 0.8, 0.55
_ONE_WORD = 0.5
_WITHIN = 4


@dataclass(frozen=True)
class Phrase:
    """text: as it was said; words: what it says, in standard words, "not" included; complete: 0 … 1.

    before, after: the words it stood between, empty where the run begins or ends with it.
    """

    text: str
    words: tuple[str, ...]
    complete: float
    before: str = ""
    after: str = ""


def says_something(word: str) -> bool:
    """Whether the word can tell what a comment is about: neither it nor its standard form is empty or a place."""
    return not any(is_empty_word(each) or is_place(each) for each in (word, standard(word)))


def phrases(run: Sequence[str]) -> Iterator[Phrase]:
    """Give every phrase of one run of words that can stand alone."""
    first, after = _core(run)
    for start in range(first, after):
        if not _may_begin(run, start) or _cut_before(run, start):
            continue
        for end in range(start + 1, min(start + _MOST_WORDS, after) + 1):
            if end - start > 2 and not _may_stand_inside(run[end - 2]):
                break
            text = spaced(run[start:end])
            if len(text) > _LONGEST:
                break
            if len(text) >= _SHORTEST and _may_end(run, start, end) and _stands(run, start, end):
                words = tuple(_told(run[start:end]))
                around = run[start - 1] if start else "", run[end] if end < len(run) else ""
                yield Phrase(text, words, _complete(start == first, end == after, len(words)), *around)


def spaced(words: Sequence[str]) -> str:
    """Thai words stand together; Latin ones keep their spaces."""
    parts: list[str] = []
    for word in words:
        if parts and (word[0].isascii() or parts[-1][-1].isascii()):
            parts.append(" ")
        parts.append(word)
    return "".join(parts)


def _core(run: Sequence[str]) -> tuple[int, int]:
    """Where the run begins and ends to say something: wishes, thanks and particles around it are left out."""
    first, after = 0, len(run)
    while first < after and not (says_something(run[first]) or _may_begin(run, first)):
        first += 1
    while after > first and not _may_end(run, first, after):
        after -= 1
    return first, after


def _may_begin(run: Sequence[str], start: int) -> bool:
    word = standard(run[start])
    if word in _listed("begin"):
        return start + 1 < len(run)
    return says_something(run[start]) and word not in _listed("never_begin") | _listed("aside")


def _may_end(run: Sequence[str], start: int, end: int) -> bool:
    word = standard(run[end - 1])
    if end - start > 1:
        if word in _listed("end"):
            return standard(run[end - 2]) not in _listed("before_how")
        if standard(run[end - 2]) in _listed("not"):
            return word in _listed("end_after_not") or says_something(word)
    return says_something(run[end - 1]) and word not in _listed("never_end")


def _may_stand_inside(word: str) -> bool:
    return standard(word) in _listed("inside") or says_something(word)


def _stands(run: Sequence[str], start: int, end: int) -> bool:
    """No word twice, one that says something, and not cut from what is said of its last word (ถนน from ถนนไม่ดี)."""
    words = run[start:end]
    follows = standard(run[end]) if end < len(run) else ""
    whole = follows not in _listed("not") | _listed("never_begin")
    whole = whole and not (_is_number(words[0]) or _is_number(words[-1]))
    return whole and any(tells(word) for word in words) and not _twice(words)


def tells(word: str) -> bool:
    """Whether the word tells what is spoken of, not only when or how."""
    return says_something(word) and standard(word) not in _listed("aside")


def _twice(words: Sequence[str]) -> bool:
    """Whether a word is said twice, by itself or within another (นาฬิกาปลุก นาฬิกา)."""
    longer = [word for word in words if len(word) >= _WITHIN]
    return len(set(words)) < len(words) or any(a != b and a in b for a in longer for b in words)


def _is_number(word: str) -> bool:
    """Whether the word is a number in letters (สามสิบ): of what it counts, a phrase does not tell."""
    rest = word
    while rest:
        piece = next((each for each in _listed("number") if rest.startswith(each)), "")
        if not piece:
            return False
        rest = rest[len(piece) :]
    return True


def _cut_before(run: Sequence[str], start: int) -> bool:
    """Whether a "not" stands before: without it the phrase would say the contrary."""
    return start > 0 and standard(run[start - 1]) in _listed("not")


def _complete(begins: bool, ends: bool, words: int) -> float:
    whole = _ALIGNED if begins and ends else _HALF_ALIGNED if begins or ends else _CUT
    return whole * (_ONE_WORD if words == 1 else 1.0)


def _told(words: Sequence[str]) -> Iterator[str]:
    telling = _listed("begin") | _listed("not") | _listed("end_after_not") | _listed("end")
    for word in words:
        if says_something(word) or standard(word) in telling:
            yield standard(word)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(canonical(word) for word in table("label_words")[name])
