"""Errors that officers read. Their text is Thai and says what is wrong, where, and how to mend it."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


class Refused(Exception):
    """The act is not possible as asked; nothing was changed."""


class NotFound(Refused):
    """There is no such thing."""


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resources.files("consultation").joinpath("errors.th.toml").read_text(encoding="utf8"))


def refused(key: str, /, **values: Any) -> Refused:
    """The refusal of this key in `errors.th.toml`, with its blanks filled."""
    return Refused(str(_catalogue()[key]).format(**values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """The not-found message of this key in `errors.th.toml`, with its blanks filled."""
    return NotFound(str(_catalogue()[key]).format(**values))


def state_name(state: str, of: str = "state") -> str:
    """A state in words, to stand after "การรับฟังนี้"; of: the table of the catalogue, a consultation's when left out."""
    return str(_catalogue()[of][state])
