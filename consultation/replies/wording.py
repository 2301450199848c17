"""Thai wording about replies, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import NotFound, Refused
from consultation.wording import wording

PACKAGE = "consultation.replies"


def said(section: str, key: str, /, **values: Any) -> str:
    """A text of a section with its blanks filled."""
    return str(wording(PACKAGE)[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why a reply is not possible."""
    return Refused(said("problem", key, **values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is nothing of the kind to tell."""
    return NotFound(said("problem", key, **values))
