"""The start page: in the demonstration three ways in, else the open consultations and the way to sign in."""

from aiohttp import web
from sqlmodel import Session

from admin.keys import DB
from admin.pages import render
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView


async def start(request: web.Request) -> web.Response:
    """What can be answered now, and the entries."""
    views = await request.app[DB].read(public)
    opened = [view for view in views if view.state == "open"]
    coming = [view for view in views if view.phase == "before"]
    closed = [view for view in views if view.phase == "after"]
    return render(request, "start.html", section="home", opened=opened, coming=coming, closed=closed)


def public(session: Session) -> list[ConsultationView]:
    """Every consultation that the public may know of, newest first."""
    return [view for view in consult.listing(session) if view.public]
