"""Thai wording about traits, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import NotFound, Refused
from consultation.wording import wording


def catalogue() -> dict[str, Any]:
    """All of it, by section. Do not change it."""
    return wording("consultation.traits")


def name(field: str, value: str) -> str:
    """What a value of a field is called; empty for none."""
    return str(catalogue()[field].get(value, value))


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act on traits is not possible."""
    return Refused(catalogue()["problem"][key].format(**values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such comment or voice."""
    return NotFound(catalogue()["problem"][key].format(**values))
