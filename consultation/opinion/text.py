"""The text of a statement: one line, short, and when two are the same."""

from collections.abc import Sequence
from functools import lru_cache

import regex

from nlp.clean import canonical
from nlp.duplicates import duplicates, matter

LONGEST = 140  # what a person sees as one letter, as in Polis; a Thai letter with its vowel and tone mark is one
SHORTEST = 5  # of what a citizen adds: less is an answer to something else
NEAR = 0.45  # "ควรเพิ่มที่จอดรถ" and "ควรมีที่จอดรถเพิ่ม" share 0.50, different matters in the same words about 0.3
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

    Only to be shown to a person: "ควรสร้างเขื่อน" and "ไม่ควรสร้างเขื่อน" are two messages, but one matter to vote on.
    """
    same = duplicates([matter(text) for text in texts])
    groups: dict[int, list[int]] = {}
    for index, first in enumerate(same):
        groups.setdefault(first, []).append(index)
    return [[other for other in groups[first] if other != index] for index, first in enumerate(same)]


def nearest(text: str, others: Sequence[str], most: int = 5) -> list[int]:
    """The indices of the others that say nearly the same, nearest first; looser than `alike`, for a person to compare.

    By runs of three letters that two texts share, against all that either has, at least NEAR of them.
    """
    mine = _threes(text)
    shares = ((_share(mine, _threes(other)), index) for index, other in enumerate(others))
    near = sorted((-share, index) for share, index in shares if share >= NEAR)
    return [index for _, index in near[:most]]


@lru_cache(maxsize=8192)
def _threes(text: str) -> frozenset[str]:
    spelt = wording(text)
    return frozenset(spelt[start : start + 3] for start in range(max(1, len(spelt) - 2)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)
