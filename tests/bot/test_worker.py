"""Events are heard once and in order, one conversation by one worker at a time; a failing one harms no other."""

import asyncio
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy
from sqlmodel import Session, col, select

from bot import inbox, worker
from bot.message import RawEvent
from bot.models import InboxEvent
from consultation import clock
from consultation.db import Database, open_database
from consultation.talk.model import Incoming
from consultation.talk.service import Who
from consultation.vault import Vault
from tests.bot.events import PlainChannel, event
from tests.bot.heard import failing, heard, write_down

CHANNELS = worker.account_map([PlainChannel()])


async def put(db: Database, vault: Vault, *events: RawEvent) -> None:
    await db.write(inbox.store, vault, "plain", "one", events)


async def work_all(db: Database, vault: Vault, hear: worker.Hear = write_down) -> None:
    """Work until nothing is left that is due."""
    while (await db.write(worker.work, vault, CHANNELS, hear)).conversations:
        pass


def states(session: Session) -> dict[str, tuple[str, int]]:
    return {row.event_id: (row.state, row.attempts) for row in session.exec(select(InboxEvent))}


async def test_events_of_a_conversation_are_heard_in_the_order_they_happened(db: Database, vault: Vault) -> None:
    await put(db, vault, event("third", second=3), event("first", second=1), event("b"), event("second", second=2))
    await put(db, vault, event("other", "malee"), event("c"))
    await work_all(db, vault)
    said = await db.read(heard)
    assert [text for who, text in said if who == "somchai"] == ["b", "c", "first", "second", "third"]
    assert ("malee", "other") in said


async def test_a_long_queue_of_one_person_is_heard_whole(db: Database, vault: Vault) -> None:
    await put(db, vault, *[event(f"e{n:02}", second=n) for n in range(30)])
    await work_all(db, vault)
    assert [text for _, text in await db.read(heard)] == [f"e{n:02}" for n in range(30)]


async def test_what_is_not_for_the_conversation_is_ignored_with_the_reason(db: Database, vault: Vault) -> None:
    await put(db, vault, event("e1", unknown=True))
    await work_all(db, vault)
    [row] = await db.read(lambda session: list(session.exec(select(InboxEvent))))
    assert (row.state, row.why) == ("ignored", "unknown kind")
    assert await db.read(heard) == []


async def test_i9_a_poison_event_leaves_the_others_of_its_batch_alone(db: Database, vault: Vault) -> None:
    await put(db, vault, event("e1", "a"), event("bad", "b"), event("e3", "c"), event("worse", "d", unparseable=True))
    await work_all(db, vault, failing(lambda text: text == "bad"))
    assert sorted(await db.read(heard)) == [("a", "e1"), ("c", "e3")]
    found = await db.read(states)
    assert found["bad"] == found["worse"] == ("new", 1)


async def test_i13_a_poison_event_is_set_aside_after_three_tries_and_the_conversation_goes_on(
    db: Database, vault: Vault
) -> None:
    hear = failing(lambda text: text == "bad")
    await put(db, vault, event("e1"), event("bad", second=1), event("e3", second=2))
    start = clock.now()
    with clock.fixed(start):
        await work_all(db, vault, hear)
    assert await db.read(heard) == [("somchai", "e1")]  # what comes after waits, in order
    for seconds in (3, 12):
        with clock.fixed(start + timedelta(seconds=seconds)):
            await work_all(db, vault, hear)
    assert await db.read(heard) == [("somchai", "e1"), ("somchai", "e3")]
    [aside] = await db.read(inbox.set_aside)
    assert (aside.event_id, aside.attempts) == ("bad", 3)
    assert aside.why.startswith("RuntimeError at tests/bot/heard.py:")


async def test_an_event_that_fails_once_is_heard_once(db: Database, vault: Vault) -> None:
    tries: Counter[str] = Counter()

    def first_time(text: str) -> bool:
        tries[text] += 1
        return tries[text] == 1

    await put(db, vault, event("e1"), event("e2", second=1))
    start = clock.now()
    for seconds in (0, 3, 6, 20):
        with clock.fixed(start + timedelta(seconds=seconds)):
            await work_all(db, vault, failing(first_time))
    assert await db.read(heard) == [("somchai", "e1"), ("somchai", "e2")]


async def test_a_channel_that_is_not_here_keeps_its_events(db: Database, vault: Vault) -> None:
    await db.write(inbox.store, vault, "plain", "another account", [event("e1")])
    await work_all(db, vault)
    assert await db.read(states) == {"e1": ("new", 0)}


class Busy:
    """Notes who is heard at the moment, and whether anybody was ever heard by two workers at once."""

    def __init__(self) -> None:
        self.now: Counter[str] = Counter()
        self.most_of_one = 0
        self.lock = threading.Lock()

    def hear(self, session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> None:
        with self.lock:
            self.now[who.address] += 1
            self.most_of_one = max(self.most_of_one, self.now[who.address])
        write_down(session, vault, who, incoming, reply)
        session.exec(select(InboxEvent).limit(1)).first()  # gives way to the other worker
        with self.lock:
            self.now[who.address] -= 1


async def test_i12_two_workers_never_hear_one_conversation_at_once(db: Database, url: str, vault: Vault) -> None:
    second = open_database(url)
    events = [event(f"{n:03}", f"who{n % 5}", second=n) for n in range(60)]
    await put(db, vault, *events)
    busy, wake = Busy(), asyncio.Event()
    loops = [worker.run(one, vault, CHANNELS, busy.hear, wake=wake, worked=lambda: None) for one in (db, second) * 2]
    tasks = [asyncio.create_task(loop) for loop in loops]
    await _until(db, lambda said: len(said) >= 60)
    await _stop(tasks)
    await second.close()
    said = await db.read(heard)
    for n in range(5):
        assert [text for who, text in said if who == f"who{n}"] == [f"{m:03}" for m in range(n, 60, 5)]
    assert busy.most_of_one == 1


async def test_the_worker_wakes_up_when_called_and_tells_when_there_is_something_to_send(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 600)  # it would never look by itself while this test lasts
    wake, worked = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(worker.run(db, vault, CHANNELS, write_down, wake=wake, worked=worked.set))
    await asyncio.sleep(0.2)  # it is idle now
    await put(db, vault, event("e1"))
    wake.set()
    await asyncio.wait_for(worked.wait(), 60)
    assert await db.read(heard) == [("somchai", "e1")]
    await _stop([task])


async def test_a_transaction_that_fails_as_a_whole_costs_only_the_event_at_fault(
    postgresql_url: str, vault: Vault
) -> None:
    """Such as one that loses its connection each time."""
    db = open_database(postgresql_url)

    def hear(session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> None:
        if incoming.text == "bad":
            session.connection().invalidate()
        write_down(session, vault, who, incoming, reply)

    await put(db, vault, event("e1", "a"), event("bad", "b"), event("e3", "c"))
    task = asyncio.create_task(worker.run(db, vault, CHANNELS, hear, wake=asyncio.Event(), worked=lambda: None))
    await _until(db, lambda said: len(said) == 2)
    await _stop([task])
    found = await db.read(states)
    await db.close()
    assert found["bad"][1] >= 1


async def _until(db: Database, enough: Any) -> None:
    async with asyncio.timeout(60):
        while not enough(await db.read(heard)):
            await asyncio.sleep(0.05)


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def test_every_event_of_a_conversation_has_its_index(sqlite_url: str) -> None:
    """The worker's question is answered from the index of unworked events, however many were worked."""
    from sqlalchemy import create_engine

    with Session(create_engine(sqlite_url)) as session:
        query = select(InboxEvent.id).where(InboxEvent.conversation_id == 1, InboxEvent.state == "new")
        ordered = query.order_by(col(InboxEvent.occurred_at), col(InboxEvent.id))
        text = str(ordered.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    assert "ix_inbox_event_unworked" in str(plan)
    assert "TEMP B-TREE" not in str(plan)


async def test_what_could_not_begin_for_want_of_a_database_is_charged_to_no_event(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database comes back between the transaction that failed and the charge for it."""
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    await put(db, vault, event("e1", "a"))
    heard_it, failures = asyncio.Event(), worker.MOST_TRIES + 1

    class Away:
        async def write(self, f: Any, /, *args: Any, **kwargs: Any) -> Any:
            nonlocal failures
            if f is worker.work and failures:
                failures -= 1
                raise ConnectionError("no database")
            return await db.write(f, *args, **kwargs)

    away: Any = Away()
    task = asyncio.create_task(worker.run(away, vault, CHANNELS, write_down, wake=asyncio.Event(), worked=heard_it.set))
    async with asyncio.timeout(30):
        await heard_it.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await db.read(heard) == [("a", "e1")]
    assert await db.read(lambda session: [row.attempts for row in session.exec(select(InboxEvent))]) == [0]


async def test_a_long_queue_of_one_person_delays_nobody(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.hearing.TRANSACTION_SECONDS", 60.0)  # a busy machine's clock is not judged
    await put(db, vault, *[event(f"e{n:03}", "talkative", second=n) for n in range(worker.EVENTS_AT_ONCE + 20)])
    await put(db, vault, event("hello", "malee", second=500))
    await db.write(worker.work, vault, CHANNELS, write_down)
    said = await db.read(heard)
    assert said[:2] == [("talkative", "e000"), ("malee", "hello")]


async def test_a_transaction_ends_by_the_clock(db: Database, vault: Vault) -> None:
    def slow(session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> None:
        write_down(session, vault, who, incoming, reply)
        time.sleep(worker.TRANSACTION_SECONDS / 2)

    await put(db, vault, *[event(f"e{n}", f"who{n}") for n in range(20)])
    done = await db.write(worker.work, vault, CHANNELS, slow)
    assert 1 <= done.events <= 4
    await work_all(db, vault)
    assert len(await db.read(heard)) == 20


async def test_of_many_heard_together_a_poison_one_undoes_no_other_and_each_is_heard_once(
    db: Database, vault: Vault
) -> None:
    await put(db, vault, *[event(f"e{n}", f"who{n % 9}", second=n) for n in range(27)], event("bad", "b", second=13))
    done = await db.write(worker.work, vault, CHANNELS, failing(lambda text: text == "bad"))
    assert done.failed == 1
    await work_all(db, vault, failing(lambda text: text == "bad"))
    said = await db.read(heard)
    assert sorted(text for _, text in said) == sorted(f"e{n}" for n in range(27))
    assert [text for who, text in said if who == "who3"] == ["e3", "e12", "e21"]


def test_on_a_slow_machine_no_more_conversations_are_taken_than_there_is_time_for() -> None:
    most = worker.CONVERSATIONS_AT_ONCE
    limits = [worker.next_limit(worker.Worked(most, events, 0)) for events in (0, 1, 5, 500)]
    assert limits == [most, worker.FEWEST_AT_ONCE, 10, most]


async def test_what_waits_behind_many_that_must_wait_is_heard(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "AT_FRONT", 3)
    await put(db, vault, event("bad", "a"), *[event(f"e{n}", "a", second=n) for n in range(1, 6)], event("e9", "b"))
    await work_all(db, vault, failing(lambda text: text == "bad"))
    assert await db.read(heard) == [("b", "e9")]


async def test_however_many_wait_no_more_than_the_oldest_are_looked_at(sqlite_url: str) -> None:
    """After an outage hundreds of thousands may wait."""
    db, asked = open_database(sqlite_url), []

    def plan(session: Session) -> list[str]:
        @sqlalchemy.event.listens_for(session.get_bind(), "before_cursor_execute")
        def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            asked.append((statement, parameters))

        worker._take(session, list(CHANNELS), 4)
        statement, parameters = next(one for one in asked if one[0].startswith("SELECT"))
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [str(row[-1]) for row in rows]

    try:
        steps = await db.write(plan)
    finally:
        await db.close()
    [looking] = [step for step in steps if "inbox_event" in step]
    assert "(state=?)" in looking and not any("ORDER BY" in step for step in steps[: steps.index(looking) + 1])
