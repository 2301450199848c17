"""Telegram's cases of sending that need the whole way: webhook, worker, talk, sender, and Telegram's own view of it."""

import asyncio

from sqlmodel import Session, select

from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.outbox.service import put
from consultation.people.models import Contact
from consultation.vault import Vault
from tests.channels.house import house
from tests.channels.test_line_whole import heard, told
from tests.consultation.outbox.contacts import say


async def test_t11_a_bot_that_was_stopped_says_nothing_until_start(db: Database, vault: Vault) -> None:
    async with house("telegram", db, vault) as person:
        double = person.citizen._stage
        await person.citizen.follow()
        await told(person, 1)
        await person.citizen.block()  # my_chat_member: kicked
        await heard(db, 2)
        of = await db.read(lambda session: session.exec(select(Contact.id)).one())
        calls = len(double.calls)  # type: ignore[attr-defined]
        meanwhile = await db.write(put, of, say("meanwhile"))
        async with asyncio.timeout(30):
            while (row := await db.read(Session.get_one, OutboxMessage, meanwhile)).state == "queued":
                await asyncio.sleep(0.05)
        assert (row.state, row.reason) == ("failed", "blocked")
        assert len(double.calls) == calls  # type: ignore[attr-defined]
        await person.citizen.unblock()
        await person.citizen.says("/start")
        await told(person, 2)
        assert await db.read(lambda session: session.exec(select(Contact.blocked_at)).one()) is None
