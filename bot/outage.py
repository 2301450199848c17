"""Notices that nobody took requests for a while, and has those asked again whose buttons a platform has forgotten.

Telegram keeps a message for a day and a button that was pressed for 150 seconds. Every process that takes requests
writes down that it lives; where the last such line is too old, the time between is an outage: it was down, or could not
write, which is the same to whoever pressed a button.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, select

from bot.channel import Channel
from bot.models import Alive
from consultation import clock
from consultation.db import Database
from consultation.talk import reask
from consultation.upsert import upsert

EVERY = 20.0  # seconds

log = structlog.get_logger(__name__)


def alive(session: Session, channel: str, account: str, carrier: str, forgets_after: timedelta) -> timedelta | None:
    """Write down that requests are taken now; how long none were, when that was long enough to lose buttons."""
    now = clock.now()
    same = (Alive.channel == channel, Alive.account == account)
    before: datetime | None = session.exec(select(Alive.at).where(*same)).first()
    upsert(session, Alive, {"channel": channel, "account": account, "at": now}, ("channel", "account"))
    if before is None or now - before <= forgets_after:
        return None
    reask.later(session, channel, account, carrier, before, now)
    return now - before


async def watch(db: Database, channels: Collection[Channel]) -> None:
    """Write down that we live, until cancelled."""
    while True:
        for channel in channels:
            forgets_after = getattr(channel, "forgets_taps_after", None)
            if forgets_after is None:
                continue
            try:
                lost = await db.write(alive, channel.name, channel.account, channel.carrier, forgets_after)
            except Exception as error:  # the next line that is written tells how long it lasted
                log.error("outage.not_written", error=type(error).__name__)
                continue
            if lost is not None:
                log.warning("outage.ended", channel=channel.name, seconds=round(lost.total_seconds()))
        await asyncio.sleep(EVERY)


def watching(db: Database, channels: Collection[Channel]) -> Callable[[object], AsyncIterator[None]]:
    """For an application's `cleanup_ctx`: watches as long as the application runs."""

    async def run(_: object) -> AsyncIterator[None]:
        task = asyncio.create_task(watch(db, channels))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return run
