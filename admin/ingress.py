"""The smallest process that keeps what platforms deliver: webhooks and health, no pages, nothing behind them.

Telegram forgets the press of a button after 150 seconds and LINE waits 2 seconds for an answer, so what takes them in
must be back at once whatever happened to it. This module therefore imports little (a test holds it to that), changes no
schema, and listens before it has seen the database: until that answers, platforms are told 503 and deliver again.
"""

from collections.abc import Callable, Sequence

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from admin import health
from admin.process import listening, say_ready, set_log_level, stays, stop_signal
from admin.receivers import receivers
from admin.webhook_metrics import WebhookMetrics
from bot import beating, storing, webhook
from bot.batch import Batch
from bot.driving import Driver, open_driver
from bot.message import RawEvent
from bot.receiver import Receives
from bot.storing import Delivery
from consultation.settings import Settings
from consultation.vault import Vault, open_vault

FIGURES = web.AppKey("figures", CollectorRegistry)


async def serve(settings: Settings, *, ready: Callable[[str], None] = say_ready) -> None:
    """Take what platforms deliver until SIGTERM or SIGINT, then answer what has begun and stop."""
    set_log_level(settings.log_level)
    stop = stop_signal()
    db, vault, accounts = open_driver(settings.database_url), open_vault(settings), receivers(settings)
    try:
        async with listening(build(db, vault, accounts), settings) as address:
            stays()
            ready(address)
            await stop.wait()
    finally:
        await db.close()


def build(db: Driver, vault: Vault, accounts: Sequence[Receives]) -> web.Application:
    """The application: the webhooks of these accounts, and health."""
    app = web.Application()
    app[FIGURES] = CollectorRegistry()
    waiting: Batch[Delivery] = Batch(lambda some: db.run(lambda to: storing.store(to, vault, some)), storing.of_one)

    async def put(channel: str, account: str, events: Sequence[RawEvent]) -> None:
        if events:
            await waiting.add(Delivery(channel, account, tuple(events)))

    app.cleanup_ctx.append(beating.taking(db.run, accounts))
    health.add(app, lambda: db.run(storing.probe))
    app.add_routes([web.get("/metrics", figures)])
    app.add_routes(webhook.routes_into(put, accounts, lambda: None, WebhookMetrics(app[FIGURES])))
    return app


async def figures(request: web.Request) -> web.Response:
    """The webhooks' figures in Prometheus' text format."""
    return web.Response(body=generate_latest(request.app[FIGURES]), headers={"Content-Type": CONTENT_TYPE_LATEST})
