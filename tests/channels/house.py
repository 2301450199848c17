"""A whole conversation on a platform's double: webhook, worker, talk, sender, and a citizen with a telephone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp import web
from sqlmodel import Session, col, func, select

from admin.job_kinds import PERSONAL_STORES
from bot import broadcaster, sender, webhook, worker
from bot.channel import Channel
from bot.hatch import Hatch
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.talk.service import hear
from consultation.vault import Vault
from tests.doubles import Citizen, LineDouble, Shown, TelegramDouble

SECRET = "s3cret_-A"
PATIENCE = 30.0  # seconds until an answer must have come, on a busy machine


@dataclass
class Person:
    """A citizen who says or taps one thing at a time and waits for what comes of it."""

    citizen: Citizen
    db: Database

    async def says(self, text: str, wanted: str) -> Shown:
        """Type something; the message that answers it and contains `wanted`."""
        await self.citizen.says(text)
        return await self.hears(wanted)

    async def taps(self, label: str, wanted: str) -> Shown:
        """Press a button of the last message by its label, however the channel numbers it."""
        shown = next(one for one in self.citizen.last.labels if one.split(". ")[-1] == label)
        await self.citizen.taps(shown)
        return await self.hears(wanted)

    async def hears(self, wanted: str) -> Shown:
        """The message that contains `wanted`, once all that was to be said with it has come."""
        heard = await self.citizen.wait_for(wanted, timeout=PATIENCE)
        async with asyncio.timeout(PATIENCE):
            while await self.db.read(_to_be_said):  # the whole turn: its buttons are below its last message
                await asyncio.sleep(0.05)
        return heard


@asynccontextmanager
async def house(name: str, db: Database, vault: Vault, *, news: bool = False) -> AsyncIterator[Person]:
    """Somebody who can talk to us by this channel; the platform's double must see no rule of it broken.

    news: broadcasts go too.
    """
    double = LineDouble() if name == "line" else TelegramDouble(secret=SECRET, time_scale=0.01)
    async with double:
        channel = _channel(double)
        inbox, outbox = asyncio.Event(), asyncio.Event()
        accounts, hearing = worker.account_map([channel]), partial(hear, stores=PERSONAL_STORES)
        app = web.Application()
        app.add_routes(webhook.routes([channel], db, vault, inbox.set))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        double.webhook = f"http://{host}:{port}/webhook/{name}"
        hatch = Hatch()
        loops = [
            worker.run(db, vault, accounts, hearing, wake=inbox, worked=outbox.set, hatch=hatch),
            sender.run(db, vault, accounts, wake=outbox, hatch=hatch),
        ]
        if news:
            loops.append(broadcaster.run(db, vault, accounts, put=outbox.set, every=0.1))
        tasks = [asyncio.create_task(loop) for loop in loops]
        try:
            yield Person(double.citizen(77_000_001), db)
            assert not double.violations
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await runner.cleanup()
            await channel.close()


def _to_be_said(session: Session) -> int:
    waiting = select(func.count()).where(col(OutboxMessage.state).in_(("queued", "sending")))
    return session.exec(waiting).one()


def _channel(double: LineDouble | TelegramDouble) -> Channel:
    if isinstance(double, LineDouble):
        return LineChannel("line", [double.secret], double.token, double.url)
    return TelegramChannel("telegram", [SECRET], double.token, double.base_url)
