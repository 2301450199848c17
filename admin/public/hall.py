"""The hall's screen: a page for a projector, followed by events; whoever has its secret address sees it, and no more.

However many projectors look, what they show is read once a second: they share a `Feed`.
"""

from functools import lru_cache
from typing import Any

from aiohttp import web
from markupsafe import Markup

from admin import live
from admin.hall_feed import EVERY, Seen
from admin.keys import HALL, SETTINGS
from admin.pages import render, text
from admin.public.speech import Speech, speech
from admin.qr import svg
from consultation.errors import NotFound
from consultation.meetings.models import SCREENS, SECTORS
from consultation.meetings.wording import sector_name


async def show(request: web.Request) -> web.Response:
    """The page. `?screen=counts` stays on that screen; else the page follows the officer. `?lang=`: in a language."""
    token, pinned = request.match_info["token"], _pinned(request)
    seen = await request.app[HALL].look(token, pinned, _speech(request).language)
    answer = render(request, "public/hall.html", **_context(request, seen, pinned))
    answer.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"})
    return answer


async def events(request: web.Request) -> web.StreamResponse:
    """The stream that the page follows; it ends when the address is revoked."""
    token, pinned = request.match_info["token"], _pinned(request)
    language = _speech(request).language
    await request.app[HALL].look(token, pinned, language)

    async def snapshot() -> dict[str, Any]:
        try:
            seen = await request.app[HALL].look(token, pinned, language)
        except NotFound:
            return {"gone": True, "end": True}
        context = _context(request, seen, pinned)
        parts = {name: text(request, f"public/hall_{name}.html", **context) for name in ("head", "screen")}
        return {"ground": seen.hall.ground, "parts": parts}

    return await live.follow(request, snapshot, every=EVERY, beat=True)


@lru_cache(maxsize=64)
def _picture(address: str) -> Markup:
    """The QR code of an address: it is drawn anew every second for every screen, and always the same."""
    return svg(address)


def _pinned(request: web.Request) -> str:
    given = request.query.get("screen", "")
    return given if given in SCREENS else ""


def _speech(request: web.Request) -> Speech:
    return speech(request, request.app[SETTINGS].zone)


def _context(request: web.Request, seen: Seen, pinned: str) -> dict[str, Any]:
    address = f"{request.app[SETTINGS].base_url.rstrip('/')}/m/{seen.facts['code']}"
    spoken = _speech(request)
    ui = spoken.words
    return {
        "speech": spoken,
        "ui": ui,
        "h": ui["hall"],
        "sectors": {sector_name(key): ui["sector"][key or "unknown"] for key in (*SECTORS, "")},
        "facts": seen.facts,
        "hall": seen.hall,
        "pinned": pinned,
        "screens": SCREENS,
        "short": address.partition("://")[2],
        "code": _picture(address),
    }
