"""Thai wording about themes, from `th.toml` beside this file."""

from datetime import datetime
from typing import Any

from consultation.errors import NotFound, Refused
from consultation.settings import settings
from consultation.talk.wording import short_time
from consultation.wording import wording


def said(section: str, key: str, /, **values: Any) -> str:
    """One text of the catalogue with its blanks filled."""
    return str(wording("consultation.themes")[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act on themes is not possible."""
    return Refused(said("problem", key, **values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such theme set, theme or comment."""
    return NotFound(said("problem", key, **values))


def why(reason: str) -> str:
    """Why a comment has no theme, in words; empty when it has one."""
    return said("reason", reason) if reason else ""


def moment(at: datetime) -> str:
    """A moment in words, in the office's time zone."""
    return short_time(at, settings().timezone)
