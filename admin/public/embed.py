"""A consultation in a frame of somebody else's page: what it is, until when, and what came out. Nothing can be done in
it, so a page that lies about it gains nothing."""

from typing import Any

from aiohttp import web

from admin.keys import DB, SETTINGS
from admin.public.consultation import page, published
from admin.security import CONTENT_POLICY
from consultation.consult import life
from consultation.lifecycle import results
from consultation.opendata import service as opendata

# Anybody may frame this page, and no other of ours; it has no script and no form.
POLICY = (
    CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    .replace("script-src 'self'; ", "")
    .replace("form-action 'self'", "form-action 'none'")
)
SHOWN = 5  # themes


async def show(request: web.Request) -> web.Response:
    """The frame's content in the language that is asked for."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    result = await request.app[DB].read(results.newest, view.id) if view.state in life.RESULTS else None
    themes = await request.app[DB].read(opendata.themes, view.id, quotes=False) if result else []
    largest = sorted(
        (theme for each in themes for theme in each.themes if theme.people), key=lambda one: -_n(one.people)
    )
    context: dict[str, Any] = {
        "result": result,
        "themes": largest[:SHOWN],
        "base": request.app[SETTINGS].base_url.rstrip("/"),
    }
    answer = page(request, "public/embed.html", view, form, **context)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _n(people: int | None) -> int:
    return people or 0
