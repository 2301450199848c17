"""The platform's own time: it can be moved forward, or frozen, without touching the clock of the machine."""

import asyncio
import time


class Clock:
    """Tells the time in epoch seconds and sleeps by it.

    start: epoch seconds at which the clock stands still until `advance` moves it; None lets it run with the machine's.
    """

    def __init__(self, start: float | None = None) -> None:
        self._start = start
        self._ahead = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Return epoch seconds."""
        return (time.time() if self._start is None else self._start) + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward and wake whoever slept until a moment now past."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Return once the clock shows `seconds` more, by waiting or by `advance`."""
        deadline = self.now() + seconds
        while (left := deadline - self.now()) > 0:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), left if self._start is None else None)
            except TimeoutError:
                continue
