"""Thai wording of findings, from `th.toml` beside this file."""

from typing import Any

from consultation.errors import NotFound, Refused
from consultation.wording import wording

PACKAGE = "consultation.findings"
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def refused(key: str, /, **values: Any) -> Refused:
    """Why an act on findings is not possible."""
    return Refused(wording(PACKAGE)["problem"][key].format(**values))


def not_found(key: str, /, **values: Any) -> NotFound:
    """That there is no such finding."""
    return NotFound(wording(PACKAGE)["problem"][key].format(**values))


def reference(number: int) -> str:
    """How a finding is cited: 1 → "ข-๐๑"."""
    return str(wording(PACKAGE)["ref"].format(number=f"{number:02d}".translate(_THAI_DIGITS)))


def kind_name(kind: str) -> str:
    """The kind of a finding in words."""
    return str(wording(PACKAGE)["kind"][kind])


def said(section: str, key: str, /, **values: Any) -> str:
    """A text of a section with its blanks filled."""
    return str(wording(PACKAGE)[section][key]).format(**values)
