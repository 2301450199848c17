"""The chat's requests: the page, something said, what is new, and taking up a talk again on another machine.

What is said is stored as an event of the web channel, by the same inbox as every channel's, before anything is
answered; then the answer is waited for a little while. Forms without JavaScript are answered with a redirect, the
page's script (`Accept: application/json`) with what is new. The same `event` sent again is stored once.
"""

import asyncio
import hashlib
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot import inbox
from bot.channel import BadRequest
from bot.inbox import Inbox
from bot.web import render, uploads
from bot.web.channel import LONGEST_TEXT, WebChannel, body, event_id
from bot.web.later import Later, later
from bot.web.transcript import Transcript, transcript
from bot.web.uploads import Upload, read_form
from bot.web.visitor import new_visitor, remember, signed, verified, visitor_of
from consultation.attachments.content import Refused
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.forms import service as forms
from consultation.meetings import doors
from consultation.places.schemes import cluster
from consultation.places.translated import cluster_names
from consultation.settings import Settings
from consultation.talk.tongues import best, language_tap, title
from consultation.talk.wording import LANGUAGES, THAI
from consultation.vault import Vault

WAIT_SECONDS = 3.0  # for the answer to what was said; afterwards the page asks by itself
FIRST_LOOK, LONGEST_LOOK = 0.03, 0.3  # seconds between looks while waiting
_NONCE = re.compile(r"[A-Za-z0-9-]{8,40}")
_MAY_ASK = "camera=(), geolocation=(self), microphone=()"  # the page asks for a place where a question wants one
_PLACE = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,20})?) (-?[0-9]{1,3}(?:\.[0-9]{1,20})?)")


@dataclass(frozen=True)
class _Chat:
    """All that a request needs."""

    channel: WebChannel
    db: Database
    vault: Vault
    inbox: Inbox
    wake: Callable[[], None]
    settings: Settings


@dataclass(frozen=True)
class _At:
    """A visitor at a consultation."""

    visitor: str
    shown: ConsultationView


def routes(
    channel: WebChannel, db: Database, vault: Vault, wake: Callable[[], None], settings: Settings
) -> list[web.AbstractRouteDef]:
    """The chat's pages under /chat and its files under /static/chat. wake: called when something was stored."""
    chat = _Chat(channel, db, vault, Inbox(db, vault), wake, settings)
    return [
        web.get("/chat/{code}", lambda request: _open(chat, request)),
        web.post("/chat/{code}/say", lambda request: _say(chat, request)),
        web.get("/chat/{code}/messages", lambda request: _messages(chat, request)),
        web.get("/chat/{code}/resume/{visitor}", lambda request: _ask_resume(chat, request)),
        web.post("/chat/{code}/resume/{visitor}", lambda request: _resume(chat, request)),
        web.static("/static/chat", render.STATIC),
    ]


async def _open(chat: _Chat, request: web.Request) -> web.Response:
    """The page. The first time, the visitor gets a cookie, and comes back with it before the talk is begun: whoever
    only looks at the link, such as the preview of a messenger, begins nothing."""
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    visitor = visitor_of(chat.vault, request.headers.get("Cookie", ""))
    if visitor is None:
        return await _greet(chat, request, shown)
    at = _At(visitor, shown)
    said = await _transcript(chat, at)
    chosen, door = _chosen(request), _door(request)
    if not said.started or door:
        # Who has begun at home and comes by a meeting's code goes on in the hall; the same code again says nothing new.
        reads = best(request.headers.get("Accept-Language", ""))
        id = f"start-{door}" if door else "start"
        await _store(chat, request, at, id, "start", reads=reads, speaks=chosen, door=door)
        said = await _transcript(chat, at)
    elif chosen and chosen != said.language:
        await _store(chat, request, at, f"lang-{secrets.token_hex(8)}", "tap", data=language_tap(shown.code, chosen))
        raise web.HTTPSeeOther(f"/chat/{shown.code}")
    return await _page(chat, at, said)


def _chosen(request: web.Request) -> str:
    """The language that a link of ours asks for (`?lang=ms`); empty for none, or for one that we do not speak."""
    given = request.query.get("lang", "")
    return given if given in LANGUAGES else ""


def _door(request: web.Request) -> str:
    """The code of a meeting that a link of ours leads through (`?at=ABCDE`); empty for none."""
    given = request.query.get("at", "").upper()
    return given if doors.read(given) is not None else ""


async def _greet(chat: _Chat, request: web.Request, shown: ConsultationView) -> web.Response:
    chosen = _chosen(request)
    if "cookie" in request.query:
        return _html(render.notice(shown, await _heading(chat, shown, chosen or THAI), "cookies"))
    door = _door(request)
    kept = (f"&lang={chosen}" if chosen else "") + (f"&at={door}" if door else "")
    response = web.HTTPSeeOther(f"/chat/{shown.code}?cookie=set{kept}")
    remember(response, chat.vault, new_visitor(), secure=_secure(chat))
    raise response


async def _say(chat: _Chat, request: web.Request) -> web.Response:
    sent = await read_form(request)
    form = sent.fields
    if (lost := await _cookie_lost(chat, request, form.get("text", ""))) is not None:
        return lost
    at = await _at(chat, request)
    nonce, tap, text = form.get("event", ""), form.get("tap", ""), form.get("text", "").strip()
    place = _PLACE.fullmatch(form.get("place", ""))
    problem = _problem(nonce, tap or (place and place[0]) or "", text, sent.file, chooses="chooses" in form)
    if not problem and sent.file is not None:
        problem = await _store_file(chat, request, at, nonce, sent.file)
    if problem and _for_script(request):
        return web.json_response({"problem": problem}, status=422)
    if problem:
        return await _page(chat, at, await _transcript(chat, at), render.Problem(problem, form.get("text", "")))
    # The same page sent twice says the same once; another button of the same page says something else.
    id = f"{nonce}-{hashlib.sha256((tap or text).encode()).hexdigest()[:12]}"
    if sent.file is not None:
        pass  # stored above
    elif place is not None:
        await _store(chat, request, at, id, "place", lat=float(place[1]), lon=float(place[2]))
    else:
        await _store(chat, request, at, id, "tap" if tap else "text", text="" if tap else text, data=tap)
    if _for_script(request):
        return await _news(chat, at, form.get("after", ""))
    raise web.HTTPSeeOther(f"/chat/{at.shown.code}#end")


async def _messages(chat: _Chat, request: web.Request) -> web.Response:
    return await _news(chat, await _at(chat, request), request.query.get("after", ""))


async def _ask_resume(chat: _Chat, request: web.Request) -> web.Response:
    """Ask before taking a talk up: a link alone must not put somebody into another person's talk."""
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    if verified(chat.vault, request.match_info["visitor"]) is None:
        raise web.HTTPNotFound
    return _html(render.notice(shown, await _heading(chat, shown, _chosen(request) or THAI), "resume"))


async def _resume(chat: _Chat, request: web.Request) -> web.Response:
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    visitor = verified(chat.vault, request.match_info["visitor"])
    if visitor is None:
        raise web.HTTPNotFound
    response = web.HTTPSeeOther(f"/chat/{shown.code}")
    remember(response, chat.vault, visitor, secure=_secure(chat))
    raise response


async def _cookie_lost(chat: _Chat, request: web.Request, typed: str) -> web.Response | None:
    """What a form gets back from which nobody can tell who sent it: the text that was typed, to be copied."""
    known = visitor_of(chat.vault, request.headers.get("Cookie", "")) is not None
    if known or not typed.strip() or _for_script(request):
        return None
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    return _html(render.notice(shown, await _heading(chat, shown, _chosen(request) or THAI), "cookies", typed), 403)


async def _at(chat: _Chat, request: web.Request) -> _At:
    """The visitor and the consultation; without a cookie there is no talk to speak of, so the page begins again."""
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    visitor = visitor_of(chat.vault, request.headers.get("Cookie", ""))
    if visitor is not None:
        return _At(visitor, shown)
    raise web.HTTPForbidden if _for_script(request) else web.HTTPSeeOther(f"/chat/{shown.code}")


async def _store_file(chat: _Chat, request: web.Request, at: _At, nonce: str, file: Upload) -> str:
    """Keep a file, then store the event that it was sent; what is wrong with it, as `_problem` says it."""
    try:
        id = await uploads.keep(chat.db, chat.vault, at.visitor, (at.shown.id, at.shown.code), nonce, file)
    except Exception as error:
        raise web.HTTPServiceUnavailable from error
    if isinstance(id, Refused):
        return "kind"
    media = {"what": file.kind, "id": id, "name": file.name, "size": len(file.data or b"")}
    await _store(chat, request, at, f"{nonce}-{id[:12]}", "media", media=media)
    return ""


async def _store(chat: _Chat, request: web.Request, at: _At, id: str, kind: str, **parts: Any) -> None:
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


async def _worked(chat: _Chat, id: str) -> None:
    until, look = time.monotonic() + WAIT_SECONDS, FIRST_LOOK
    while time.monotonic() < until:
        await asyncio.sleep(look)
        if await chat.db.read(inbox.state_of, chat.channel.name, chat.channel.account, id) != "new":
            return
        look = min(look * 1.5, LONGEST_LOOK)


async def _transcript(chat: _Chat, at: _At) -> Transcript:
    return await chat.db.read(transcript, chat.vault, chat.channel.account, at.visitor, at.shown.code)


async def _news(chat: _Chat, at: _At, cursor: str) -> web.Response:
    said = await _transcript(chat, at)
    heading = await _heading(chat, at.shown, said.language or THAI)
    news = render.news(at.shown, said, cursor, _back(chat, at, heading), chat.settings)
    answer = web.json_response(news, headers={"Cache-Control": "no-store"})
    answer.enable_compression()
    return answer


def _problem(nonce: str, tap: str, text: str, file: Upload | None, *, chooses: bool) -> str:
    """What is wrong with what was said, as the name of a sentence in the template; empty when it is sound.

    chooses: whether it came by the form for files.
    """
    if not _NONCE.fullmatch(nonce):
        return "again"
    if file is not None or chooses:
        return "file" if file is None or file.data == b"" else "large" if file.too_large else ""
    if not tap and not text:
        return "empty"
    return "long" if len(text) > LONGEST_TEXT else ""


async def _page(chat: _Chat, at: _At, said: Transcript, problem: render.Problem = render.NO_PROBLEM) -> web.Response:
    heading = await _heading(chat, at.shown, said.language or THAI)
    text = render.page(at.shown, heading, said, _back(chat, at, heading), chat.settings, problem)
    return _html(text, 422 if problem.why else 200)


def _back(chat: _Chat, at: _At, heading: render.Heading) -> Later:
    """How this visitor comes back to this talk."""
    base = chat.settings.base_url.rstrip("/")
    resume = f"{base}/chat/{at.shown.code}/resume/{signed(chat.vault, at.visitor)}{heading.query}"
    return later(resume, heading.title, chat.settings)


async def _heading(chat: _Chat, shown: ConsultationView, language: str) -> render.Heading:
    """Thai needs no look into the form, which may translate the title."""
    if language == THAI:
        return render.Heading(language, shown.title, shown.cluster_name)
    form = await chat.db.read(forms.current, shown.id)
    who = cluster_names(cluster(shown.scheme, shown.cluster)).get(language) or shown.cluster_name
    return render.Heading(language, title(form, language, shown.title), who)


def _html(text: str, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "Permissions-Policy": _MAY_ASK}
    answer = web.Response(text=text, status=status, content_type="text/html", headers=headers)
    answer.enable_compression()  # a third of the bytes: half a minute's talk on a weak signal
    return answer


def _for_script(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _secure(chat: _Chat) -> bool:
    return chat.settings.base_url.startswith("https://")
