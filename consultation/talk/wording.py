"""Every sentence a citizen sees, by key and language, and the words they may type instead of tapping."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import regex

from nlp.clean import canonical

LANGUAGES = ("th",)
_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_LONGEST_COMMAND = 60
_EMOJI = regex.compile(r"[\p{So}\p{Sk}]+")


def say(key: str, language: str = "th", **values: Any) -> str:
    """The sentence of a key with its blanks filled; Thai where the language has none. Raises KeyError."""
    text = _catalogue(language).get(key) or _catalogue("th")[key]
    return str(text).format(**values)


def button(key: str, language: str = "th") -> str:
    """The label of a control."""
    return str((_catalogue(language).get("button") or _catalogue("th")["button"])[key])


def command(text: str, language: str = "th") -> str | None:
    """The control that a whole typed message means ("ข้ามค่ะ" → `skip`), or None."""
    return _commands(language).get(_folded(text)) if len(text) <= _LONGEST_COMMAND else None


def folded(text: str) -> str:
    """A typed text as commands are compared: one spelling, without spaces, signs and polite endings."""
    return _folded(text)


def typed_as(key: str, language: str = "th") -> tuple[str, ...]:
    """The words that may be typed for a control, or a list of `[typed]`."""
    catalogue = _catalogue(language)
    return tuple(catalogue["words"].get(key) or catalogue["typed"].get(key, ()))


def short_date(moment: datetime, timezone: str) -> str:
    """A date as people write it in chat, with Arabic digits and the Buddhist year: "4 ก.ค. 2568"."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year + 543}"


def short_time(moment: datetime, timezone: str) -> str:
    """A date with its time of day: "4 ก.ค. 2568 16.30 น."."""
    return f"{short_date(moment, timezone)} {moment.astimezone(ZoneInfo(timezone)):%H.%M} น."


@cache
def _catalogue(language: str) -> Mapping[str, Any]:
    name = f"{language}.toml" if language in LANGUAGES else "th.toml"
    return tomllib.loads(resources.files("consultation.talk").joinpath(name).read_text(encoding="utf8"))


@cache
def _commands(language: str) -> dict[str, str]:
    words = _catalogue(language)["words"]
    return {_folded(word): key for key, forms in words.items() if key != "polite" for word in forms}


@cache
def _dropped() -> dict[int, None]:
    return dict.fromkeys(map(ord, str(_catalogue("th")["typed"]["dropped"])), None)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(map(canonical, _catalogue("th")["words"]["polite"]), key=len, reverse=True))


def _folded(text: str) -> str:
    folded = str(_EMOJI.sub("", canonical(text))).translate(_dropped()).strip("“”\"'")
    while (ending := next((e for e in _endings() if folded.endswith(e) and folded != e), None)) is not None:
        folded = folded[: -len(ending)]
    return folded
