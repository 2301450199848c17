"""After an outage those are asked again whose buttons a platform has forgotten meanwhile (see bot/beating.py)."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import structlog
from sqlmodel import Session, select

from bot.channel import Channel
from bot.models import Alive
from consultation.db import Database
from consultation.talk import reask

LOOK_EVERY = 20.0  # seconds

Losing = Mapping[tuple[str, str], tuple[str, timedelta]]  # (name, account) to carrier and how long taps are kept

log = structlog.get_logger(__name__)


def losing(channels: Collection[Channel]) -> Losing:
    """The accounts of platforms that forget buttons, and after how long."""
    kept = {(one.name, one.account): (one.carrier, getattr(one, "forgets_taps_after", None)) for one in channels}
    return {name: (carrier, after) for name, (carrier, after) in kept.items() if after is not None}


def look(session: Session, accounts: Losing) -> list[timedelta]:
    """Put in that people are asked again for every outage that was long enough; how long these were."""
    ended: list[timedelta] = []
    for row in session.exec(select(Alive)):
        carrier, kept = accounts.get((row.channel, row.account), ("", None))
        if row.lost_from is None or row.lost_to is None or kept is None:
            continue
        if row.lost_to - row.lost_from > kept:
            reask.later(session, row.channel, row.account, carrier, row.lost_from, row.lost_to)
            ended.append(row.lost_to - row.lost_from)
        row.lost_from = row.lost_to = None
        session.add(row)
    return ended


async def look_after(db: Database, accounts: Losing) -> None:
    """Look until cancelled."""
    while True:
        for lost in await db.write(look, accounts):
            log.warning("outage.ended", seconds=round(lost.total_seconds()))
        await asyncio.sleep(LOOK_EVERY)
