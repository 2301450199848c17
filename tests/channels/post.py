"""The sender on a platform's double: citizens who can be written to, and what became of what was put in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from bot import sender
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.worker import account_map
from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.outbox.service import Lane, put
from consultation.vault import Vault
from tests.consultation.outbox.contacts import contact, say
from tests.doubles import Citizen, LineDouble, TelegramDouble


@dataclass
class Post:
    """A double, our channel on it, a database, and the people who are known in both."""

    double: LineDouble | TelegramDouble
    channel: LineChannel | TelegramChannel
    db: Database
    vault: Vault
    people: dict[int, int] = field(default_factory=dict)  # number to contact

    def citizen(self, number: int) -> Citizen:
        return self.double.citizen(number)

    async def knows(self, *numbers: int) -> None:
        """People who have spoken to the bot."""
        for number in numbers:
            citizen = self.citizen(number)
            citizen.known = True
            if isinstance(self.double, LineDouble):
                citizen.friend = True
            name, account = self.channel.name, self.channel.account
            self.people[number] = await self.db.write(contact, self.vault, citizen.id, name, account)

    async def put(self, number: int, *texts: str, lane: Lane = "reply") -> int:
        turn = tuple(one for text in texts for one in say(text))
        return await self.db.write(put, self.people[number], turn, lane=lane)

    async def row(self, id: int) -> OutboxMessage:
        return await self.db.read(Session.get_one, OutboxMessage, id)

    async def rows(self) -> list[OutboxMessage]:
        def all(session: Session) -> list[OutboxMessage]:
            return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))

        return await self.db.read(all)

    async def until(self, true: Callable[[list[OutboxMessage]], bool], seconds: float = 60) -> list[OutboxMessage]:
        async with asyncio.timeout(seconds):
            while not true(found := await self.rows()):
                await asyncio.sleep(0.02)
        return found

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[asyncio.Event]:
        wake = asyncio.Event()
        accounts = account_map([self.channel])
        task = asyncio.create_task(sender.run(self.db, self.vault, accounts, wake=wake))
        try:
            yield wake
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def sent_out(self) -> list[OutboxMessage]:
        """Send until nothing waits that may go."""
        async with self.sending():
            return await self.until(over)


def over(rows: list[OutboxMessage]) -> bool:
    return all(row.state not in ("queued", "sending") for row in rows)


@asynccontextmanager
async def post(double: LineDouble | TelegramDouble, db: Database, vault: Vault) -> AsyncIterator[Post]:
    """A running double and the channel on it; at the end no rule of the platform has been broken."""
    async with double:
        channel = (
            LineChannel("line", [double.secret], double.token, double.url)
            if isinstance(double, LineDouble)
            else TelegramChannel("telegram", ["s3cret_-A"], double.token, double.base_url)
        )
        try:
            yield Post(double, channel, db, vault)
            assert not double.violations
        finally:
            await channel.close()
