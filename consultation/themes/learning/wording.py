"""Thai wording about learning and checking, from `th.toml` beside this file."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from consultation.errors import NotFound, Refused


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("consultation.themes.learning").joinpath("th.toml").read_text(encoding="utf8"))


def said(section: str, key: str, /, **values: Any) -> str:
    """One text of the catalogue with its blanks filled."""
    return _catalogue()[section][key].format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act is not possible."""
    return Refused(said("problem", key, **values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such sample or comment of it."""
    return NotFound(said("problem", key, **values))
