"""How many follow which cluster, province and subject, and how many began and stopped: numbers, nobody's name."""

from typing import Any

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB
from admin.officer.rounds import few
from admin.pages import render
from consultation.subscriptions.figures import overview
from consultation.subscriptions.models import KINDS
from consultation.wording import wording

ROOT = "/admin/subscribers"


@allow("office.subscribers")
async def show(request: web.Request) -> web.Response:
    """Who follows now, by what; and month by month."""
    seen = await request.app[DB].read(overview)
    context: dict[str, Any] = {"seen": seen, "kinds": KINDS, "few": few, "words": wording("admin.officer")}
    return render(request, "officer/subscribers.html", section="broadcasts", **context)
