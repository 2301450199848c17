"""Typed names brought to one spelling, and how far two spellings are apart.

All functions are total: any text gives a value. Thai counts by cluster: a character with the vowels and tone marks
above and below it, so that ลำพุน and ลำพูน are one cluster apart whatever the number of code points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MARKS_ABOVE_AND_BELOW = "ัิ-ฺ็-๎"
MAX_CORRECTIONS = 20
_CLUSTER = re.compile(f"[^{MARKS_ABOVE_AND_BELOW}][{MARKS_ABOVE_AND_BELOW}]*|[{MARKS_ABOVE_AND_BELOW}]+", re.DOTALL)
_REPEATED_MARK = re.compile(f"([{MARKS_ABOVE_AND_BELOW}])\\1+")
_MARK_BEFORE_VOWEL = re.compile("([่-๋]+)([ัิ-ู]+)")
_SARA_AM_IN_PARTS = re.compile("ํ([่-๋]*)า")
_TONE_AFTER_SARA_AM = re.compile("ำ([่-๋]+)")
_TONES_AND_SILENCERS = re.compile("[็-์]")
_NOT_OF_A_NAME = re.compile(f"[^\\w{MARKS_ABOVE_AND_BELOW}]|[_ฯๆ]")
_SAME_LOOK = str.maketrans("ฏ๐๑๒๓๔๕๖๗๘๙", "ฎ0123456789")
_DEPENDENT = re.compile(f"[ะาำๅ{MARKS_ABOVE_AND_BELOW}]")
_THAI = re.compile("[ก-๎]")


def tidy(text: str) -> str:
    """Text without invisible characters, with sara am, sara ae and the order of marks as a careful typist has them.

    Spaces and punctuation stay; Thai digits become Arabic ones, ฏ becomes ฎ, capitals become small letters.
    """
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(" " if char.isspace() else char for char in composed if _visible(char))
    return _marks_in_order(seen).translate(_SAME_LOOK)


def _marks_in_order(text: str) -> str:
    """Marks put in order again and again, because one correction can make room for another in heaped-up marks."""
    for _ in range(MAX_CORRECTIONS):
        joined = _TONE_AFTER_SARA_AM.sub(r"\1ำ", _SARA_AM_IN_PARTS.sub(r"\1ำ", text)).replace("เเ", "แ")
        ordered = _REPEATED_MARK.sub(r"\1", _MARK_BEFORE_VOWEL.sub(r"\2\1", joined))
        if ordered == text:
            break
        text = ordered
    return text


def _visible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def key(text: str) -> str:
    """The form in which names are compared: tidy, without spaces, punctuation, ฯ and ๆ. Empty for text without letters.

    key(key(x)) == key(x).
    """
    return tidy(_NOT_OF_A_NAME.sub("", tidy(text)))


def loose(folded: str) -> str:
    """A key without tone marks, ์ and ็: what is left when somebody types แพร for แพร่."""
    return _TONES_AND_SILENCERS.sub("", folded)


def clusters(folded: str) -> tuple[str, ...]:
    """A key cut into Thai clusters; other letters are one each."""
    return tuple(_CLUSTER.findall(folded))


def is_thai(folded: str) -> bool:
    """Whether the key has a Thai letter."""
    return _THAI.search(folded) is not None


def can_begin(folded: str) -> bool:
    """Whether a word can begin like this: not empty, nor with a mark or a vowel that needs a consonant first."""
    return bool(folded) and not _DEPENDENT.match(folded)


def distance(one: Sequence[str], other: Sequence[str], limit: int) -> int:
    """How many clusters must be put in, left out, changed or swapped with their neighbour; limit + 1 when it is more.

    The optimal string alignment distance: no stretch is edited twice.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, start=1):
        earlier, before = before, row
        row = [at]
        for to, right in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (left != right))
            if at > 1 and to > 1 and left == other[to - 2] and one[at - 2] == right:
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
