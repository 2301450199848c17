"""Runs an installation until it is told to stop: schema, database, channels, pages, and the work behind them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

from admin import migrate
from admin.app import Role, build_app, start_loops
from admin.channels import configured
from admin.loops import Wakes
from admin.privacy import shipped
from admin.process import listening, say_ready, set_log_level, stays, stop_signal
from admin.site import Site
from admin.telling import work as telling
from bot.channel import Channel
from consultation import jobs
from consultation.broadcast import slices
from consultation.db import Database, open_database
from consultation.errors import Refused
from consultation.law import reminders
from consultation.outbox import service as outbox
from consultation.outbox import tending
from consultation.privacy import sweeping
from consultation.privacy.notices import service as notices
from consultation.settings import Settings
from consultation.traits import work as traits
from consultation.vault import Vault, open_vault
from consultation.wording import wording

log = structlog.get_logger()


async def serve(
    settings: Settings, role: Role = "all", *, site: Site | None = None, ready: Callable[[str], None] | None = None
) -> None:
    """Run until SIGTERM or SIGINT, then stop in order. ready: called with our address when requests are taken.

    role: "all"; "web" takes requests only; "work" does the work behind and listens nowhere. Raises Refused when the
    database's schema is behind and this process may not change it (PostgreSQL).
    """
    set_log_level(settings.log_level)
    stop = stop_signal()
    await bring_schema(settings)
    async with opened(settings) as (db, vault, channels):
        if role == "work":
            loops = start_loops(settings, db, vault, channels, Wakes())
            stays()
            log.info("working")
            await stop.wait()
            await loops.stop()
            return
        app = build_app(settings, db, vault, channels, role=role, site=site)
        async with listening(app, settings) as address:
            stays()
            (ready or say_ready)(address)
            await stop.wait()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, Vault, Sequence[Channel]]]:
    """The database, the vault and the channels, closed at the end in the right order."""
    db, vault = open_database(settings.database_url, settings.database_limits), open_vault(settings)
    channels = configured(settings, vault)
    try:
        if settings.on_sqlite:
            await db.write(jobs.release_orphans)
            await db.write(outbox.release_orphans)
            await db.write(slices.release_orphans)
        await db.write(tending.begin)
        await db.write(traits.begin)
        await db.write(reminders.begin)
        await db.write(telling.begin)
        await db.write(sweeping.begin)
        await db.write(notices.keep_shipped, shipped.texts())
        yield db, vault, channels
    finally:
        for channel in channels:
            await channel.close()
        await db.close()


async def bring_schema(settings: Settings) -> None:
    """Upgrade an SQLite file; on PostgreSQL only look. Raises Refused when the schema there is behind."""
    if settings.on_sqlite:
        await migrate.upgrade(settings.database_url)
    elif await migrate.pending(settings.database_url):
        raise Refused(wording("admin")["error"]["schema_behind"])
