"""Every sentence a citizen sees, by key and language, and the words they may type instead of tapping.

One catalogue a language: `th.toml` has everything, the others what has been translated. What a language does not have
is said in Thai with the language's own mark before it ("[Thai] …"): visible, and never translated by a machine. See
docs/decisions/0012-languages.md.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import regex

from nlp import bidi
from nlp.script import folded_jawi

THAI = "th"
LANGUAGES = (THAI, "en", "ms", "ms-Arab")
RIGHT_TO_LEFT = ("ms-Arab",)
BUDDHIST_ERA = 543

_LONGEST_COMMAND = 60
_EMOJI = regex.compile(r"[\p{So}\p{Sk}]+")


def say(key: str, language: str = THAI, **values: Any) -> str:
    """The sentence of a key with its blanks filled; in Thai, and marked so, where the language has none.

    A sentence may have two forms, `one` and `other`, told apart by its blank `count`. Raises KeyError.
    """
    sentence = _catalogue(language).get(key)
    if sentence is None:
        return marked(_filled(_catalogue(THAI)[key], THAI, values), language)
    return _filled(sentence, language, values)


def unfilled(key: str, language: str = THAI) -> str:
    """The sentence of a key with its blanks as they are; in Thai where the language has none."""
    return str(_catalogue(language).get(key) or _catalogue(THAI)[key])


def filled(sentence: str, language: str, **values: Any) -> str:
    """A sentence that is in no catalogue with its blanks filled, as `say` fills them."""
    return _filled(sentence, language, values)


def button(key: str, language: str = THAI) -> str:
    """The label of a control; without a mark where it is Thai for want of another, as a label has no room for it."""
    label = _catalogue(language).get("button", {}).get(key) or _catalogue(THAI)["button"][key]
    return str(label)


def marked(text: str, language: str) -> str:
    """A Thai text where another language was chosen, with that language's mark that it is Thai."""
    if language not in LANGUAGES or language == THAI or not text.strip():
        return text
    return f"{_catalogue(language)['language']['thai']} {set_in(text, language)}"


def command(text: str, language: str = THAI) -> str | None:
    """The control that a whole typed message means ("ข้ามค่ะ" → `skip`), or None. Words of all languages count."""
    return meaning("words", text, language)


def folded(text: str) -> str:
    """A typed text as commands are compared: one spelling, without spaces, signs and polite endings."""
    return _folded(text)


def typed_as(key: str, language: str = THAI) -> tuple[str, ...]:
    """The words that may be typed for a control, or a list of `[typed]`."""
    catalogue = _catalogue(language)
    return tuple(catalogue["words"].get(key) or catalogue.get("typed", {}).get(key, ()))


def meaning(table: str, text: str, language: str = THAI) -> str | None:
    """Which key of a table of words a whole typed message is one of, or None.

    The words of the person's own language go before those of the others; Thai ones always count.
    """
    return _words(language, table).get(_folded(text)) if len(text) <= _LONGEST_COMMAND else None


def named(text: str, languages: tuple[str, ...] = LANGUAGES) -> str | None:
    """Which of the languages a whole typed message names, in any of them ("อังกฤษ" → `en`), or None."""
    found = _names().get(_folded(text)) if len(text) <= _LONGEST_COMMAND else None
    return found if found in languages else None


def comma(language: str) -> str:
    """What stands between the items of a list."""
    return "\u060c " if language in RIGHT_TO_LEFT else ", "


def own_name(language: str) -> str:
    """What a language calls itself."""
    return str(_catalogue(language)["language"]["name"])


def reviewed(language: str) -> bool:
    """Whether a reader of the language at an office has read its catalogue and approved it."""
    return bool(_catalogue(language)["language"]["reviewed"])


def missing(language: str) -> list[str]:
    """The sentences and labels that Thai has and a language has not, sorted: what is still to be translated."""
    return sorted(_keys(_catalogue(THAI)) - _keys(_catalogue(language)))


def short_date(moment: datetime, timezone: str, language: str = THAI) -> str:
    """A date as people write it in chat, with Arabic digits: "4 ก.ค. 2568"; "4 Jul 2025 (B.E. 2568)"."""
    local, words = moment.astimezone(ZoneInfo(timezone)), _dates(language)
    month = words["months"][local.month - 1]
    return str(words["date"]).format(day=local.day, month=month, year=local.year, era=local.year + BUDDHIST_ERA)


def short_time(moment: datetime, timezone: str, language: str = THAI) -> str:
    """A date with its time of day: "4 ก.ค. 2568 16.30 น."; "4 Jul 2025 (B.E. 2568), 16:30"."""
    local, words = moment.astimezone(ZoneInfo(timezone)), _dates(language)
    date = short_date(moment, timezone, language)
    return str(words["time"]).format(date=date, hour=f"{local.hour:02}", minute=f"{local.minute:02}")


def _filled(sentence: Any, language: str, values: Mapping[str, Any]) -> str:
    if isinstance(sentence, Mapping):
        one = values.get("count") == 1 and "one" in sentence
        sentence = sentence["one" if one else "other"]
    return str(sentence).format(**{name: set_in(str(value), language) for name, value in values.items()})


def set_in(text: str, language: str) -> str:
    """A piece as it is put into a sentence of the language: what is read the other way is kept to itself."""
    return bidi.isolated(text) if language in RIGHT_TO_LEFT else text


@cache
def _catalogue(language: str) -> Mapping[str, Any]:
    name = f"{language}.toml" if language in LANGUAGES else f"{THAI}.toml"
    return tomllib.loads(resources.files("consultation.talk").joinpath(name).read_text(encoding="utf8"))


def _dates(language: str) -> Mapping[str, Any]:
    dates: Mapping[str, Any] = _catalogue(language)["dates"]
    return dates


def _keys(catalogue: Mapping[str, Any]) -> set[str]:
    """What is said: sentences at the top, labels of buttons. What may be typed is each language's own affair."""
    said = {key for key, value in catalogue.items() if isinstance(value, str) or _plural(value)}
    return said | {f"button.{key}" for key in catalogue["button"]}


def _plural(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"one", "other"}


@cache
def _words(language: str, table: str) -> dict[str, str]:
    first = [THAI, language if language in LANGUAGES else THAI]
    order = [*(other for other in LANGUAGES if other not in first), *reversed(first)]
    tables = [_catalogue(each).get(table, {}) for each in order]
    return {_folded(word): key for words in tables for key, forms in words.items() if key != "polite" for word in forms}


@cache
def _names() -> dict[str, str]:
    return {_folded(name): each for each in LANGUAGES for name in _catalogue(each)["language"]["names"]}


@cache
def _dropped() -> dict[int, None]:
    return dict.fromkeys(map(ord, str(_catalogue(THAI)["typed"]["dropped"])), None)


@cache
def _endings() -> tuple[str, ...]:
    endings = [folded_jawi(word) for each in LANGUAGES for word in _catalogue(each)["words"].get("polite", ())]
    return tuple(sorted((ending.replace(" ", "") for ending in endings), key=len, reverse=True))


@lru_cache(maxsize=512)
def _folded(text: str) -> str:
    """Kept for a while, because one message is compared with several tables of words."""
    folded = str(_EMOJI.sub("", folded_jawi(text))).translate(_dropped()).strip("“”\"'«»")
    while (ending := next((e for e in _endings() if folded.endswith(e) and folded != e), None)) is not None:
        folded = folded[: -len(ending)]
    return folded
