"""The job that tends the outbox and asks platforms how much of the month's quota is used."""

from collections.abc import Sequence
from functools import partial

import structlog

from bot.channel import Channel
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.outbox import quota
from consultation.outbox.tending import TEND_JOB, tend

log = structlog.get_logger(__name__)


def handlers(db: Database, channels: Sequence[Channel]) -> dict[str, Handler]:
    """The handler of this job."""
    return {TEND_JOB: partial(tend_at_its_time, db, channels)}


async def tend_at_its_time(db: Database, channels: Sequence[Channel], job: Claimed) -> None:
    """Handle `sending.tend`. A platform that does not answer is asked again at the next round."""
    await db.write(tend)
    for channel in channels:
        if hasattr(channel, "quota"):
            await ask_quota(db, channel)


async def ask_quota(db: Database, channel: Channel) -> None:
    """Ask a channel that has a quota for it, keep the answer, and warn when a new level is reached."""
    try:
        limit, used = await channel.quota()  # type: ignore[attr-defined]  # optional: see bot.channel
    except Exception as error:
        log.warning("quota.not_told", channel=channel.name, account=channel.account, error=type(error).__name__)
        return
    if level := await db.write(quota.looked, channel.name, channel.account, limit, used):
        log.error("quota.warning", channel=channel.name, account=channel.account, per_cent=level, used=used)
