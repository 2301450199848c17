"""What the sender does when the database is away for a while, or a turn is claimed a second time while it is sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import sender
from bot.channel import Failed, Letter, Outcome, Retry, Sent, Unknown
from bot.worker import account_map
from consultation import clock
from consultation.db import Database
from consultation.limits import Bucket
from consultation.outbox import service as outbox
from consultation.vault import Vault
from tests.bot.events import PlainChannel
from tests.bot.test_sender import all_over, rows, sending, until
from tests.conftest import NOON
from tests.consultation.outbox import taking
from tests.consultation.outbox.contacts import contact, say


class Away:
    """A database that refuses some of the writes of one kind."""

    def __init__(self, db: Database, refused: Callable[..., Any], times: int) -> None:
        self._db, self._refused, self.left = db, refused, times

    async def write(self, f: Any, /, *args: Any, **kwargs: Any) -> Any:
        if f is self._refused and self.left:
            self.left -= 1
            raise OSError("the database is away")
        return await self._db.write(f, *args, **kwargs)

    async def read(self, f: Any, /, *args: Any, **kwargs: Any) -> Any:
        return await self._db.read(f, *args, **kwargs)

    async def close(self) -> None:
        await self._db.close()


class Grouped(PlainChannel):
    """Every chat is a group."""

    def group(self, address: str, contact: int) -> Bucket:
        return Bucket(f"plain:one:group:{contact}", 1, 5)


async def test_an_outcome_is_recorded_when_the_database_is_back(db: Database, vault: Vault) -> None:
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    away = Away(db, outbox.record_all, 2)
    async with sending(away, vault, channel := PlainChannel()):
        [row] = await until(db, all_over)
    assert (row.state, row.attempts, len(channel.letters), away.left) == ("sent", 1, 1, 0)


async def test_a_turn_is_not_in_doubt_because_a_group_could_not_be_looked_up(db: Database, vault: Vault) -> None:
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    away = Away(db, sender.limits.take, 1)
    channel = Grouped()
    async with sending(away, vault, channel):
        [row] = await until(db, lambda found: found[0].attempts > 0 and found[0].state != "sending")
    assert (row.state, row.doubtful, channel.letters) == ("queued", False, [])


async def test_an_older_try_of_the_same_process_cannot_record(db: Database, vault: Vault) -> None:
    id = await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    [first] = await db.write(taking.claim, "me", [("plain", "one")])
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        [second] = await db.write(taking.claim, "me", [("plain", "one")])
        with pytest.raises(outbox.LeaseLost):
            await db.write(taking.record, id, "me", outbox.Outcome("sent", attempt=first.attempt))
        with pytest.raises(outbox.LeaseLost):
            await db.write(outbox.arrived, id, "me", 1, [], first.attempt)
        assert second.interrupted
        await db.write(taking.record, id, "me", outbox.Outcome("unknown", attempt=second.attempt))
    assert (await rows(db))[0].state == "unknown"


async def test_what_is_refused_after_a_try_in_doubt_is_unknown(db: Database, vault: Vault) -> None:
    channel = PlainChannel()
    in_doubt = Retry("no answer", timedelta(0), doubtful=True, uncounted=True, exact=True)
    channel.outcomes = [in_doubt, Failed("the month's messages are used up", spent=True)]
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("one"))
    async with sending(db, vault, channel):
        [row] = await until(db, all_over)
    assert (row.state, row.reason) == ("unknown", "quota")


async def test_a_turn_that_was_put_in_long_before_its_time_is_tried_again(db: Database, vault: Vault) -> None:
    person = await db.write(contact, vault, "somchai")
    channel = PlainChannel()
    with clock.fixed(NOON):
        due = NOON + timedelta(days=2)
        await db.write(outbox.put, person, say("one"), lane="reminder", not_before=due)
    for outcome in (Retry("no answer", timedelta(0), doubtful=True, exact=True), Sent()):
        with clock.fixed(due):
            [claimed] = await db.write(taking.claim, "me", [("plain", "one")])
            channel.outcomes = [outcome]
            assert await sender.deliver(vault, channel, claimed) == outcome
            ended = outbox.Outcome("retry", doubtful=True, exact=True)
            await db.write(taking.record, claimed.id, "me", ended)


class Quoting(PlainChannel):
    async def send(self, letter: Letter) -> Outcome:
        raise ValueError(f"cannot send {letter.turn[0].text}")


async def test_an_error_that_quotes_what_was_said_is_not_logged(db: Database, vault: Vault) -> None:
    await db.write(outbox.put, await db.write(contact, vault, "somchai"), say("my own words"))
    [claimed] = await db.write(taking.claim, "me", list(account_map([channel := Quoting()])))
    with capture_logs() as logged:
        assert isinstance(await sender.deliver(vault, channel, claimed), Unknown)
    assert [entry["error"].split()[0] for entry in logged] == ["ValueError"]
    assert "my own words" not in str(logged) and not any(entry.get("exc_info") for entry in logged)
