"""The text of a statement: one line, short, and when two are the same."""

from collections.abc import Sequence

import regex

from nlp.clean import canonical
from nlp.duplicates import duplicates

LONGEST = 140  # what a person sees as one letter, as in Polis; a Thai letter with its vowel and tone mark is one
SHORTEST = 5  # of what a citizen adds: less is an answer to something else
_LONGEST_STORED = 4 * LONGEST  # code points, so that piled-up marks end somewhere
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_NOT_COMPARED = regex.compile(r"[\s'\"“”‘’]+|[.…!~,]+$")


def one_line(text: str) -> str:
    """The text as it is shown: white space single, outer quotation marks away."""
    line = " ".join(text.split())
    return line[1:-1].strip() if len(line) > 2 and line[0] + line[-1] in ('""', "“”", "''") else line


def length(text: str) -> int:
    """How many letters a person sees."""
    return len(regex.findall(r"\X", text))


def too_long(text: str) -> bool:
    """Whether a statement is longer than may be."""
    return len(text) > _LONGEST_STORED or length(text) > LONGEST


def speaks(text: str) -> bool:
    """Whether there is a word in it."""
    return _LETTER.search(canonical(text)) is not None


def wording(text: str) -> str:
    """How a text compares with another: in one spelling, without spaces, quotation marks and signs at its end."""
    return str(_NOT_COMPARED.sub("", canonical(text)))


def alike(texts: Sequence[str]) -> list[list[int]]:
    """For each text the indices of the others that are nearly the same, in order.

    Only to be shown to a person: "ควรสร้างเขื่อน" and "ไม่ควรสร้างเขื่อน" are nearly the same to a machine.
    """
    same = duplicates(texts)
    groups: dict[int, list[int]] = {}
    for index, first in enumerate(same):
        groups.setdefault(first, []).append(index)
    return [[other for other in groups[first] if other != index] for index, first in enumerate(same)]
