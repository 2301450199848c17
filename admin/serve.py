"""Runs an installation until it is told to stop: schema, database, channels, pages, and the work behind them."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from admin import migrate
from admin.app import Role, build_app, start_loops
from admin.channels import configured
from admin.loops import Wakes
from admin.site import Site
from admin.wording import wording
from bot.channel import Channel
from consultation import jobs
from consultation.broadcast import slices
from consultation.db import Database, open_database
from consultation.errors import Refused
from consultation.outbox import service as outbox
from consultation.outbox import tending
from consultation.settings import Settings
from consultation.vault import Vault, open_vault

SHUTDOWN_SECONDS = 5.0

log = structlog.get_logger()


async def serve(
    settings: Settings, role: Role = "all", *, site: Site | None = None, ready: Callable[[str], None] | None = None
) -> None:
    """Run until SIGTERM or SIGINT, then stop in order. ready: called with our address when requests are taken.

    role: "all"; "web" takes requests only; "work" does the work behind and listens nowhere. Raises Refused when the
    database's schema is behind and this process may not change it (PostgreSQL).
    """
    set_log_level(settings.log_level)
    stop = _stop_signal()
    await bring_schema(settings)
    async with opened(settings) as (db, vault, channels):
        if role == "work":
            loops = start_loops(settings, db, vault, channels, Wakes())
            log.info("working")
            await stop.wait()
            await loops.stop()
            return
        app = build_app(settings, db, vault, channels, role=role, site=site)
        async with listening(app, settings) as address:
            (ready or _say_ready)(address)
            await stop.wait()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, Vault, Sequence[Channel]]]:
    """The database, the vault and the channels, closed at the end in the right order."""
    db, vault = open_database(settings.database_url), open_vault(settings)
    channels = configured(settings, vault)
    try:
        if settings.on_sqlite:
            await db.write(jobs.release_orphans)
            await db.write(outbox.release_orphans)
            await db.write(slices.release_orphans)
        await db.write(tending.begin)
        yield db, vault, channels
    finally:
        for channel in channels:
            await channel.close()
        await db.close()


@asynccontextmanager
async def listening(app: web.Application, settings: Settings) -> AsyncIterator[str]:
    """Take requests at the settings' host and port (0: any free one); yields the address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def bring_schema(settings: Settings) -> None:
    """Upgrade an SQLite file; on PostgreSQL only look. Raises Refused when the schema there is behind."""
    if settings.on_sqlite:
        await migrate.upgrade(settings.database_url)
    elif await migrate.pending(settings.database_url):
        raise Refused(wording("admin")["error"]["schema_behind"])


def set_log_level(name: str) -> None:
    """Log from this level on, to standard error. Raises Refused for an unknown level."""
    level = logging.getLevelNamesMapping().get(name.upper())
    if level is None:
        raise Refused(wording("admin")["error"]["log_level"].format(given=name))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _say_ready(address: str) -> None:
    log.info("serving", address=address)
