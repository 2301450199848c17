"""The words of meetings that code says, from `th.toml`."""

from typing import Any

from consultation.errors import Refused
from consultation.wording import wording


def catalogue() -> dict[str, Any]:
    """All of them, by key. Do not change it."""
    return wording("consultation.meetings")


def sector_name(sector: str) -> str:
    """What a sector is called; "" is whoever has not told."""
    return str(catalogue()["sector"].get(sector or "unknown", sector))


def refused(key: str, /, **values: Any) -> Refused:
    """The refusal of this key, with its blanks filled."""
    return Refused(str(catalogue()["refused"][key]).format(**values))
