"""Every act on a theme set, who and when, each to be taken back or done again."""

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB
from admin.planner import frame
from consultation.themes import service as themes


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """A page of acts, newest first; of one planner where `by` names one."""
    about, consultation = await frame.ready(request)
    actor, at = request.query.get("by", "").replace("\x00", "")[:100], frame.asked(request, "page", 1) or 1
    found = await request.app[DB].read(themes.history, about.id, at, actor)
    return frame.show(request, "planner/history.html", about, consultation, "history", history=found, actor=actor)
