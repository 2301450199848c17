"""An event is stored once, whatever is sent at the same time, and never waits for a worker."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot import inbox
from bot.inbox import Inbox
from bot.models import Conversation, InboxEvent
from consultation.db import Database, Postgres, open_database
from consultation.vault import Vault
from consultation.waits import Limits
from tests.bot.events import event


def stored(session: Session) -> list[InboxEvent]:
    return list(session.exec(select(InboxEvent).order_by(col(InboxEvent.id))))


async def test_i1_the_same_event_twenty_times_at_once_is_one_row(db: Database, vault: Vault) -> None:
    one = event("e1")
    counts = await asyncio.gather(*[db.write(inbox.store, vault, "line", "a", [one]) for _ in range(20)])
    rows = await db.read(stored)
    assert sum(counts) == 1
    assert [row.event_id for row in rows] == ["e1"]


async def test_the_same_event_twenty_times_in_one_batch_is_one_row(db: Database, vault: Vault) -> None:
    box = Inbox(db, vault)
    await asyncio.gather(*[box.put("line", "a", [event("e1"), event(f"other{n}")]) for n in range(20)])
    assert len(await db.read(stored)) == 21


async def test_two_processes_store_the_same_events_once(postgresql_url: str, vault: Vault) -> None:
    db, second = open_database(postgresql_url), open_database(postgresql_url)
    boxes = [Inbox(db, vault), Inbox(second, vault)]
    events = [event(f"e{n}", f"who{n % 7}") for n in range(40)]
    await asyncio.gather(*[box.put("line", "a", events[n : n + 4]) for n in range(0, 40, 2) for box in boxes])
    rows = await db.read(stored)
    await asyncio.gather(db.close(), second.close())
    assert sorted(row.event_id for row in rows) == sorted(one.id for one in events)


async def test_events_of_different_accounts_are_different(db: Database, vault: Vault) -> None:
    for channel, account in [("line", "a"), ("line", "b"), ("telegram", "a")]:
        assert await db.write(inbox.store, vault, channel, account, [event("e1")]) == 1
    rows = await db.read(stored)
    assert len({row.conversation_id for row in rows}) == 3


async def test_what_is_stored_opens_with_the_vault_and_reads_as_nothing_without(db: Database, vault: Vault) -> None:
    sent = event("e1", "U0123456789", text="น้ำท่วมทุกปี", odd="\ud800\x00")
    await db.write(inbox.store, vault, "line", "a", [sent])
    [row] = await db.read(stored)
    assert inbox.opened(vault, row) == sent.raw
    assert b"U0123456789" not in row.raw
    [conversation] = await db.read(lambda session: list(session.exec(select(Conversation))))
    assert "U0123456789" not in conversation.key


async def test_one_bad_request_in_a_batch_fails_alone(db: Database, vault: Vault) -> None:
    box = Inbox(db, vault)
    bad = replace(event("bad"), raw={"not": {"json"}})
    puts = [box.put("line", "a", [one]) for one in (event("e1"), bad, event("e2"))]
    results: list[Any] = await asyncio.gather(*puts, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), TypeError, type(None)]
    assert [row.event_id for row in await db.read(stored)] == ["e1", "e2"]


async def test_storing_fails_loudly_when_the_database_is_gone(db: Database, vault: Vault) -> None:
    box = Inbox(db, vault)

    def break_it(session: Session) -> None:
        session.connection().exec_driver_sql("DROP TABLE inbox_event")

    await db.write(break_it)
    with pytest.raises(Exception, match="inbox_event"):
        await box.put("line", "a", [event("e1")])


async def test_storing_does_not_wait_for_a_worker_that_holds_the_conversation(
    postgresql_url: str, vault: Vault
) -> None:
    """A redelivered event and a new one of the same conversation are answered while a slow worker is at it."""
    db = Postgres(postgresql_url.replace("postgresql://", "postgresql+asyncpg://"), Limits())
    await db.write(inbox.store, vault, "line", "a", [event("e1")])
    async with db._session() as worker, worker.begin():
        await worker.run_sync(_work_and_hold)
        async with asyncio.timeout(20):
            assert await db.write(inbox.store, vault, "line", "a", [event("e1"), event("e2")]) == 1
    await db.close()


def _work_and_hold(session: Any) -> None:
    conversation = session.exec(select(Conversation).with_for_update(key_share=True)).one()
    row = session.exec(select(InboxEvent)).one()
    conversation.wait_until, row.state = row.received_at, "done"
    session.flush()
