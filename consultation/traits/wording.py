"""Thai wording about traits, from `th.toml` beside this file."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from consultation.errors import NotFound, Refused


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All of it, by section. Do not change it."""
    return tomllib.loads(resources.files("consultation.traits").joinpath("th.toml").read_text(encoding="utf8"))


def name(field: str, value: str) -> str:
    """What a value of a field is called; empty for none."""
    return catalogue()[field].get(value, value)


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act on traits is not possible."""
    return Refused(catalogue()["problem"][key].format(**values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such comment or voice."""
    return NotFound(catalogue()["problem"][key].format(**values))
