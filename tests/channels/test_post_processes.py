"""Senders in processes of their own: killed between two parts of a turn, two together within one rate, and a flood."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from consultation.db import Database, open_database
from consultation.outbox import claiming, service
from consultation.vault import Vault
from tests.channels.post import Post, over, post
from tests.conftest import SECRET
from tests.consultation.outbox.contacts import say
from tests.consultation.outbox.taking import claim
from tests.doubles import LineDouble, TelegramDouble
from tests.doubles.telegram_rates import TELEGRAM_RATES
from tests.journeys.nursery import Born, Nursery

SOMCHAI = 77_000_001
LEASE = 1.5
STRAYS = 3  # calls over the rate, where a busy machine brings together what was sent apart


@contextmanager
def process(nursery: Nursery, here: Post, environment: dict[str, str], lease: float = LEASE) -> Iterator[Born]:
    """A sender of its own on the same database and the same double; killed at the end."""
    address = here.double.url if isinstance(here.double, LineDouble) else here.double.base_url
    of = [here.channel.name, address, here.double.token, str(lease)]
    started = nursery.victim("tests.channels.post_victim", of, environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait(60)


async def killed_at(
    nursery: Nursery, here: Post, environment: dict[str, str], operation: str, calls: int, accepted: bool
) -> None:
    """Let a process send until it has made so many calls; kill it while it waits for the answer to the next."""
    armed = asyncio.Event()

    def look(entry: Any) -> None:
        if len(here.double.calls) == calls and not armed.is_set():
            here.double.fail_next(operation, hang=30, accepted=accepted)
            armed.set()

    here.double.listeners.append(look)
    with process(nursery, here, environment):
        async with asyncio.timeout(60):
            while len(here.double.calls) < calls + 1:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
    here.double.listeners.remove(look)


async def goes_on(here: Post) -> list[Any]:
    """Another sender after the crash, once the dead one's lease is over."""
    await here.db.write(service.release_orphans)
    return await here.sent_out()


@pytest.mark.parametrize("accepted", [False, True])
async def test_killed_between_parts_on_telegram_it_goes_on_at_the_right_part(
    db: Database, vault: Vault, environment: dict[str, str], nursery: Nursery, accepted: bool
) -> None:
    async with post(TelegramDouble(secret="s3cret_-A"), db, vault) as here:
        await here.knows(SOMCHAI)
        await here.put(SOMCHAI, "1", "2", "3")
        await killed_at(nursery, here, environment, "sendMessage", 1, accepted)
        [row] = await goes_on(here)
    texts = [sent.message["text"] for sent in here.double.sent]
    assert texts == (["1", "2", "2", "3"] if accepted else ["1", "2", "3"])
    assert (row.state, row.reason, row.parts_sent) == ("unknown", "twice", 2)


@pytest.mark.parametrize("accepted", [False, True])
async def test_killed_between_parts_on_line_everything_is_there_once(
    db: Database, vault: Vault, environment: dict[str, str], nursery: Nursery, accepted: bool
) -> None:
    async with post(LineDouble(), db, vault) as here:
        await here.knows(SOMCHAI)
        await here.put(SOMCHAI, *map(str, range(12)))
        await killed_at(nursery, here, environment, "push", 1, accepted)
        [row] = await goes_on(here)
    assert [sent.message["text"] for sent in here.double.sent] == [str(n) for n in range(12)]
    assert row.state == "sent" and len(row.receipts or []) == 12


async def test_two_processes_together_stay_within_telegrams_rates(
    postgresql_url: str, vault: Vault, nursery: Nursery
) -> None:
    own = {"PRACHAKHOM_DATABASE_URL": postgresql_url, "PRACHAKHOM_SECRET_KEY": SECRET}
    environment = {**os.environ, **own}
    db = open_database(postgresql_url)
    async with post(TelegramDouble(secret="s3cret_-A", rates=TELEGRAM_RATES), db, vault) as here:
        people = range(77_100_000, 77_100_120)
        await here.knows(*people)
        for number in people:
            await here.put(number, "one")
        for text in ("two", "three", "four", "five"):
            await here.put(people[0], text)
        with process(nursery, here, environment, 15), process(nursery, here, environment, 15):
            rows = await here.until(over, 90)
        assert {row.state for row in rows} == {"sent"}
        # A machine that holds a process up brings its calls together; two that knew nothing of each other: dozens.
        assert [call.status for call in here.double.calls].count(429) <= STRAYS
        times = [sent.at for sent in here.double.sent]
        assert len(times) == 124 and max(times) - min(times) >= (124 - 5) / 25 - 1
    await db.close()


async def test_a_broadcast_of_thousands_delays_no_reply(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Telegram at its rate the broadcast goes on for minutes; no more than two seconds of it go before a reply."""
    monkeypatch.setattr(claiming, "is_daylight", lambda now: True)
    async with post(TelegramDouble(secret="s3cret_-A", rates=TELEGRAM_RATES), db, vault) as here:
        await here.knows(*range(77_200_000, 77_200_030))
        many = [here.people[number] for number in range(77_200_010, 77_200_030)]
        await db.write(flood, many, 3000)
        ahead = []
        async with here.sending() as wake:
            await asyncio.sleep(1.0)
            for number in range(77_200_000, 77_200_010):
                before = len(here.double.sent)
                await here.put(number, "answer")
                wake.set()
                async with asyncio.timeout(120):
                    while "answer" not in (said := [sent.message["text"] for sent in here.double.sent[before:]]):
                        await asyncio.sleep(0.01)
                ahead.append(said.index("answer"))
        assert max(ahead) <= 2 * 30, ahead  # messages a second that Telegram takes
        assert any(sent.message["text"] == "news" for sent in here.double.sent)
        assert [call.status for call in here.double.calls].count(429) <= STRAYS


def flood(session: Any, contacts: list[int], count: int) -> None:
    """So many turns of a broadcast."""
    for n in range(count):
        service.put(session, contacts[n % len(contacts)], say("news"), lane="broadcast")


async def test_the_lease_of_a_dead_sender_is_over_by_itself(postgresql_url: str, vault: Vault) -> None:
    db = open_database(postgresql_url)
    async with post(LineDouble(), db, vault) as here:
        await here.knows(SOMCHAI)
        await here.put(SOMCHAI, "one")
        rooms = [("line", "line")]
        await db.write(claim, "died", rooms, 1, timedelta(seconds=0.5))
        [row] = await here.sent_out()
        assert (row.state, row.attempts) == ("sent", 2)
    await db.close()
