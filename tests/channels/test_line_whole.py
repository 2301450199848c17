"""LINE's cases that need the whole way: webhook, worker, talk, sender, and LINE's own view of it."""

import asyncio
from typing import cast

from sqlmodel import Session, col, select

from bot.models import InboxEvent
from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.outbox.service import put
from consultation.people.models import Contact
from consultation.vault import Vault
from tests.channels.house import Person, house
from tests.consultation.outbox.contacts import say
from tests.doubles import LineDouble


def platform(person: Person) -> LineDouble:
    return cast(LineDouble, person.citizen._stage)


def states(session: Session) -> list[str]:
    return [row.state for row in session.exec(select(InboxEvent).order_by(col(InboxEvent.id)))]


async def heard(db: Database, count: int) -> list[str]:
    """The states of the inbox once so many events are worked."""
    async with asyncio.timeout(30):
        while "new" in (found := await db.read(states)) or len(found) < count:
            await asyncio.sleep(0.05)
    return found


async def told(person: Person, count: int) -> None:
    async with asyncio.timeout(30):
        while len(person.citizen.messages) < count:
            await asyncio.sleep(0.05)


async def test_l2_l12_dummies_and_standby_are_stored_and_never_answered(db: Database, vault: Vault) -> None:
    async with house("line", db, vault) as person:
        line = platform(person)
        for dummy in ("0" * 32, "f" * 32):
            event = line.event("message", person.citizen, message={"id": "1", "type": "text", "text": "Hello, world"})
            assert (await line.deliver([{**event, "replyToken": dummy}])).status == 200
        line.standby = True
        await person.citizen.says("สวัสดี")
        assert await heard(db, 3) == ["ignored"] * 3
        await asyncio.sleep(0.3)
        assert not [call for call in line.calls if call.operation in ("reply", "push")]


async def test_l3_an_event_that_comes_again_after_its_reply_is_answered_once(db: Database, vault: Vault) -> None:
    async with house("line", db, vault) as person:
        line = platform(person)
        event = await person.citizen.says("สวัสดี")
        await told(person, 1)
        await line.redeliver(event)
        await asyncio.sleep(0.5)
        assert await heard(db, 1) == ["done"]
        assert [call.operation for call in line.calls] == ["reply"]


async def test_l4_an_event_older_than_twenty_minutes_is_answered_by_a_push(db: Database, vault: Vault) -> None:
    async with house("line", db, vault) as person:
        line, url = platform(person), platform(person).webhook
        line.webhook = None
        await person.citizen.follow()
        event = line.event("message", person.citizen, message={"id": "7", "type": "text", "text": "สวัสดี"})
        old = {**event, "timestamp": event["timestamp"] - 21 * 60 * 1000, "deliveryContext": {"isRedelivery": True}}
        line.webhook = url
        await line.deliver([old])
        await told(person, 1)
        assert "push" in [call.operation for call in line.calls]
        used = [call.body.get("replyToken") for call in line.calls if call.operation == "reply"]
        assert event["replyToken"] not in used


async def test_l16_unfollow_stops_everything_and_follow_brings_it_back(db: Database, vault: Vault) -> None:
    async with house("line", db, vault) as person:
        line = platform(person)
        await person.citizen.follow()
        await told(person, 1)
        await person.citizen.block()
        await heard(db, 2)
        of = await db.read(lambda session: session.exec(select(Contact.id)).one())
        calls = len(line.calls)
        meanwhile = await db.write(put, of, say("meanwhile"))
        async with asyncio.timeout(30):
            while (row := await db.read(Session.get_one, OutboxMessage, meanwhile)).state == "queued":
                await asyncio.sleep(0.05)
        assert (row.state, row.reason, len(line.calls)) == ("failed", "blocked", calls)
        await person.citizen.unblock()
        await told(person, 2)
        assert await db.read(lambda session: session.exec(select(Contact.blocked_at)).one()) is None
        assert "meanwhile" not in [shown.text for shown in person.citizen.messages]  # old news is not sent again
