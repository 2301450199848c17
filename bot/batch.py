"""Writes that wait at the same time share one transaction, on both databases; each caller learns its own end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

# As many as consultation.group_commit takes, for the same reason: beyond, the commit is no longer the larger part.
LARGEST_BATCH = 64


class Batch(Generic[T]):
    """Items to be written, by a function that writes several in one transaction."""

    def __init__(self, write: Callable[[list[T]], Awaitable[object]]) -> None:
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, item: T) -> None:
        """Write one item with the others that wait; returns once it is durable. Raises what the write raises."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._run())
        await future

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            if await self._failed(batch) and len(batch) > 1:
                for one in batch:  # one of them is at fault: each answers for itself
                    await self._failed([one])
            for _, future in batch:
                if not future.done():
                    future.set_result(None)

    async def _failed(self, batch: list[tuple[T, asyncio.Future[None]]]) -> bool:
        """Write a batch; True when it failed. A single item is told of its failure."""
        try:
            await self._write([item for item, _ in batch])
        except Exception as error:
            if len(batch) == 1 and not batch[0][1].done():
                batch[0][1].set_exception(error)
            return True
        return False
