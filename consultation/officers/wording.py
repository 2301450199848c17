"""Thai wording about officers' chats, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import Refused
from consultation.wording import wording


def said(section: str, key: str, /, **values: Any) -> str:
    """One text of the catalogue with its blanks filled."""
    return str(wording("consultation.officers")[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act is not possible, and how to mend it."""
    return Refused(said("problem", key, **values))
