"""Wording of requests, from `th.toml`."""

from consultation.wording import wording

PACKAGE = "consultation.privacy.requests"


def said(table: str, key: str, /, **values: object) -> str:
    """One text with its blanks filled."""
    return str(wording(PACKAGE)[table][key]).format(**values)
