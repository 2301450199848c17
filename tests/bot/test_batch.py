"""Writes that wait together are written together, and each caller learns its own end."""

import asyncio

import pytest

from bot.batch import LARGEST_BATCH, Batch, Full


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


async def test_a_batch_that_gathers_takes_those_who_come_a_moment_later() -> None:
    written, waits = Written(), asyncio.Event()
    batch = Batch(written.write, gather=0.2)

    async def later() -> None:
        await waits.wait()
        await batch.add("b")

    first, second = asyncio.create_task(batch.add("a")), asyncio.create_task(later())
    await asyncio.sleep(0)  # the first has been put in
    waits.set()
    await asyncio.gather(first, second)
    assert written.batches == [["a", "b"]]


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


class Gone:
    """Refuses everything, as a database that is not there."""

    def __init__(self) -> None:
        self.tries = 0

    async def write(self, items: list[str]) -> None:
        self.tries += 1
        await asyncio.sleep(0.01)
        raise OSError


async def test_of_a_database_that_is_gone_all_are_told_at_once() -> None:
    gone = Gone()
    batch = Batch(gone.write, lambda error: not isinstance(error, OSError))
    ends = await asyncio.gather(*[batch.add(str(n)) for n in range(LARGEST_BATCH)], return_exceptions=True)
    assert {type(end) for end in ends} == {OSError} and gone.tries == 1


async def test_a_write_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.batch.WRITE_SECONDS", 0.05)
    tries = iter((10.0, 0.0))
    batch: Batch[str] = Batch(lambda _: asyncio.sleep(next(tries)), lambda error: not isinstance(error, OSError))
    with pytest.raises(TimeoutError):
        await batch.add("a")
    await batch.add("b")


async def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.batch.MOST_WAITING", 2)
    batch = Batch(Written().write)
    ends = await asyncio.gather(*[batch.add(str(n)) for n in range(4)], return_exceptions=True)
    assert [type(end) for end in ends] == [type(None), type(None), Full, Full]
