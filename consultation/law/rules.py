"""What the regulation B.E. 2548 asks, from `data/hearing.toml`: the test, the facts, the methods, the notices."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ask(_Value):
    """A question of the four-part test."""

    key: str
    ask: str
    help: str = ""


class Entry(_Value):
    """A fact, a method or a level of impact. group: of methods."""

    key: str
    label: str
    help: str = ""
    group: str = ""


class Subject(_Value):
    """Something that has to be made known in channels. note: what has not been checked about it."""

    key: str
    title: str
    when: str
    channels: tuple[str, ...]
    note: str = ""


class Rules(_Value):
    """All of it. Notes say what has not been checked against the Gazette."""

    test: tuple[Ask, ...]
    facts: tuple[Entry, ...]
    facts_note: str
    methods: tuple[Entry, ...]
    methods_note: str
    levels: tuple[Entry, ...]
    subjects: tuple[Subject, ...]
    channels: dict[str, str]
    unverified: str

    def subject(self, key: str) -> Subject:
        """The subject of a key. Raises StopIteration."""
        return next(one for one in self.subjects if one.key == key)


@cache
def rules() -> Rules:
    """The rules as they ship."""
    path = resources.files("consultation.law").joinpath("data/hearing.toml")
    of: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf8"))
    return Rules(
        test=of["test"], facts=of["fact"], facts_note=of["facts"]["note"], methods=of["method"],
        methods_note=of["methods"]["note"], levels=of["level"], subjects=of["subject"], channels=of["channel"],
        unverified=of["unverified"],
    )  # fmt: skip
