"""How many follow which cluster, province and subject, and how many began and stopped: numbers, nobody's name."""

from typing import Any

from aiohttp import web

from admin.accounts.access import allow, reach
from admin.keys import DB
from admin.officer.rounds import few
from admin.pages import render
from consultation.subscriptions.figures import overview
from consultation.subscriptions.models import CLUSTER, KINDS, PROVINCE
from consultation.wording import wording

ROOT, RIGHT = "/admin/subscribers", "subscribers.read"


@allow(RIGHT)
async def show(request: web.Request) -> web.Response:
    """Who follows now, by what; and month by month."""
    there = reach(request, RIGHT)
    seen, kinds = await request.app[DB].read(overview, there), KINDS if there.places is None else (CLUSTER, PROVINCE)
    context: dict[str, Any] = {"seen": seen, "kinds": kinds, "few": few, "words": wording("admin.officer")}
    return render(request, "officer/subscribers.html", section="broadcasts", **context)
