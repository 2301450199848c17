"""The web chat as it is served: its routes, the worker and the sender on one database, and one open consultation."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlmodel import Session

from admin.pages import STATIC
from admin.security import CONTENT_POLICY
from bot import retention, sender, worker
from bot.hatch import Hatch
from bot.web import WebChannel, routes
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms import templates
from consultation.places.schemes import cluster
from consultation.privacy import links
from consultation.settings import Settings
from consultation.talk.service import hear
from consultation.vault import Vault


def consultation(session: Session, title: str = "ปัญหาและความต้องการของพื้นที่") -> ConsultationView:
    """An open needs survey of one cluster."""
    place = cluster("current:10")
    new = NewConsultation(
        title=title,
        kind=templates.templates()["needs"].kind,
        template="needs",
        scheme=place.scheme,
        cluster=place.number,
        closes_at=clock.now() + timedelta(days=20),
    )
    return consult.open_now(session, consult.create(session, new, templates.fill("needs", place), "test").id, "test")


class Served:
    """The application, and switches for what may happen to it."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self.db, self.vault = db, vault
        self.inbox_wake, self.outbox_wake = asyncio.Event(), asyncio.Event()
        self.fails = 0  # so many things said are answered with 503, after they were stored
        self.app = web.Application(middlewares=[self._failing])
        self.app.on_response_prepare.append(_policy)
        self.app.add_routes(routes(WebChannel(vault), db, vault, self.inbox_wake.set, Settings()))
        self.app.add_routes([web.static("/static", STATIC)])

    @web.middleware
    async def _failing(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.fails and request.path.endswith("/say"):
            self.fails -= 1
            with suppress(web.HTTPSeeOther):
                await handler(request)
            raise web.HTTPServiceUnavailable
        return await handler(request)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        channels = worker.account_map([WebChannel(self.vault)])
        hearing = partial(hear, stores=(*links.STORES, *retention.STORES))
        hatch = Hatch()
        loops = [
            worker.run(
                self.db, self.vault, channels, hearing, wake=self.inbox_wake, worked=self.outbox_wake.set, hatch=hatch
            ),
            sender.run(self.db, self.vault, channels, wake=self.outbox_wake, hatch=hatch),
        ]
        tasks = [asyncio.create_task(loop) for loop in loops]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _policy(_: web.Request, response: web.StreamResponse) -> None:
    """The content policy that every page of the program has: a page that needs more is broken by it."""
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
