"""The catalogue of official wording, and the phrases that several parts of a document share."""

from collections.abc import Sequence
from typing import Any

from admin.reports import catalogue
from admin.reports.document import FindingLine
from admin.reports.thai import thai_number

FILE = "area_needs.toml"


def words(section: str) -> dict[str, Any]:
    """The wording of one section: names to texts with `{places}` to fill, or to lists of texts."""
    return catalogue.wording(FILE)[section]


def filled(section: str, name: str, **values: str) -> str:
    """One text of the catalogue with its places filled; values are set as they are, whatever characters they have."""
    return str(words(section)[name]).format(**values)


def listed(names: Sequence[str]) -> str:
    """Names in a row, the last one joined with "and": "ก ข และค"."""
    if len(names) < 2:
        return "".join(names)
    return filled("words", "and", rest=" ".join(names[:-1]), last=names[-1])


def placed(finding: FindingLine) -> list[str]:
    """The provinces a finding was heard in."""
    return [province.name for province in finding.provinces if province.n > 0]


def where(finding: FindingLine) -> str:
    """Provinces with their numbers of people, and how many named none: "นครราชสีมา ๑๒, บุรีรัมย์ ๘"."""
    text = words("issues")
    parts = [text["where_one"].format(name=p.name, n=thai_number(p.n)) for p in finding.provinces if p.n > 0]
    missing = finding.people - sum(p.n for p in finding.provinces)
    if missing > 0:
        parts.append(text["elsewhere"].format(n=thai_number(missing)))
    return ", ".join(parts) or text["nowhere"]


def grouping_mark(signed: bool) -> str:
    """Who grouped and who checked: the machine grouped; officers have checked, or are still at it."""
    return filled("method", "grouping_value" if signed else "grouping_draft")
