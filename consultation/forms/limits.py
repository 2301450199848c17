"""Simple limits of an answer without typing expressions: a constraint to its bounds and back.

Numbers have a least and a most value, texts a length in characters, several choices a count, dates a first and a last
day. What `write` writes, `read` reads back equal; any other constraint is somebody's own: `read` gives None for it.
"""

import re
from dataclasses import dataclass
from typing import Literal

from consultation.forms.form import Type

Measure = Literal["number", "length", "picks", "day"]

MEASURES: dict[Type, Measure] = {
    "integer": "number", "decimal": "number", "text": "length", "select_multiple": "picks", "rank": "picks",
    "date": "day",
}  # fmt: skip
TODAY = "today"

_SUBJECT = {"number": ".", "length": "string-length(.)", "picks": "count-selected(.)", "day": "."}
_TERM = re.compile(
    r"(?P<subject>\.|string-length\(\s*\.\s*\)|count-selected\(\s*\.\s*\))\s*(?P<order><=|>=|<|>)\s*"
    r"(?P<value>-?[0-9]+(?:\.[0-9]+)?|today\(\s*\)|date\(\s*(?:'[0-9-]{10}'|\"[0-9-]{10}\")\s*\))"
)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_COUNT = re.compile(r"[0-9]{1,6}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Bounds:
    """The least and the most that is accepted, both included; empty for no bound. A day is 2025-01-05 or `today`."""

    least: str = ""
    most: str = ""


def read(constraint: str, type_: Type) -> Bounds | None:
    """The bounds that a constraint sets for a type; None where it says something else."""
    measure = MEASURES.get(type_)
    if measure is None:
        return None if constraint.strip() else Bounds()
    found: dict[str, str] = {}
    for part in re.split(r"\s+and\s+", constraint.strip()) if constraint.strip() else ():
        term = _TERM.fullmatch(part.strip().removeprefix("(").removesuffix(")") if part.startswith("(") else part)
        bound = _bound(term, measure, type_) if term else None
        if bound is None or bound[0] in found:
            return None
        found[bound[0]] = bound[1]
    return Bounds(**found)


def write(bounds: Bounds, type_: Type) -> str:
    """The constraint of these bounds; empty without any. Raises ValueError for a bound that is none of this type."""
    measure = MEASURES.get(type_)
    if measure is None:
        if bounds != Bounds():
            raise ValueError(type_)
        return ""
    subject = _SUBJECT[measure]
    sides = ((">=", bounds.least), ("<=", bounds.most))
    return " and ".join(f"{subject} {order} {_value(value, measure)}" for order, value in sides if value)


def reversed_(bounds: Bounds) -> bool:
    """Whether nothing can lie between the bounds."""
    if not bounds.least or not bounds.most or TODAY in (bounds.least, bounds.most):
        return False
    if _DAY.fullmatch(bounds.least):
        return bounds.least > bounds.most
    return float(bounds.least) > float(bounds.most)


def _bound(term: re.Match[str], measure: Measure, type_: Type) -> tuple[str, str] | None:
    """Which side a term bounds, and by what."""
    if re.sub(r"\s", "", term["subject"]) != _SUBJECT[measure]:
        return None
    order, value = term["order"], term["value"]
    is_day = not value[0].isdigit() and value[0] != "-"
    if is_day != (measure == "day"):
        return None
    if is_day:
        value = TODAY if value.startswith(TODAY) else re.sub(r"[^0-9-]", "", value)
    if order in ("<", ">"):
        if type_ == "decimal" or measure == "day" or "." in value:
            return None  # "below 5" has no last decimal
        value = str(int(value) + (1 if order == ">" else -1))
    if measure in ("length", "picks") and not _COUNT.fullmatch(value):
        return None
    return "least" if order[0] == ">" else "most", value


def _value(value: str, measure: Measure) -> str:
    if measure == "day":
        if value == TODAY:
            return "today()"
        if _DAY.fullmatch(value):
            return f"date('{value}')"
    elif (_NUMBER if measure == "number" else _COUNT).fullmatch(value):
        return value
    raise ValueError(value)
