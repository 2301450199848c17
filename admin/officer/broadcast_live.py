"""Watching news go: sent, failed, blocked and unknown as they come, with the buttons that pause and end it."""

from typing import Any

from aiohttp import web

from admin import live
from admin.accounts.access import allow
from admin.keys import DB
from admin.officer import broadcasts
from admin.officer.broadcast_confirm import STATES, say
from admin.officer.broadcasts import address, number, page
from admin.pages import go, text
from consultation.broadcast import figures
from consultation.broadcast.states import OVER
from consultation.wording import wording


@allow("news.read")
async def show(request: web.Request) -> web.Response:
    """The figures as they are now; the page follows the changes."""
    view = await broadcasts.find(request)
    if view.state in ("draft", "previewed"):
        return go(address(view.id))
    return page(request, "broadcast_progress", view=view, states=STATES, say=say)


@allow("news.read")
async def events(request: web.Request) -> web.StreamResponse:
    """The stream that the page follows: `{"state": …, "parts": {"figures": HTML}}`."""
    id = number(request)
    await broadcasts.find(request)

    async def snapshot() -> dict[str, Any]:
        view = await request.app[DB].read(figures.view, id)
        context: dict[str, Any] = {"view": view, "states": STATES, "say": say, "words": wording("admin.officer")}
        parts = {"figures": text(request, "officer/broadcast_figures.html", **context)}
        # The version is part of the state: the buttons of the page are for the version that it was made with.
        return {"state": f"{view.state} {view.version}", "parts": parts, "end": view.state in OVER}

    return await live.follow(request, snapshot)
