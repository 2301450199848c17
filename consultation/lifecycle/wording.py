"""Thai wording about the life of a consultation, from `th.toml` beside this file."""

from typing import Any

from consultation.consult.concern import Concern
from consultation.errors import Refused
from consultation.wording import wording


def catalogue() -> dict[str, Any]:
    """All of it, by section and key. Do not change it."""
    return wording("consultation.lifecycle")


def said(section: str, key: str, /, **values: Any) -> str:
    """One text of the catalogue with its blanks filled."""
    return str(catalogue()[section][key]).format(**values)


def refused(key: str, /, **values: Any) -> Refused:
    """Why a step cannot be taken."""
    return Refused(said("problem", key, **values))


def concern(key: str, page: str = "", *, stops: bool = True, **values: Any) -> Concern:
    """What stands in the way, by its key."""
    return Concern(
        key=key, what=said("concern", key, **values), mend=said("mend", key, **values), page=page, stops=stops
    )


def listed(names: list[str]) -> str:
    """Names in a row: "ก, ข หรือ ค"."""
    return said("words", "or").join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
