"""Thai wording of the pages on findings and of their documents, from `th.toml` beside this file."""

from typing import Any

from consultation.wording import wording

PACKAGE = "admin.strategy"


def in_document(key: str, /, **values: Any) -> str:
    """One text for documents, with its blanks filled."""
    return str(wording(PACKAGE)["document"][key].format(**values))
