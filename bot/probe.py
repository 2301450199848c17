"""Whether an event could be stored now: one is stored like any other, durably, and taken out again.

Reading is not enough to be ready: a full disk, a read-only file and a lock that somebody holds all read well.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 1.5  # seconds
GOOD_FOR = 1.0  # seconds: whoever asks more often is told the same again


class Probe:
    """Asks whether events can be stored; many who ask at once ask it once. try_it: raises when they cannot."""

    def __init__(self, try_it: Callable[[], Awaitable[object]]) -> None:
        self._try = try_it
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[str] | None = None

    async def __call__(self) -> str:
        """Empty when an event can be stored, else the kind of error. Does not raise."""
        if self._asking is None or (self._asking.done() and time.monotonic() > self._asked_at + GOOD_FOR):
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._try()
        except Exception as error:
            return type(error).__name__
        finally:
            self._asked_at = time.monotonic()
        return ""
