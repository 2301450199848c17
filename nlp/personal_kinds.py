"""The kinds of personal data, and what the finders of `nlp.personal` share."""

from collections.abc import Iterable
from typing import Literal

import regex

__all__ = ["Found", "Kind", "either"]

Kind = Literal[
    "national_id",
    "passport",
    "phone",
    "email",
    "line_id",
    "social",
    "account",
    "plate",
    "house",
    "point",
    "name",
    "official",
]

Found = tuple[int, int, Kind]
"""Where it stands in the text as `nlp.seen` shows it: start, end, kind."""


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))
