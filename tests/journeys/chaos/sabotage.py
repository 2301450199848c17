"""`prachakhom`, broken on purpose, for the chaos journey to notice: `python -m tests.journeys.chaos.sabotage KIND …`.

early-200    the platform is answered before its events are stored
no-dedup     an event that comes again is another event
amnesia      a turn that was cut off is sent again as if it were new, on LINE under another key
two-hands    the worker does not wait for a conversation that another is working on (PostgreSQL)
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from admin import cli
from bot import inbox, sender, worker

_TASKS: set[asyncio.Task[Any]] = set()
_LATE = 0.2  # seconds


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

    async def forgetful(vault: Any, channel: Any, claimed: Any) -> Any:
        return await deliver(vault, channel, replace(claimed, interrupted=False, reply=None, id=next(keys) + 10**6))

    sender.deliver = forgetful


def _two_hands() -> None:
    take = worker._take

    def grabbing(session: Any, accounts: Any, limit: int) -> Any:
        select = session.exec

        def unlocked(query: Any, **more: Any) -> Any:
            query._for_update_arg = None
            return select(query, **more)

        session.exec = unlocked
        try:
            return take(session, accounts, limit)
        finally:
            session.exec = select

    worker._take = grabbing


KINDS: dict[str, Callable[[], None]] = {
    "early-200": _early_200,
    "no-dedup": _no_dedup,
    "amnesia": _amnesia,
    "two-hands": _two_hands,
}

if __name__ == "__main__":
    KINDS[sys.argv.pop(1)]()
    cli.main()
