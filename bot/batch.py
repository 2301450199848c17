"""Writes that wait at the same time share one transaction, on both databases; each caller learns its own end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

# As many as consultation.group_commit takes, for the same reason: beyond, the commit is no longer the larger part.
LARGEST_BATCH = 64
# While nothing can be written, no more than this is kept in memory; the next is told so at once.
MOST_WAITING = 2048
# A write that is not done by then is given up: a connection that was cut in silence would hold up all that come after.
WRITE_SECONDS = 10.0


class Full(Exception):
    """More waits to be written than is kept; nothing of this item was written."""


class Batch(Generic[T]):
    """Items to be written, by a function that writes several in one transaction.

    gather: seconds that the first of a batch waits for others, where nobody waits for its end.
    ours: whether an error may be the fault of an item in the batch. Then each is written alone, so that the others are
    spared; of a database that is gone all are told at once, which asking once for each of them would not mend.
    """

    def __init__(
        self,
        write: Callable[[list[T]], Awaitable[object]],
        ours: Callable[[Exception], bool] = lambda _: True,
        *,
        gather: float = 0.0,
    ) -> None:
        self._write = write
        self._ours = ours
        self._gather = gather
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, item: T) -> None:
        """Write one item with the others that wait; returns once it is durable. Raises Full, or what the write raises.

        A caller that gives up while its item waits takes it back; once the write has begun it is written.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise Full
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._run())
        await future

    async def _run(self) -> None:
        while self._waiting:
            if self._gather and len(self._waiting) < LARGEST_BATCH:
                await asyncio.sleep(self._gather)
            await self._write_some()

    async def _write_some(self) -> None:
        batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
        batch = [(item, future) for item, future in batch if not future.done()]
        error = await self._failed(batch) if batch else None
        if error is not None and len(batch) > 1 and self._ours(error):
            for one in batch:  # one of them is at fault: each answers for itself
                _tell([one], await self._failed([one]))
        else:
            _tell(batch, error)

    async def _failed(self, batch: list[tuple[T, asyncio.Future[None]]]) -> Exception | None:
        """Write a batch; the error when it failed."""
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await self._write([item for item, _ in batch])
        except Exception as error:
            return error
        return None


def _tell(batch: list[tuple[T, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, future in batch:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
