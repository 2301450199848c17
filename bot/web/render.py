"""The chat's page and its parts as HTML, from the templates of this package, in the language of the talk."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.web.channel import LONGEST_TEXT
from bot.web.later import Later
from bot.web.passages import passages
from bot.web.transcript import Item, Transcript
from bot.web.words import words
from consultation.attachments.limits import LARGEST, MEGABYTE
from consultation.consult.service import ConsultationView
from consultation.settings import Settings
from consultation.talk.model import Outgoing
from consultation.talk.standing import Section, Standing
from consultation.talk.wording import RIGHT_TO_LEFT, THAI, short_time
from nlp import bidi

STATIC = Path(str(files("bot.web"))) / "static"


@dataclass(frozen=True)
class Heading:
    """What stands over a page, in its language: what it is about, and who asks."""

    language: str
    title: str
    who: str

    @property
    def direction(self) -> str:
        """Which way the page is read: "ltr" or "rtl"."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def query(self) -> str:
        """What the address of another page of ours needs to be read in this language."""
        return "" if self.language == THAI else f"?lang={self.language}"


@dataclass(frozen=True)
class Problem:
    """Why something was not sent, as the template calls it; and what was typed, which nobody has to type again."""

    why: str
    typed: str = ""


NO_PROBLEM = Problem("")


@dataclass(frozen=True)
class SectionPage:
    """The page of a comment on a section. code: of the section; place: where it is read; told: why it was not kept.

    pending: what was sent is being worked on. consent: what has to be agreed to first, empty where it is agreed.
    """

    shown: ConsultationView
    heading: Heading
    section: Section
    code: str
    place: str
    standing: Standing
    pending: bool
    told: tuple[Outgoing, ...]
    consent: tuple[Outgoing, ...]
    problem: Problem
    back: Later


def page(
    shown: ConsultationView,
    heading: Heading,
    said: Transcript,
    back: Later,
    settings: Settings,
    problem: Problem = NO_PROBLEM,
) -> str:
    """The whole chat. back: how this talk is taken up again; problem: why something was not sent."""
    return _filled(
        "chat.html",
        heading.language,
        heading=heading,
        shown=shown,
        code=shown.code,
        until=until(shown, settings, heading.language),
        said=said,
        back=back,
        problem=problem,
        nonce=secrets.token_hex(8),
        longest=LONGEST_TEXT,
    )


def until(shown: ConsultationView, settings: Settings, language: str) -> str:
    """Until when one can answer, or that it is over."""
    ui = words(language)
    if shown.phase == "after":
        return ui["closed"]
    closes = short_time(shown.closes_at, settings.timezone, language) if shown.closes_at else ""
    return ui["closes"].format(date=closes) if closes else ui["open"]


def notice(shown: ConsultationView, heading: Heading, kind: str, typed: str = "") -> str:
    """A page with one thing to do or to know: `cookies` or `resume`. typed: what could not be taken, to be copied."""
    return _filled("notice.html", heading.language, heading=heading, shown=shown, kind=kind, typed=typed)


def section(page: SectionPage) -> str:
    """The page of a comment on a section: to be agreed to, mended, changed or gone on from."""
    return _filled(
        "section.html",
        page.heading.language,
        page=page,
        heading=page.heading,
        shown=page.shown,
        nonce=secrets.token_hex(8),
    )


def news(shown: ConsultationView, said: Transcript, cursor: str, back: Later, settings: Settings) -> dict[str, Any]:
    """What came in after a cursor, for the page's script; `language` is the one that the page should be in."""
    language = said.language or THAI
    items = said.since(cursor)
    return {
        "items": [{"id": item.id, "said": item.said, "html": _item(item, language)} for item in items],
        "choices": _filled("choices.html", language, said=said, code=shown.code, nonce=secrets.token_hex(8), back=back),
        "until": until(shown, settings, language),
        "pending": said.pending,
        "cursor": said.cursor,
        "language": language,
    }


@cache
def static(name: str) -> str:
    """The address of a file of the chat, with its hash, so that browsers may keep it for ever."""
    return f"/static/chat/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def marks(text: str, page: str, spoken: str | None = None) -> Markup:
    """The attributes of an element that holds a text: its language where it is not the page's, and its direction.

    spoken: the language of whoever says it, "" for a visitor, None for the page itself.
    """
    language = passages(text, page if spoken is None else spoken)[0].language
    told = Markup(' lang="{}"').format(language) if language not in ("", page) else Markup()
    other_way = page in RIGHT_TO_LEFT or bidi.direction(text) == "rtl"
    return told + Markup(' dir="auto"') if other_way else told


def _item(item: Item, language: str) -> str:
    return _filled("item.html", language, item=item)


def _filled(template: str, language: str, **context: Any) -> str:
    def marked(text: str, spoken: str | None = None) -> Markup:
        return marks(text, language, spoken)

    return _templates().get_template(template).render(context | {"ui": words(language), "marks": marked})


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    largest = {kind: most // MEGABYTE for kind, most in LARGEST.items()}
    templates.globals.update(static=static, passages=passages, largest=largest)
    return templates
