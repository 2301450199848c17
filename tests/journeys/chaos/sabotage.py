"""`prachakhom`, broken on purpose, for the chaos journey to notice: `python -m tests.journeys.chaos.sabotage KIND …`.

early-200    the platform is answered before its events are stored
no-dedup     an event that comes again is another event
amnesia      a turn that was cut off is sent again as if it were new, on LINE under another key
unclaimed    what is answered is handed to the sender without being claimed for it (0022)
hasty        what is answered is sent before the transaction that answers is committed (0022)
no-locks     no row is locked: two workers hear a conversation at once (PostgreSQL, several processes)
"""

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import Select

from admin import cli
from bot import hatch, inbox, sender, worker
from consultation.outbox import handing

_TASKS: set[asyncio.Task[Any]] = set()
_LATE = 0.2  # seconds
_UNCOMMITTED = 0.5  # seconds in which a kill finds what was said and is not stored


def _early_200() -> None:
    put = inbox.Inbox.put

    async def early(self: inbox.Inbox, *given: Any) -> None:
        async def late() -> None:
            await asyncio.sleep(_LATE)
            await put(self, *given)

        task = asyncio.create_task(late())
        _TASKS.add(task)

    inbox.Inbox.put = early  # type: ignore[method-assign]


def _no_dedup() -> None:
    store, copies = inbox.store_all, count()

    def all_anew(session: Any, vault: Any, deliveries: Any) -> int:
        anew = [
            replace(one, events=tuple(replace(event, id=f"{event.id}-{next(copies)}") for event in one.events))
            for one in deliveries
        ]
        return store(session, vault, anew)

    inbox.store_all = all_anew


def _amnesia() -> None:
    deliver, keys = sender.deliver, count()

    async def forgetful(vault: Any, channel: Any, claimed: Any, *more: Any) -> Any:
        anew = replace(claimed, interrupted=False, reply=None, id=next(keys) + time.time_ns())
        return await deliver(vault, channel, anew, *more)

    sender.deliver = forgetful


def _unclaimed() -> None:
    fill = handing.Hand.fill

    def unmarked(self: handing.Hand, session: Any) -> None:
        fill(self, session)
        handing.give_back(session, self.owner, self.claimed)

    handing.Hand.fill = unmarked  # type: ignore[method-assign]


def _hasty() -> None:
    work, give = worker.work, hatch.Hatch.give
    hand = hatch.Hatch.hand

    def known(self: hatch.Hatch) -> handing.Hand | None:
        made = hand(self)
        if made is not None:
            loop = asyncio.get_running_loop()
            made.early = lambda: loop.call_soon_threadsafe(give, self, made)  # type: ignore[attr-defined]
        return made

    def early(session: Any, *given: Any, **more: Any) -> worker.Worked:
        done = work(session, *given, **more)
        if given and isinstance(made := given[-1], handing.Hand) and made.claimed:
            made.early()  # type: ignore[attr-defined]
            time.sleep(_UNCOMMITTED)
        return done

    hatch.Hatch.hand = known  # type: ignore[method-assign]
    hatch.Hatch.give = lambda self, _: self.sender is not None  # type: ignore[method-assign]
    worker.work = early


def _no_locks() -> None:
    def unlocked(self: Any, **_: Any) -> Any:
        return self

    Select.with_for_update = unlocked  # type: ignore[method-assign]


KINDS: dict[str, Callable[[], None]] = {
    "early-200": _early_200,
    "no-dedup": _no_dedup,
    "amnesia": _amnesia,
    "unclaimed": _unclaimed,
    "hasty": _hasty,
    "no-locks": _no_locks,
}

if __name__ == "__main__":
    KINDS[sys.argv.pop(1)]()
    cli.main()
