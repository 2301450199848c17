"""News to those who agreed to hear: the list, and of what a new one is; what the other pages of news share."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import allow, reach
from admin.keys import CHANNELS, DB
from admin.officer import frame
from admin.pages import render
from bot.broadcaster import ways
from bot.channel import Channel
from consultation.broadcast import figures
from consultation.broadcast.figures import View
from consultation.broadcast.reach import Way
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.places.schemes import Cluster, cluster
from consultation.rights import EVERYWHERE, Reach
from consultation.wording import wording

ROOT = "/admin/broadcasts"


@allow("news.read")
async def show(request: web.Request) -> web.Response:
    """All news, the newest first."""
    rows = await request.app[DB].read(figures.listing, there=reach(request, "news.read"))
    return page(request, "broadcasts", rows=rows)


@allow("news.read")
async def of_consultation(request: web.Request) -> web.Response:
    """The news of one consultation, as its tab."""
    view = await frame.find(request)
    rows = await request.app[DB].read(figures.listing, view.id)
    return frame.show(request, "officer/broadcasts_of.html", view, "broadcasts", rows=rows)


def page(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """Answer with a page of news."""
    common: dict[str, Any] = {"words": wording("admin.officer"), "problem": ""}
    return render(request, f"officer/{template}.html", section="broadcasts", status=status, **(common | context))


def number(request: web.Request) -> int:
    """The broadcast's number in the address. Raises 404 for one beyond what a database numbers."""
    return frame.number(request)


def address(broadcast: int, page: str = "") -> str:
    """The address of a page of a broadcast."""
    return f"{ROOT}/{broadcast}" + (f"/{page}" if page else "")


def ways_of(request: web.Request) -> Sequence[Way]:
    """How this installation writes to many."""
    channels: Sequence[Channel] = request.app[CHANNELS]
    return ways(channels)


async def find(request: web.Request) -> View:
    """The broadcast that the address names. Raises NotFound."""
    return await request.app[DB].read(figures.view, number(request))


def clusters_of(views: Sequence[ConsultationView]) -> list[Cluster]:
    """The clusters that have consultations, in the order of the newest."""
    return [cluster(scheme, number) for scheme, number in dict.fromkeys((v.scheme, v.cluster) for v in views)]


def consultations(session: Session, there: Reach = EVERYWHERE) -> list[ConsultationView]:
    """The consultations within reach, newest first; samples of a demonstration too, as their people are."""
    return consult.listing(session, there)


def must_reach(request: web.Request, of: Cluster, *, reading: bool = False) -> None:
    """Raises 404 for a cluster to whose people the account may not write; reading: whose news it may not read."""
    if not reach(request, "news.read" if reading else "news.send").sees(of.scheme, of.number):
        raise web.HTTPNotFound()
