"""The sentences of the commands, from `th.toml`."""

from typing import Any

from consultation.wording import wording


def say(key: str, /, **values: Any) -> str:
    """The sentence of a key with its blanks filled."""
    return str(wording("admin.commands")[key]).format(**values)
