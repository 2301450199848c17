"""Thai wording about commitments, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import NotFound, Refused
from consultation.wording import wording

PACKAGE = "consultation.commitments"
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def reference(number: int) -> str:
    """How a commitment is cited: 1 → "ส-๐๑"."""
    return str(wording(PACKAGE)["ref"].format(number=f"{number:02d}".translate(_THAI_DIGITS)))


def said(section: str, key: str, /, **values: Any) -> str:
    """A text of a section with its blanks filled."""
    return str(wording(PACKAGE)[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act on a commitment is not possible."""
    return Refused(said("problem", key, **values))


def not_found(key: str) -> NotFound:
    """That there is no such commitment."""
    return NotFound(said("problem", key))
