"""Thai wording about learning and checking, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import NotFound, Refused
from consultation.wording import wording


def said(section: str, key: str, /, **values: Any) -> str:
    """One text of the catalogue with its blanks filled."""
    return str(wording("consultation.themes.learning")[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act is not possible."""
    return Refused(said("problem", key, **values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such sample or comment of it."""
    return NotFound(said("problem", key, **values))
