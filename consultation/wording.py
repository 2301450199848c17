"""Wording of a folder, from its `th.toml`: what is said lives there, not between lines of code."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def wording(package: str) -> dict[str, Any]:
    """The catalogue of a package such as `admin.officer`: tables of key to text. Do not change it."""
    return tomllib.loads((files(package) / "th.toml").read_text(encoding="utf-8"))
