"""The composition root: the one place that knows all the parts and puts them into one application."""

import mimetypes
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Literal

from aiohttp import web

from admin import accounts, api, health, live, metrics, officer, planner, privacy, public, strategy, webhooks
from admin.accounts import access
from admin.accounts.oidc import Provider
from admin.accounts.witness import Witness, know_acting
from admin.hall_feed import Feed
from admin.job_kinds import handlers
from admin.keys import CHANNELS, DB, HALL, PAGES, PROVIDER, SETTINGS, SITE, VAULT
from admin.loops import Loops, Wakes
from admin.metrics import METRICS, Metrics
from admin.officer.late import know_late
from admin.pages import STATIC, environment
from admin.security import LARGEST_BODY, guard_answer, same_origin_writes, thai_errors
from admin.site import Site
from admin.telling import pages as telling
from bot import beating, webhook
from bot import web as chat
from bot.channel import Channel
from bot.inbox import Inbox, probe, run_steps
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation.db import Database
from consultation.settings import Settings
from consultation.vault import Vault

Role = Literal["all", "web", "work"]


def build_app(
    settings: Settings,
    db: Database,
    vault: Vault,
    channels: Sequence[Channel],
    *,
    role: Role = "all",
    site: Site | None = None,
) -> web.Application:
    """The application: pages, webhooks, health, and unless `role` is "web" the loops that work behind them.

    The caller opens the database and the channels, and closes them after the application has stopped.
    """
    asked = (access.know_account, access.guard, know_acting)
    app = web.Application(
        middlewares=[metrics.count_requests, thai_errors, same_origin_writes, *asked, know_late],
        client_max_size=LARGEST_BODY,
    )
    wakes, witness = Wakes(), Witness(db)
    app[SETTINGS], app[SITE], app[DB], app[VAULT] = settings, site or Site(), witness, vault
    app[CHANNELS] = channels
    app[PAGES], app[METRICS], app[HALL] = environment(settings), Metrics(), Feed(db)
    app[PROVIDER] = Provider(settings) if settings.oidc_issuer else None
    app.on_response_prepare.append(guard_answer)
    app.on_startup.append(live.prepare)
    app.on_shutdown.append(live.end_streams)
    add_routes(app, wakes)
    app.cleanup_ctx.append(beating.taking(lambda steps: db.write(run_steps, steps), channels))
    if role != "web":
        app.cleanup_ctx.append(_running(settings, db, vault, channels, wakes))
    return app


def add_routes(app: web.Application, wakes: Wakes) -> None:
    """Every route of every room."""
    health.add(app, lambda: app[DB].write(probe))
    app.add_routes(metrics.routes())
    app.add_routes(public.routes())
    app.add_routes(accounts.routes())
    app.add_routes(telling.routes())
    app.add_routes(webhooks.routes())
    app.add_routes(officer.routes())
    app.add_routes(planner.routes())
    app.add_routes(strategy.routes())
    app.add_routes(privacy.routes())
    app.add_routes(api.routes())
    settings, db, vault = app[SETTINGS], app[DB], app[VAULT]
    platforms = [channel for channel in app[CHANNELS] if not isinstance(channel, WebChannel)]
    app.add_routes(webhook.routes(platforms, db, vault, wakes.inbox.set, app[METRICS].webhook))
    for channel in app[CHANNELS]:
        if isinstance(channel, WebChannel):
            app.add_routes(chat.routes(channel, db, vault, wakes.inbox.set, settings))
    # Not every system's table knows the type, and a font served as anything else is not preloaded.
    mimetypes.add_type("font/woff2", ".woff2")
    app.router.add_static("/static", STATIC)


def _running(
    settings: Settings, db: Database, vault: Vault, channels: Sequence[Channel], wakes: Wakes
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def run(_: web.Application) -> AsyncIterator[None]:
        loops = start_loops(settings, db, vault, channels, wakes)
        yield
        await loops.stop()

    return run


def start_loops(settings: Settings, db: Database, vault: Vault, channels: Sequence[Channel], wakes: Wakes) -> Loops:
    """Begin the work behind the pages in the running event loop."""
    loops = Loops(db, vault, channels, handlers(db, vault, channels), wakes)
    if settings.telegram_mode == "poll":
        inbox = Inbox(db, vault)
        for channel in channels:
            if isinstance(channel, TelegramChannel):
                loops.poll(channel, inbox, wakes)
    loops.start()
    return loops
