"""How events are stored once, as steps without a database.

Whoever runs them decides how: a session of the program's (bot/inbox.py), or a driver alone in the process that must
start quickly (bot/driving.py). A generator yields a statement and is sent its rows. Nobody waits for a worker: events
already stored are looked up without locks and left out of the INSERT, because PostgreSQL would make a second copy wait
for the transaction that is working on the first.
"""

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.arrival_time import believed
from bot.dialects import Dialect, Fresh, Statement
from bot.message import RawEvent
from consultation import clock, ids
from consultation.vault import Vault

T = TypeVar("T")
Rows = Sequence[Sequence[Any]]
Steps = Generator[Statement, Rows, T]
Account = tuple[str, str]  # channel and account

PROBE_BYTES = 8192  # more than what is left on a page, so that a file that may not grow says so
# What may be the fault of one event among those stored together, by whichever driver; the rest is the database's.
_OF_ONE = {"DataError", "IntegrityError", "IntegrityConstraintViolationError"}
_OF_ALL = {"DBAPIError", "Error", "PostgresError", "InterfaceError", "OSError"}


@dataclass(frozen=True)
class Delivery:
    """The events of one request of one channel's account."""

    channel: str
    account: str
    events: tuple[RawEvent, ...]


def store(dialect: Dialect, vault: Vault, deliveries: Iterable[Delivery]) -> Steps[int]:
    """Store each event of several requests once; how many were new."""
    accounts: dict[Account, dict[str, RawEvent]] = {}
    for delivery in deliveries:
        events = accounts.setdefault((delivery.channel, delivery.account), {})
        for event in delivery.events:
            events.setdefault(event.id, event)
    new = 0
    for of in sorted(accounts):  # in one order everywhere, so that two processes cannot block each other
        events = accounts[of]
        known = {row[0] for row in (yield dialect.known, (*of, dialect.many(list(events))))}
        if fresh := [events[id] for id in sorted(events.keys() - known)]:
            new += yield from _put(dialect, vault, of, fresh)
    return new


def probe(dialect: Dialect) -> Steps[None]:
    """Store an event of nobody's and take it out again."""
    now = clock.now()
    [(found,)] = yield dialect.put("probe", "", [Fresh(ids.code(12), None, now, bytes(PROBE_BYTES))], now)
    yield dialect.take_out, (found,)


def walk(steps: Steps[T], fetch: Callable[[str, tuple[Any, ...]], Rows]) -> T:
    """Run steps to their end: each statement's rows are sent back; their value."""
    try:
        statement = next(steps)
        while True:
            statement = steps.send(fetch(*statement))
    except StopIteration as end:
        value: T = end.value
        return value


def of_one(error: Exception) -> bool:
    """Whether one delivery may be what was not taken, rather than the database being gone, locked or full."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & _OF_ONE) or not names & _OF_ALL


def conversation_key(vault: Vault, channel: str, account: str, conversation: str) -> str:
    """The keyed hash by which a chat or user of a channel's account is known."""
    return vault.lookup("conversation", channel, account, conversation)


def _put(dialect: Dialect, vault: Vault, of: Account, events: Sequence[RawEvent]) -> Steps[int]:
    keys = [conversation_key(vault, *of, event.conversation) for event in events]
    conversations = yield from _conversations(dialect, of, set(keys))
    now = clock.now()
    rows = [
        Fresh(event.id, conversations[key], believed(event.at, now), vault.seal(json.dumps(event.raw).encode()))
        for event, key in zip(events, keys, strict=True)
    ]
    return len((yield dialect.put(*of, rows, now)))


def _conversations(dialect: Dialect, of: Account, keys: set[str]) -> Steps[dict[str, int]]:
    """The ids of these conversations by key, made where there are none yet."""
    found = yield from _ids(dialect, of, sorted(keys))
    if missing := sorted(keys - found.keys()):
        yield dialect.make, (*of, dialect.many(missing))
        found |= yield from _ids(dialect, of, missing)
    return found


def _ids(dialect: Dialect, of: Account, keys: Sequence[str]) -> Steps[dict[str, int]]:
    return {row[0]: row[1] for row in (yield dialect.conversations, (*of, dialect.many(keys)))}
