"""`prachakhom`, broken on purpose, for the chaos journey to notice: `python -m tests.journeys.chaos.sabotage KIND …`.

early-200    the platform is answered before its events are stored
no-dedup     an event that comes again is another event
amnesia      a turn that was cut off is sent again as if it were new, on LINE under another key
two-hands    the worker does not wait for a conversation that another is working on (PostgreSQL)
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
from bot import inbox, sender

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

    async def forgetful(vault: Any, channel: Any, claimed: Any, *more: Any) -> Any:
        anew = replace(claimed, interrupted=False, reply=None, id=next(keys) + time.time_ns())
        return await deliver(vault, channel, anew, *more)

    sender.deliver = forgetful


def _no_locks() -> None:
    def unlocked(self: Any, **_: Any) -> Any:
        return self

    Select.with_for_update = unlocked  # type: ignore[method-assign]


KINDS: dict[str, Callable[[], None]] = {
    "early-200": _early_200,
    "no-dedup": _no_dedup,
    "amnesia": _amnesia,
    "no-locks": _no_locks,
}

if __name__ == "__main__":
    KINDS[sys.argv.pop(1)]()
    cli.main()
