"""Figures for those who watch us: /metrics (Prometheus)."""

import time

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlmodel import Session, col, func, select

from admin.keys import DB
from admin.webhook_metrics import WebhookMetrics
from bot.models import InboxEvent
from consultation.jobs import Job
from consultation.outbox import quota
from consultation.outbox.models import OutboxMessage
from consultation.webhooks.models import WebhookDelivery


class Metrics:
    """The figures of one application; each application has its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        by = ["method", "route", "status"]
        self.requests = Counter("prachakhom_requests", "Requests answered", by, registry=self.registry)
        self.seconds = Histogram("prachakhom_request_seconds", "Time to answer", ["route"], registry=self.registry)
        self.webhook = WebhookMetrics(self.registry)
        of = ["channel", "account", "what"]
        self.quota = Gauge("prachakhom_quota", "A platform's monthly quota", of, registry=self.registry)
        self.rows = Gauge("prachakhom_rows", "Rows waiting or set aside", ["table", "state"], registry=self.registry)


METRICS = web.AppKey("metrics", Metrics)


def routes() -> list[web.RouteDef]:
    """The route of the figures."""
    return [web.get("/metrics", metrics)]


@web.middleware
async def count_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count each answer and its time, by route (never by address, which would grow without end)."""
    begun, status = time.perf_counter(), 500
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "unknown"
        found = request.app[METRICS]
        found.requests.labels(request.method, route, status).inc()
        found.seconds.labels(route).observe(time.perf_counter() - begun)


async def metrics(request: web.Request) -> web.Response:
    """All figures in Prometheus' text format."""
    found = request.app[METRICS]
    for table, state, n in await request.app[DB].read(waiting):
        found.rows.labels(table, state).set(n)
    for one in await request.app[DB].read(quota.all_known):
        found.quota.labels(one.channel, one.account, "used").set(one.used)
        found.quota.labels(one.channel, one.account, "limit").set(-1 if one.limit is None else one.limit)
        found.quota.labels(one.channel, one.account, "spent").set(int(one.spent))
    return web.Response(body=generate_latest(found.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def waiting(session: Session) -> list[tuple[str, str, int]]:
    """How many rows wait or were set aside: (table, state, number)."""
    open_jobs = select(func.count()).select_from(Job).where(col(Job.done_at).is_(None))
    failed = col(Job.failed_at)
    return [
        ("inbox", "new", _states(session, InboxEvent, "new")),
        ("inbox", "set_aside", _states(session, InboxEvent, "set_aside")),
        ("outbox", "queued", _states(session, OutboxMessage, "queued")),
        ("outbox", "failed", _states(session, OutboxMessage, "failed")),
        ("outbox", "unknown", _states(session, OutboxMessage, "unknown")),
        ("job", "waiting", session.exec(open_jobs.where(failed.is_(None))).one()),
        ("job", "set_aside", session.exec(open_jobs.where(failed.is_not(None))).one()),
        ("webhook", "waiting", _states(session, WebhookDelivery, "waiting")),
        ("webhook", "set_aside", _states(session, WebhookDelivery, "set_aside")),
    ]


def _states(session: Session, table: type[InboxEvent | OutboxMessage | WebhookDelivery], state: str) -> int:
    return session.exec(select(func.count()).select_from(table).where(col(table.state) == state)).one()
