"""The chat's page and its parts as HTML, from the templates of this package."""

import hashlib
import secrets
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.web.channel import LONGEST_TEXT
from bot.web.transcript import Item, Transcript
from consultation.attachments.limits import LARGEST, MEGABYTE
from consultation.consult.service import ConsultationView
from consultation.settings import Settings
from consultation.talk.wording import short_time

STATIC = Path(str(files("bot.web"))) / "static"


def page(shown: ConsultationView, said: Transcript, resume: str, settings: Settings, problem: str = "") -> str:
    """The whole chat. resume: the link by which this talk is taken up again; problem: why something was not sent."""
    closes = short_time(shown.closes_at, settings.timezone) if shown.closes_at else ""
    return (
        _templates()
        .get_template("chat.html")
        .render(
            shown=shown,
            code=shown.code,
            closes=closes,
            said=said,
            resume=resume,
            problem=problem,
            nonce=secrets.token_hex(8),
            longest=LONGEST_TEXT,
        )
    )


def notice(shown: ConsultationView, kind: str, **values: Any) -> str:
    """A page with one thing to do or to know: `cookies` or `resume`."""
    return _templates().get_template("notice.html").render(shown=shown, kind=kind, **values)


def news(said: Transcript, cursor: str, code: str) -> dict[str, Any]:
    """What came in after a cursor, for the page's script."""
    items = said.since(cursor)
    return {
        "items": [{"id": item.id, "said": item.said, "html": _item(item)} for item in items],
        "choices": _templates().get_template("choices.html").render(said=said, code=code, nonce=secrets.token_hex(8)),
        "pending": said.pending,
        "cursor": said.cursor,
    }


@cache
def static(name: str) -> str:
    """The address of a file of the chat, with its hash, so that browsers may keep it for ever."""
    return f"/static/chat/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _item(item: Item) -> str:
    return _templates().get_template("item.html").render(item=item)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["static"] = static
    templates.globals["largest"] = {kind: most // MEGABYTE for kind, most in LARGEST.items()}
    return templates
