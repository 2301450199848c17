"""Facts of a comment as words of the index: whoever looks for a word in one province reads no other province's.

Each is written like a word (`nlp.sought.written`, letters a to q) behind a letter of its own from r on, so that no
word and no beginning of a word is ever taken for one. Only facts that stand beside the answers are written so; what
planners decide changes too often.
"""

from collections.abc import Mapping

from nlp.sought import written

LETTERS = {"consultation": "r", "question": "s", "province": "t", "sector": "u", "age": "v", "channel": "w"}


def mark(fact: str, value: str) -> str:
    """A fact as a word of the index."""
    return LETTERS[fact] + written(value)


def marks(facts: Mapping[str, str | None]) -> list[str]:
    """The facts of a comment as words of the index, in one order; what is not known is left out."""
    return [mark(fact, value) for fact in LETTERS if (value := facts.get(fact))]


def is_mark(word: str) -> bool:
    """Whether a word of the index is a fact."""
    return word[:1] >= "r"
