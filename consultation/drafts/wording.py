"""Thai wording of draft texts, from `th.toml` beside this file."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from consultation.errors import Refused


def refused(key: str, /, **values: object) -> Refused:
    """Why something cannot be done with a draft, and how to mend it."""
    return Refused(said("problem", key, **values))


def said(section: str, key: str, /, **values: object) -> str:
    """One text with its blanks filled."""
    return str(_catalogue()[section][key]).format(**values)


def headings() -> list[str]:
    """Words that begin a heading when a number follows."""
    return list(_catalogue()["split"]["headings"])


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resources.files("consultation.drafts").joinpath("th.toml").read_text(encoding="utf8"))
