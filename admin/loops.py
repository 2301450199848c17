"""The work behind the pages: hearing what citizens said, sending what is to be said, durable jobs, polling.

Each loop is watched: one that breaks is logged and begun again, and none takes another down.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from admin import job_loop
from admin.job_kinds import PERSONAL_STORES
from bot import broadcaster, outage, sender, worker
from bot.channel import Channel
from bot.hatch import Hatch
from bot.inbox import Inbox
from bot.message import RawEvent
from bot.telegram import TelegramChannel
from bot.telegram.poll import poll
from consultation import ids
from consultation.db import Database
from consultation.jobs import Handler
from consultation.talk.service import hear
from consultation.vault import Vault

log = structlog.get_logger()

BEGIN_AGAIN_AFTER = 1.0  # seconds


@dataclass(frozen=True)
class Wakes:
    """What loops of this process tell each other: something was stored to be heard, or put in to be sent."""

    inbox: asyncio.Event = field(default_factory=asyncio.Event)
    outbox: asyncio.Event = field(default_factory=asyncio.Event)


Loop = Callable[[], Awaitable[None]]


class Loops:
    """The running loops of one process."""

    def __init__(
        self, db: Database, vault: Vault, channels: Sequence[Channel], handlers: Mapping[str, Handler], wakes: Wakes
    ) -> None:
        self._stop = asyncio.Event()
        hatch = Hatch()
        accounts, hearing = worker.account_map(channels), partial(hear, stores=PERSONAL_STORES)
        owner = f"{socket.gethostname()}:{os.getpid()}:{ids.code()}"
        self._cancelled: dict[str, Loop] = {
            "worker": partial(
                worker.run, db, vault, accounts, hearing, wake=wakes.inbox, worked=wakes.outbox.set, hatch=hatch
            ),
            "sender": partial(sender.run, db, vault, accounts, wake=wakes.outbox, hatch=hatch),
            "broadcaster": partial(broadcaster.run, db, vault, accounts, put=wakes.outbox.set),
        }
        if losing := outage.losing(channels):
            self._cancelled["outage"] = partial(outage.look_after, db, losing)
        self._stopped: dict[str, Loop] = {
            f"jobs {n}": partial(job_loop.run, db, owner, each, self._stop, at_once)
            for n, (each, at_once) in enumerate(job_loop.apart(handlers))
        }
        self._tasks: list[asyncio.Task[None]] = []
        self._jobs: list[asyncio.Task[None]] = []

    def poll(self, channel: TelegramChannel, inbox: Inbox, wakes: Wakes) -> None:
        """Ask Telegram for updates too: for an installation without a public address. Before `start`."""

        async def store(events: list[RawEvent]) -> None:
            await inbox.put(channel.name, channel.account, events)
            wakes.inbox.set()

        self._cancelled["poll"] = partial(poll, channel, store)

    def start(self) -> None:
        """Begin every loop."""
        self._tasks = [asyncio.create_task(self._watch(name, loop)) for name, loop in self._cancelled.items()]
        self._jobs = [asyncio.create_task(self._watch(name, loop)) for name, loop in self._stopped.items()]

    async def stop(self, patience: float = 10.0) -> None:
        """Stop: no job is begun any more, those begun have `patience` seconds; what is cut off is done again later."""
        self._stop.set()
        for task in self._tasks:
            task.cancel()
        if self._jobs:
            _, late = await asyncio.wait(self._jobs, timeout=patience)
            for task in late:
                task.cancel()
        await asyncio.gather(*self._tasks, *self._jobs, return_exceptions=True)

    async def _watch(self, name: str, loop: Loop) -> None:
        while not self._stop.is_set():
            try:
                await loop()
            except Exception:
                log.exception("loop broke", loop=name)
                await asyncio.sleep(BEGIN_AGAIN_AFTER)
