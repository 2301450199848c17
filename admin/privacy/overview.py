"""The first page of the privacy office: what cannot wait, and how each register stands."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import allow
from admin.keys import DB
from admin.privacy import frame
from consultation import clock
from consultation.law import due
from consultation.privacy import destruction, watch
from consultation.privacy.incidents import service as incidents
from consultation.privacy.notices import service as notices
from consultation.privacy.requests import service as requests


@allow(frame.READ)
async def show(request: web.Request) -> web.Response:
    """What waits in each register."""
    found = await request.app[DB].read(_found)
    return frame.show(request, "overview.html", "overview", now_at=clock.now(), **found)


def _found(session: Session) -> dict[str, Any]:
    versions, draft = notices.every(session), notices.draft(session)
    return {
        "privacy": watch.urgent(session, due.today()),
        "waiting": len(requests.waiting(session)),
        "incidents": [one for one in incidents.every(session) if one.closed_at is None],
        "newest": next((row for row in versions if row is not draft), None),
        "draft": draft,
        "destroyed": destruction.count(session),
        "next_due": destruction.next_due(session)[:3],
        "today": due.today(),
    }
