"""Names by which people are reached on networks: e-mail, LINE ids, accounts, and points on the map of their home."""

import re
from collections.abc import Iterator
from functools import cache

import regex

from nlp.lexicon import any_of, table
from nlp.personal_kinds import Found, Kind

__all__ = ["networks"]

_EMAIL = regex.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}\s?@\s?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}", regex.I)
_HANDLE = r"@?[a-z0-9][a-z0-9._-]{2,30}(?<![.-])"
_ALONE = regex.compile(r"(?<![\w.%+-])@[a-z0-9][a-z0-9._-]{3,30}", regex.I)
_PROFILE = regex.compile(
    r"(?:facebook|fb|instagram|tiktok|twitter|x)\.com/(?P<social>@?[a-z0-9][a-z0-9._-]{2,60})"
    r"|facebook\.com/profile\.php\?id=(?P<social>[0-9]{5,20})|line\.me/(?:r/)?ti/p/(?P<line>~?[a-z0-9@._-]{3,60})",
    regex.I,
)
_POINT = regex.compile(
    r"(?P<point>-?[0-9]{1,2}\.[0-9]{3,10}\s{0,2},\s{0,2}1?[0-9]{2}\.[0-9]{3,10}"
    r"|https?://(?:maps\.app\.goo\.gl|goo\.gl/maps|(?:www\.)?google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}|maps\.apple\.com|(?:www\.)?openstreetmap\.org)[^\s\u0e00-\u0e7f]{0,400})",
    regex.I,
)
_NEAR = 24
_MAY_BE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{2}", re.I)


def networks(text: str) -> Iterator[Found]:
    """Yield e-mail addresses, ids of LINE and of other networks, and homes on the map."""
    if "@" in text:
        yield from ((found.start(), found.end(), "email") for found in _EMAIL.finditer(text))
        yield from ((found.start(), found.end(), "line_id") for found in _ALONE.finditer(text) if _is_id(found, "line"))
    if _MAY_BE_ID.search(text):
        for name, kind in (("line", "line_id"), ("social", "social")):
            yield from _led(text, name, kind)  # type: ignore[arg-type]
    if ".com/" in text or ".me/" in text:
        yield from _profiles(text)
    if "." not in text:
        return
    yield from (
        (found.start(), found.end(), "point") for found in _POINT.finditer(text) if _is_home(text, found.start())
    )


def _led(text: str, name: str, kind: Kind) -> Iterator[Found]:
    for found in _lead(name).finditer(text):
        if _is_id(found, name, "id") and "." not in text[found.start() - 1 : found.start()]:
            yield found.start("id"), found.end("id"), kind


def _profiles(text: str) -> Iterator[Found]:
    for found in _PROFILE.finditer(text):
        if found["line"]:
            start = found.start("line") + found["line"].startswith("~")
            yield start, found.end("line"), "line_id"
        elif found["social"].lower() not in table("personal")["social"]["not_paths"]:
            yield found.start("social"), found.end("social"), "social"


def _is_id(found: "regex.Match[str]", name: str, group: str | int = 0) -> bool:
    said = found[group].lower().strip("@")
    return said not in table("personal")[name]["not_ids"] and not said.isdigit() and len(said) > 2


def _is_home(text: str, at: int) -> bool:
    """Whether the words before a point say that somebody lives there; a hole in the road may be shown to all."""
    entries = table("personal")["point"]
    before = text[max(0, at - _NEAR) : at]
    return any(word in before for word in entries["home"]) and not any(word in before for word in entries["not_home"])


@cache
def _lead(name: str) -> "regex.Pattern[str]":
    entries = table("personal")[name]
    said = any_of(table("personal")["line"]["said"])
    return regex.compile(
        rf"(?<![a-z])(?:{any_of(entries['lead'])})(?![a-z])(?:[\s:=.]{{0,3}}(?:{said})(?![a-z])){{0,3}}[\s:=]{{0,3}}(?P<id>{_HANDLE})",
        regex.I,
    )
