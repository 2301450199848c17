"""The language that a public page is read in: its words, its direction, its dates, the addresses of its sisters.

Chosen by `?lang=`; without it a page is Thai. Words stand in `locale/`, one catalogue a language; what a catalogue does
not have is Thai and marked so, as in the talk (docs/decisions/0012-languages.md).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup

from admin import dates
from consultation.forms.form import Form, Question
from consultation.talk import tongues
from consultation.talk.wording import LANGUAGES, RIGHT_TO_LEFT, THAI, comma, marked, own_name, reviewed, set_in
from consultation.talk.wording import short_date as date_in
from consultation.talk.wording import short_time as time_in
from nlp.script import script_of

Words = Mapping[str, Any]
_OF_SCRIPT = {"thai": "th", "arabic": "ms-Arab"}


@dataclass(frozen=True)
class Other:
    """A language that the page can be read in, by its own name."""

    language: str
    name: str
    direction: str
    present: bool


@dataclass(frozen=True)
class Speech:
    """How a page speaks."""

    language: str
    zone: ZoneInfo

    @property
    def direction(self) -> str:
        """Which way it is read: "ltr" or "rtl"."""
        return _direction(self.language)

    @property
    def words(self) -> Words:
        """All words of the public pages, by key."""
        return words(self.language)

    @property
    def query(self) -> str:
        """What the address of another page of ours needs to be read in this language."""
        return "" if self.language == THAI else f"?lang={self.language}"

    @property
    def reviewed(self) -> bool:
        """Whether a reader of the language at an office has approved its texts."""
        return reviewed(self.language)

    @property
    def others(self) -> list[Other]:
        """All languages, to change to."""
        return [Other(each, own_name(each), _direction(each), each == self.language) for each in LANGUAGES]

    def day(self, moment: datetime | None) -> str:
        """A date in full."""
        if moment is None or self.language == THAI:
            return dates.long_date(moment, self.zone)
        return date_in(moment, self.zone.key, self.language)

    def between(self, opened: datetime | None, closed: datetime | None) -> str:
        """The days over which views were gathered; one day once."""
        first, last = self.day(opened), self.day(closed)
        if first == last:
            return str(self.words["result_stamp_day"].format(day=first))
        return str(self.words["result_stamp"].format(opened=first, closed=last))

    def moment(self, moment: datetime | None) -> str:
        """A date with its time."""
        if moment is None or self.language == THAI:
            return dates.long_date_and_time(moment, self.zone)
        return time_in(moment, self.zone.key, self.language)

    def title(self, form: Form, thai: str) -> str:
        """What a consultation is about; `thai` is what its officer called it."""
        return tongues.title(form, self.language, thai)

    def asked(self, question: Question) -> str:
        """A question's short name."""
        there = self.language == THAI or self.language in question.short or self.language in question.label
        name = tongues.brief(question, self.language)
        return name if there else marked(name, self.language)

    def listed(self, items: list[str]) -> str:
        """Items in one line."""
        return comma(self.language).join(set_in(item, self.language) for item in items)

    def marks(self, text: str) -> Markup:
        """The attributes of an element whose text is of another language than the page: known by its letters."""
        language = _OF_SCRIPT.get(script_of(text) or "", self.language)
        return Markup() if language == self.language else Markup(' lang="{}" dir="auto"').format(language)


def speech(request: web.Request, zone: ZoneInfo) -> Speech:
    """How the page that is asked for speaks. A language that we do not have is Thai."""
    given = request.query.get("lang", "")
    return Speech(given if given in LANGUAGES else THAI, zone)


@cache
def words(language: str) -> Words:
    """The words of the public pages in a language; Thai and marked where it has none."""
    return _whole(_read(THAI), _read(language), language)


def _whole(thai: Words, own: Words, language: str) -> dict[str, Any]:
    return {
        key: _whole(text, own.get(key, {}), language)
        if isinstance(text, Mapping)
        else own.get(key, marked(text, language))
        for key, text in thai.items()
    }


def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((files("admin.public") / "locale" / f"{language}.toml").read_text(encoding="utf-8"))


def _direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
