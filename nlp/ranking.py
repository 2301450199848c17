"""How well a text answers what is looked for: BM25, over words in the letters of the index."""

from collections.abc import Sequence
from math import log

from nlp.sought import Term, written

__all__ = ["occurrences", "rarity", "score"]

SATURATION = 1.2  # k1: how soon a word said again adds no more
LENGTH = 0.75  # b: how much a long text is held to have said it by its length


def occurrences(term: Term, words: Sequence[str]) -> int:
    """How often a text says a term; words: of the text, in order, as `nlp.sought.written` writes them."""
    wanted = [written(word) for word in term.words]
    size, last = len(wanted), wanted[-1]
    if size == 1 and not term.begun:
        return words.count(last)
    found = 0
    for start in range(len(words) - size + 1):
        end = words[start + size - 1]
        if (end.startswith(last) if term.begun else end == last) and words[start : start + size - 1] == wanted[:-1]:
            found += 1
    return found


def rarity(saying: int, texts: int) -> float:
    """What a word weighs that so many of so many texts say; more the fewer they are, never below 0."""
    return log(1 + max(0.0, texts - saying + 0.5) / (saying + 0.5))


def score(said: Sequence[int], rarities: Sequence[float], length: int, usual: float) -> float:
    """The BM25 of a text. said: how often it says each term; length: its words; usual: the words of a usual text."""
    norm = SATURATION * (1 - LENGTH + LENGTH * length / usual) if usual else SATURATION
    return sum(weight * n * (SATURATION + 1) / (n + norm) for n, weight in zip(said, rarities, strict=True) if n)
