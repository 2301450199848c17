"""The kinds of personal data, and what the finders of `nlp.personal` share."""

from typing import Literal

__all__ = ["Found", "Kind"]

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
