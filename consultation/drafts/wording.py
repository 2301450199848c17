"""Thai wording of draft texts, from `th.toml` beside this file."""

from consultation.errors import Refused
from consultation.wording import wording


def refused(key: str, /, **values: object) -> Refused:
    """Why something cannot be done with a draft, and how to mend it."""
    return Refused(said("problem", key, **values))


def said(section: str, key: str, /, **values: object) -> str:
    """One text with its blanks filled."""
    return str(wording("consultation.drafts")[section][key]).format(**values)


def said_in(language: str, key: str, /, **values: object) -> str:
    """What citizens are asked, in a language that a form may have; in Thai where there is no other."""
    tables = wording("consultation.drafts")
    own = tables.get(f"ask_{language}", {})
    return str(own.get(key) or tables["ask"][key]).format(**values)


def headings() -> list[str]:
    """Words that begin a heading when a number follows."""
    return list(wording("consultation.drafts")["split"]["headings"])
