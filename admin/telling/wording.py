"""Thai wording of the morning's message, from `th.toml` beside this file."""

from typing import Any

from consultation.wording import wording


def say(key: str, /, **values: Any) -> str:
    """One text of the message with its blanks filled."""
    return str(wording("admin.telling")["message"][key]).format(**values)
