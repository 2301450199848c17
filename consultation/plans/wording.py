"""Thai wording about plans, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import NotFound, Refused
from consultation.wording import wording

PACKAGE = "consultation.plans"


def say(section: str, key: str, /, **values: Any) -> str:
    """A text of a section with its blanks filled."""
    return str(wording(PACKAGE)[section][key]).format(**values)


def kind_name(kind: str) -> str:
    """What a kind of line is called."""
    return say("kind", kind)


def refused(key: str, /, **values: Any) -> Refused:
    """Why something is not possible."""
    return Refused(say("problem", key, **values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such thing."""
    return NotFound(say("problem", key, **values))
