"""The languages of a workbook: how its headers call them ("English (en)", "english"), and their codes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from consultation.forms.workbook import catalogue, languages

_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")


@dataclass
class Languages:
    """What the columns of a workbook speak. default: the code of columns that name no language.

    names: how each language is called, by code, in the order they are met.
    """

    default: str = "th"
    names: dict[str, str] = field(default_factory=dict)

    def meet(self, headers: Iterable[str]) -> None:
        """Take in the languages of translated columns in order; an empty one stands for the default."""
        named = {code_of(typed): typed for typed in reversed([*headers]) if typed}
        for typed in headers:
            code = self.of(typed)
            self.names.setdefault(code, named.get(code) or called(code))

    def of(self, typed: str) -> str:
        """The code of a language as a header names it; the default one for no name."""
        return code_of(typed) if typed else self.default

    def name(self, code: str) -> str:
        """How headers call the language of a code."""
        return self.names.get(code) or called(code)

    def in_order(self) -> dict[str, str]:
        """The names by code, the default first where it is spoken at all."""
        first = {self.default: self.names[self.default]} if self.default in self.names else {}
        return first | self.names


def code_of(typed: str) -> str:
    """The code of a language named "English (en)" or "English"; the name itself where no code is known."""
    if found := _CODE.search(typed):
        first, *more = found[1].split("-")
        return "-".join([first.lower(), *(part.title() if len(part) == 4 else part for part in more)])
    known = {name.lower(): code for code, name in languages().items()} | catalogue()["_language_names"]
    return known.get(typed.strip().lower(), typed.strip())


def called(code: str) -> str:
    """How a header calls a language that no workbook has named: "ไทย (th)"."""
    name = languages().get(code)
    if name is None and not _CODE.fullmatch(f"({code})"):
        return code
    return f"{name or code} ({code})"
