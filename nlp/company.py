"""Words in company: a sought term in the middle of what is said around it, and words that go with it beyond chance."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from unicodedata import category

from nlp.sought import Term, found_at, spelled
from nlp.words import content_words

__all__ = ["Line", "With", "company", "lines", "together"]

AROUND = 45  # signs shown on each side
FEWEST = 3  # people who must say both
BEYOND_CHANCE = 10.83  # of Dunning's log-likelihood ratio: once in a thousand by chance
_AFTER = frozenset({0x0E33, 0x0E45})  # letters that are read with the one before, besides combining marks
_LEADING = range(0x0E40, 0x0E45)  # vowels that are read with the letter after


@dataclass(frozen=True)
class Line:
    """One place where a term is said. cut_left, cut_right: there is more on that side than is shown."""

    id: int
    left: str
    said: str
    right: str
    cut_left: bool
    cut_right: bool


@dataclass(frozen=True)
class With:
    """A word that goes with a term.

    both: people who say both, of `base` who say the term; others: people who say it of the `rest`. weight: Dunning's
    log-likelihood ratio.
    """

    word: str
    both: int
    base: int
    others: int
    rest: int
    weight: float


def lines(terms: Sequence[Term], texts: Iterable[tuple[int, str]], most: int) -> list[Line]:
    """Where texts say terms, each text's first place, in the order of the texts."""
    found: list[Line] = []
    for id, text in texts:
        spots = sorted(spot for term in terms for spot in found_at(term, text))
        if spots:
            found.append(_line(id, text, *spots[0]))
        if len(found) == most:
            break
    return found


def company(
    terms: Sequence[Term], saying: Iterable[tuple[int, str]], everybody: Iterable[tuple[int, str]], most: int
) -> list[With]:
    """The words that people who say the terms say more often than others, by more than chance, most telling first.

    saying, everybody: people and texts; a person is counted once however much they wrote.
    """
    own = {word for term in terms for word in term.words}
    mine = _words_of(saying, own)
    others = {person: words for person, words in _words_of(everybody, own).items() if person not in mine}
    here, there = _counted(mine), _counted(others)
    base, rest = len(mine), len(others)
    found = [
        With(word, both, base, there[word], rest, _ratio(both, base, there[word], rest))
        for word, both in here.items()
        if both >= FEWEST and both * rest > there[word] * base
    ]
    telling = [one for one in found if one.weight >= BEYOND_CHANCE]
    return sorted(telling, key=lambda one: (-one.weight, one.word))[:most]


def _line(id: int, text: str, start: int, end: int) -> Line:
    begin, stop = max(0, start - AROUND), min(len(text), end + AROUND)
    while 0 < begin < start and together(text[begin - 1], text[begin]):
        begin += 1  # no vowel or tone is parted from its letter
    while end < stop < len(text) and together(text[stop - 1], text[stop]):
        stop -= 1
    left, right = " ".join(text[begin:start].split()), " ".join(text[end:stop].split())
    return Line(id, left, text[start:end], right, begin > 0, stop < len(text))


def together(sign: str, following: str) -> bool:
    """Whether two signs are parts of one written letter."""
    return category(following) == "Mn" or ord(following) in _AFTER or ord(sign) in _LEADING


def _words_of(texts: Iterable[tuple[int, str]], own: set[str]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for person, text in texts:
        words = content_words(spelled(text))
        found[person] |= {word for word in words if word not in own and not word.isdigit() and len(word) > 1}
    return found


def _counted(words: dict[int, set[str]]) -> Counter[str]:
    return Counter(word for each in words.values() for word in each)


def _ratio(both: int, base: int, others: int, rest: int) -> float:
    """Dunning's log-likelihood ratio of two shares."""
    share = (both + others) / (base + rest) if base + rest else 0.0
    cells = [(both, base * share), (base - both, base * (1 - share))]
    cells += [(others, rest * share), (rest - others, rest * (1 - share))]
    return 2 * sum(seen * log(seen / meant) for seen, meant in cells if seen and meant)
