"""Writes that wait together are written together, and each caller learns its own end."""

import asyncio

import pytest

from bot.batch import LARGEST_BATCH, Batch


class Written:
    """Takes a moment for each batch; refuses any batch with a bad item."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    async def write(self, items: list[str]) -> None:
        await asyncio.sleep(0.01)
        if "bad" in items:
            raise ValueError("bad")
        self.batches.append(items)


async def test_what_waits_while_another_is_written_goes_together() -> None:
    written = Written()
    batch = Batch(written.write)
    await asyncio.gather(*[batch.add(str(n)) for n in range(LARGEST_BATCH + 10)])
    assert [len(items) for items in written.batches] == [LARGEST_BATCH, 10]


async def test_only_the_one_at_fault_fails() -> None:
    written = Written()
    batch = Batch(written.write)
    ends = await asyncio.gather(*[batch.add(item) for item in ("a", "bad", "c")], return_exceptions=True)
    assert [type(end) for end in ends] == [type(None), ValueError, type(None)]
    assert written.batches == [["a"], ["c"]]


async def test_a_caller_that_gives_up_takes_nobody_with_it() -> None:
    written = Written()
    batch = Batch(written.write)
    patient = asyncio.create_task(batch.add("a"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(batch.add("b"), 0.001)
    await patient
    assert written.batches == [["a", "b"]]
