"""Thai wording about answers typed in by staff, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import NotFound, Refused
from consultation.wording import wording


def catalogue() -> dict[str, Any]:
    """All of it, by section. Do not change it."""
    return wording("consultation.entry")


def say(section: str, key: str, /, **values: Any) -> str:
    """A sentence of a section with its blanks filled."""
    return str(catalogue()[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why something is not possible."""
    return Refused(say("problem", key, **values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such thing."""
    return NotFound(say("problem", key, **values))
