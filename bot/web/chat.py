"""What every request of the chat needs: who is there, storing what they did, what was said so far, sending a page."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot import inbox
from bot.channel import BadRequest
from bot.inbox import Inbox
from bot.web import render
from bot.web.channel import WebChannel, body, event_id
from bot.web.later import Later, later
from bot.web.transcript import Transcript, transcript
from bot.web.visitor import signed
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.forms import service as forms
from consultation.places.schemes import cluster
from consultation.places.translated import cluster_names
from consultation.settings import Settings
from consultation.talk.tongues import title
from consultation.talk.wording import LANGUAGES, THAI
from consultation.vault import Vault

WAIT_SECONDS = 3.0  # for the answer to what was said; afterwards the page asks by itself
FIRST_LOOK, LONGEST_LOOK = 0.03, 0.3  # seconds between looks while waiting
_MAY_ASK = "camera=(), geolocation=(self), microphone=()"  # the page asks for a place where a question wants one


@dataclass(frozen=True)
class Chat:
    """All that a request needs."""

    channel: WebChannel
    db: Database
    vault: Vault
    inbox: Inbox
    wake: Callable[[], None]
    settings: Settings


@dataclass(frozen=True)
class At:
    """A visitor at a consultation."""

    visitor: str
    shown: ConsultationView


def chosen_language(request: web.Request) -> str:
    """The language that a link of ours asks for (`?lang=ms`); empty for none, or for one that we do not speak."""
    given = request.query.get("lang", "")
    return given if given in LANGUAGES else ""


async def store(chat: Chat, request: web.Request, at: At, id: str, kind: str, **parts: Any) -> None:
    """Store one event as the webhook does, and wait a little while until it has been worked on."""
    sent = body(at.visitor, at.shown.code, id, kind, **parts)
    if not chat.channel.genuine(request.headers, sent):
        raise web.HTTPForbidden
    try:
        events = chat.channel.split(sent)
    except BadRequest as error:
        raise web.HTTPBadRequest from error
    try:
        await chat.inbox.put(chat.channel.name, chat.channel.account, events)
    except Exception as error:
        raise web.HTTPServiceUnavailable from error
    chat.wake()
    await _worked(chat, event_id(at.visitor, at.shown.code, id))


async def _worked(chat: Chat, id: str) -> None:
    until, look = time.monotonic() + WAIT_SECONDS, FIRST_LOOK
    while time.monotonic() < until:
        await asyncio.sleep(look)
        if await chat.db.read(inbox.state_of, chat.channel.name, chat.channel.account, id) != "new":
            return
        look = min(look * 1.5, LONGEST_LOOK)


async def said_so_far(chat: Chat, at: At) -> Transcript:
    """The transcript of a visitor about a consultation."""
    return await chat.db.read(transcript, chat.vault, chat.channel.account, at.visitor, at.shown.code)


def way_back(chat: Chat, at: At, heading: render.Heading) -> Later:
    """How this visitor comes back to this talk."""
    base = chat.settings.base_url.rstrip("/")
    resume = f"{base}/chat/{at.shown.code}/resume/{signed(chat.vault, at.visitor)}{heading.query}"
    return later(resume, heading.title, chat.settings)


async def heading_of(chat: Chat, shown: ConsultationView, language: str) -> render.Heading:
    """What stands over a page. Thai needs no look into the form, which may translate the title."""
    if language == THAI:
        return render.Heading(language, shown.title, shown.cluster_name)
    form = await chat.db.read(forms.current, shown.id)
    who = cluster_names(cluster(shown.scheme, shown.cluster)).get(language) or shown.cluster_name
    return render.Heading(language, title(form, language, shown.title), who)


def html(text: str, status: int = 200) -> web.Response:
    """A page as it is sent."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "Permissions-Policy": _MAY_ASK}
    answer = web.Response(text=text, status=status, content_type="text/html", headers=headers)
    answer.enable_compression()  # a third of the bytes: half a minute's talk on a weak signal
    return answer


def secure(chat: Chat) -> bool:
    """Whether cookies are sent by HTTPS only."""
    return chat.settings.base_url.startswith("https://")
