"""The word lists of `nlp/data`, read once.

Lists are data, not code: one entry a line in `.txt` (`#` begins a comment), tables in `.toml`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["table", "words"]


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the entries of `nlp/data/{name}.txt` in file order, without comments and repeats."""
    text = files("nlp").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


@cache
def table(name: str) -> dict[str, Any]:
    """Return `nlp/data/{name}.toml` as a dictionary; callers must not change it."""
    return tomllib.loads(files("nlp").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))
