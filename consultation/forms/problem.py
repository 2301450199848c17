"""One thing that is wrong with a form, said in Thai to the officer: where, what, how to mend it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from consultation.forms.form import own_name

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, how to mend it. A warning does not stop the form from being used. key: its entry."""

    where: str
    what: str
    mend: str
    warning: bool = False
    key: str = ""


def say(key: str, where: str = "", **values: object) -> Problem:
    """The problem of this key in `check.th.toml`."""
    entry = _catalogue()[key]
    blanks = {"where": where, **values}
    place = entry.get("where", "{where}").format(**blanks)
    warning = entry.get("level") == "warning"
    return Problem(place, entry["what"].format(**blanks), entry["mend"].format(**blanks), warning, key)


def good_name(name: str) -> bool:
    """Whether a name can stand in expressions; the groups before it (`crop/area`) are not looked at."""
    return _NAME.fullmatch(own_name(name)) is not None


def place(number: int, name: str) -> str:
    """How a question is named in a problem: its number in the form, from 1, and its name."""
    return _catalogue()["_place"]["question"].format(n=number, name=name)


def group_place(name: str) -> str:
    """How a group is named in a problem."""
    return _catalogue()["_place"]["group"].format(name=name)


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("consultation.forms").joinpath("check.th.toml").read_text(encoding="utf8"))
