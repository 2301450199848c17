"""Comments of a meeting, read on a telephone before the hall sees them: show, or keep off the screen."""

from typing import Any

from aiohttp import web

from admin import live
from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.officer import frame
from admin.officer.meetings import find
from admin.pages import go, text
from consultation.errors import Refused
from consultation.meetings import queue


@allow("meeting.run")
async def show(request: web.Request) -> web.Response:
    """What waits, the oldest first; below it what was decided, to be taken back."""
    return await _page(request)


@allow("meeting.run")
async def act(request: web.Request) -> web.Response:
    """Show or hide one comment."""
    meeting, sent = await find(request), await fields(request)
    given = sent.line("comment")
    comment = int(given) if given.isdecimal() and len(given) < 19 else 0
    try:
        await request.app[DB].write(queue.decide, meeting.id, comment, sent.get("act") == "show", account(request).name)
    except Refused as error:
        return await _page(request, str(error))
    return go("comments")


@allow("meeting.run")
async def events(request: web.Request) -> web.StreamResponse:
    """The stream that the page follows: `{"state": …, "parts": {"queue": HTML}}`."""
    meeting = await find(request)

    async def snapshot() -> dict[str, Any]:
        found = await request.app[DB].read(queue.queue, meeting.id)
        part = text(request, "officer/meeting_queue.html", queue=found, meeting=meeting)
        return {"state": "open", "parts": {"queue": part}}

    return await live.follow(request, snapshot)


async def _page(request: web.Request, problem: str = "") -> web.Response:
    view, meeting = await frame.find(request), await find(request)
    found = await request.app[DB].read(queue.queue, meeting.id)
    status = frame.REFUSED if problem else 200
    return frame.show(
        request,
        "officer/meeting_comments.html",
        view,
        "meetings",
        status=status,
        problem=problem,
        meeting=meeting,
        queue=found,
    )
