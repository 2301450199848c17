"""A webhook that hears what a double delivers through the channel under test, and keeps it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.channel import BadRequest, Channel, Letter
from bot.message import Event, RawEvent
from consultation.talk.model import Outgoing


@dataclass
class Ear:
    """What was heard, in order. url: where to deliver to."""

    channel: Channel
    url: str = ""
    raws: list[RawEvent] = field(default_factory=list)
    _new: asyncio.Event = field(default_factory=asyncio.Event)

    async def webhook(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self.channel.genuine(request.headers, body):
            return web.Response(status=403)
        try:
            self.raws += self.channel.split(body)
        except BadRequest:
            return web.Response(status=400)
        self._new.set()
        return web.Response()

    async def hears(self, count: int = 1) -> list[Event]:
        """All events so far, as soon as there are so many."""
        async with asyncio.timeout(30):
            while len(self.raws) < count:
                self._new.clear()
                await self._new.wait()
        return [self.channel.parse(one.raw) for one in self.raws]


@asynccontextmanager
async def listening(channel: Channel) -> AsyncIterator[Ear]:
    """A webhook on a free port of this machine, for as long as the block lasts."""
    ear = Ear(channel)
    app = web.Application()
    app.router.add_post("/", ear.webhook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    ear.url = f"http://{host}:{port}/"
    try:
        yield ear
    finally:
        await runner.cleanup()


def letter(event: Event, *texts: str, key: str = "outbox-1", parts: int = 0, interrupted: bool = False) -> Letter:
    """An answer to an event that was heard."""
    turn = [Outgoing(key="test", text=text) for text in texts or ("ขอบคุณ",)]
    return Letter(key, event.address, turn, event.reply, parts=parts, interrupted=interrupted)
