"""The chat's requests: the page, something said, what is new, and taking up a talk again on another machine.

What is said is stored as an event of the web channel, by the same inbox as every channel's, before anything is
answered; then the answer is waited for a little while. Forms without JavaScript are answered with a redirect, the
page's script (`Accept: application/json`) with what is new. The same `event` sent again is stored once.
"""

import hashlib
import re
import secrets
from collections.abc import Callable

from aiohttp import web

from bot.inbox import Inbox
from bot.web import render, sections, uploads
from bot.web.channel import LONGEST_TEXT, WebChannel
from bot.web.chat import At, Chat, chosen_language, heading_of, html, said_so_far, secure, store, way_back
from bot.web.transcript import Transcript
from bot.web.uploads import Upload, read_form
from bot.web.visitor import new_visitor, remember, verified, visitor_of
from consultation.attachments.content import Refused
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.drafts import naming
from consultation.meetings import doors
from consultation.settings import Settings
from consultation.talk.tongues import best, language_tap
from consultation.talk.wording import THAI
from consultation.vault import Vault

_NONCE = re.compile(r"[A-Za-z0-9-]{8,40}")
_PLACE = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,20})?) (-?[0-9]{1,3}(?:\.[0-9]{1,20})?)")


def routes(
    channel: WebChannel, db: Database, vault: Vault, wake: Callable[[], None], settings: Settings
) -> list[web.AbstractRouteDef]:
    """The chat's pages under /chat and its files under /static/chat. wake: called when something was stored."""
    chat = Chat(channel, db, vault, Inbox(db, vault), wake, settings)
    return [
        web.get("/chat/{code}", lambda request: _open(chat, request)),
        web.post("/chat/{code}/say", lambda request: _say(chat, request)),
        web.get("/chat/{code}/messages", lambda request: _messages(chat, request)),
        web.get("/chat/{code}/resume/{visitor}", lambda request: _ask_resume(chat, request)),
        web.post("/chat/{code}/resume/{visitor}", lambda request: _resume(chat, request)),
        *sections.routes(chat),
        web.static("/static/chat", render.STATIC),
    ]


async def _open(chat: Chat, request: web.Request) -> web.Response:
    """The page. The first time, the visitor gets a cookie, and comes back with it before the talk is begun: whoever
    only looks at the link, such as the preview of a messenger, begins nothing."""
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    visitor = visitor_of(chat.vault, request.headers.get("Cookie", ""))
    if visitor is None:
        return await _greet(chat, request, shown)
    at = At(visitor, shown)
    said = await said_so_far(chat, at)
    chosen, door = chosen_language(request), _door(request, shown.code)
    if not said.started or door:
        # Who has begun at home and comes by a meeting's code goes on in the hall; the same code again says nothing new.
        reads = best(request.headers.get("Accept-Language", ""))
        to_section = naming.lead(door) is not None
        id = f"start-{secrets.token_hex(8)}" if to_section else f"start-{door}" if door else "start"
        await store(chat, request, at, id, "start", reads=reads, speaks=chosen, door=door)
        if to_section:  # who loads the page again stays where they are by then
            raise web.HTTPSeeOther(f"/chat/{shown.code}#end")
        said = await said_so_far(chat, at)
    elif chosen and chosen != said.language:
        await store(chat, request, at, f"lang-{secrets.token_hex(8)}", "tap", data=language_tap(shown.code, chosen))
        raise web.HTTPSeeOther(f"/chat/{shown.code}")
    return await _page(chat, at, said)


def _door(request: web.Request, code: str) -> str:
    """What a link of ours leads through (`?at=`): the code of a meeting, or of a section of this consultation's draft;
    empty for neither."""
    given = request.query.get("at", "").upper()
    lead = naming.lead(given)
    return given if doors.read(given) is not None or (lead is not None and lead.code == code) else ""


async def _greet(chat: Chat, request: web.Request, shown: ConsultationView) -> web.Response:
    chosen = chosen_language(request)
    if "cookie" in request.query:
        return html(render.notice(shown, await heading_of(chat, shown, chosen or THAI), "cookies"))
    door = _door(request, shown.code)
    kept = (f"&lang={chosen}" if chosen else "") + (f"&at={door}" if door else "")
    response = web.HTTPSeeOther(f"/chat/{shown.code}?cookie=set{kept}")
    remember(response, chat.vault, new_visitor(), secure=secure(chat))
    raise response


async def _say(chat: Chat, request: web.Request) -> web.Response:
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
        return await _page(chat, at, await said_so_far(chat, at), render.Problem(problem, form.get("text", "")))
    # The same page sent twice says the same once; another button of the same page says something else.
    id = f"{nonce}-{hashlib.sha256((tap or text).encode()).hexdigest()[:12]}"
    if sent.file is not None:
        pass  # stored above
    elif place is not None:
        await store(chat, request, at, id, "place", lat=float(place[1]), lon=float(place[2]))
    else:
        await store(chat, request, at, id, "tap" if tap else "text", text="" if tap else text, data=tap)
    if _for_script(request):
        return await _news(chat, at, form.get("after", ""))
    raise web.HTTPSeeOther(f"/chat/{at.shown.code}#end")


async def _messages(chat: Chat, request: web.Request) -> web.Response:
    return await _news(chat, await _at(chat, request), request.query.get("after", ""))


async def _ask_resume(chat: Chat, request: web.Request) -> web.Response:
    """Ask before taking a talk up: a link alone must not put somebody into another person's talk."""
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    if verified(chat.vault, request.match_info["visitor"]) is None:
        raise web.HTTPNotFound
    return html(render.notice(shown, await heading_of(chat, shown, chosen_language(request) or THAI), "resume"))


async def _resume(chat: Chat, request: web.Request) -> web.Response:
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    visitor = verified(chat.vault, request.match_info["visitor"])
    if visitor is None:
        raise web.HTTPNotFound
    response = web.HTTPSeeOther(f"/chat/{shown.code}")
    remember(response, chat.vault, visitor, secure=secure(chat))
    raise response


async def _cookie_lost(chat: Chat, request: web.Request, typed: str) -> web.Response | None:
    """What a form gets back from which nobody can tell who sent it: the text that was typed, to be copied."""
    known = visitor_of(chat.vault, request.headers.get("Cookie", "")) is not None
    if known or not typed.strip() or _for_script(request):
        return None
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    return html(
        render.notice(shown, await heading_of(chat, shown, chosen_language(request) or THAI), "cookies", typed), 403
    )


async def _at(chat: Chat, request: web.Request) -> At:
    """The visitor and the consultation; without a cookie there is no talk to speak of, so the page begins again."""
    shown = await chat.db.read(consult.by_code, request.match_info["code"])
    visitor = visitor_of(chat.vault, request.headers.get("Cookie", ""))
    if visitor is not None:
        return At(visitor, shown)
    raise web.HTTPForbidden if _for_script(request) else web.HTTPSeeOther(f"/chat/{shown.code}")


async def _store_file(chat: Chat, request: web.Request, at: At, nonce: str, file: Upload) -> str:
    """Keep a file, then store the event that it was sent; what is wrong with it, as `_problem` says it."""
    try:
        id = await uploads.keep(chat.db, chat.vault, at.visitor, (at.shown.id, at.shown.code), nonce, file)
    except Exception as error:
        raise web.HTTPServiceUnavailable from error
    if isinstance(id, Refused):
        return "kind"
    media = {"what": file.kind, "id": id, "name": file.name, "size": len(file.data or b"")}
    await store(chat, request, at, f"{nonce}-{id[:12]}", "media", media=media)
    return ""


async def _news(chat: Chat, at: At, cursor: str) -> web.Response:
    said = await said_so_far(chat, at)
    heading = await heading_of(chat, at.shown, said.language or THAI)
    news = render.news(at.shown, said, cursor, way_back(chat, at, heading), chat.settings)
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


async def _page(chat: Chat, at: At, said: Transcript, problem: render.Problem = render.NO_PROBLEM) -> web.Response:
    heading = await heading_of(chat, at.shown, said.language or THAI)
    text = render.page(at.shown, heading, said, way_back(chat, at, heading), chat.settings, problem)
    return html(text, 422 if problem.why else 200)


def _for_script(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
