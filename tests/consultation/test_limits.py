"""A rate is kept by all processes together, whatever their clocks do; what a platform asked for survives a restart."""

import asyncio
import sys
import time
from datetime import timedelta

import pytest
from sqlmodel import Session, func, select

from consultation import clock, limits
from consultation.db import Database, open_database
from consultation.limits import Bucket, RateBucket
from tests.conftest import NOON

SLOW = Bucket("plain:one", per_second=2, burst=5)
FEWEST = 40  # of each taker, however slow the machine: more than a burst, so that the bucket has filled again
TAKER = """
import asyncio, sys, time
from consultation import limits
from consultation.db import open_database
async def main(url, fewest):
    db, taken = open_database(url), 0
    bucket = limits.Bucket("shared", per_second=50, burst=10)
    await db.read(limits.held_until, ["shared"])
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.monotonic() + 1.5
    while taken < fewest or time.monotonic() < until:
        taken += await db.write(limits.take, bucket, 3)
    await db.close()
    print(taken)
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


@pytest.mark.usefixtures("fixed_clock")
async def test_a_bucket_gives_its_burst_and_then_its_rate(db: Database) -> None:
    assert await db.write(limits.take, SLOW, 3) == 3
    assert await db.write(limits.take, SLOW, 3) == 2
    assert await db.write(limits.take, SLOW) == 0
    assert await db.read(limits.wait, SLOW) == timedelta(seconds=0.5)
    with clock.fixed(NOON + timedelta(seconds=0.5)):
        assert await db.write(limits.take, SLOW, 9) == 1
    with clock.fixed(NOON + timedelta(seconds=3600)):
        assert await db.read(limits.wait, SLOW) == timedelta(0)
        assert await db.write(limits.take, SLOW, 9) == 5


@pytest.mark.usefixtures("fixed_clock")
async def test_takers_at_the_same_time_get_together_what_there_is(db: Database) -> None:
    taken = await asyncio.gather(*[db.write(limits.take, SLOW, 2) for _ in range(20)])
    assert sum(taken) == SLOW.burst


@pytest.mark.usefixtures("fixed_clock")
async def test_what_is_spent_in_debt_has_to_come_in_first(db: Database) -> None:
    await db.write(limits.spend, {SLOW: 9})
    assert await db.write(limits.take, SLOW) == 0
    assert await db.read(limits.wait, SLOW) == timedelta(seconds=2.5)


@pytest.mark.usefixtures("fixed_clock")
async def test_a_clock_that_is_set_forward_gives_one_burst(db: Database) -> None:
    await db.write(limits.take, SLOW, 5)
    with clock.fixed(NOON + timedelta(days=400)):
        assert await db.write(limits.take, SLOW, 99) == SLOW.burst


@pytest.mark.usefixtures("fixed_clock")
async def test_a_clock_that_is_set_back_does_not_stop_anybody_for_long(db: Database) -> None:
    with clock.fixed(NOON + timedelta(days=400)):
        await db.write(limits.take, SLOW, 5)
    assert await db.write(limits.take, SLOW, 9) == 0
    assert await db.read(limits.wait, SLOW) == timedelta(seconds=0.5)
    await db.write(limits.spend, {SLOW: 1})
    with clock.fixed(NOON + timedelta(seconds=1)):
        assert await db.write(limits.take, SLOW, 9) == 1


async def test_machines_whose_clocks_differ_keep_the_rate_together(db: Database) -> None:
    taken = 0
    for tenth in range(100):  # ten seconds; the other machine is five seconds ahead
        for ahead in (0, 5):
            with clock.fixed(NOON + timedelta(seconds=tenth / 10 + ahead)):
                taken += await db.write(limits.take, SLOW, 3)
    assert taken <= 2 * 15 + SLOW.burst


@pytest.mark.usefixtures("fixed_clock")
async def test_a_hold_survives_a_restart_and_the_longer_one_stays(url: str) -> None:
    first = open_database(url)
    await first.write(limits.hold, SLOW.key, NOON + timedelta(hours=1), "retry after 3600")
    await first.close()
    db = open_database(url)
    await db.write(limits.hold, SLOW.key, NOON + timedelta(seconds=1), "retry after 1")
    assert await db.read(limits.held_until, [SLOW.key, "other"]) == {SLOW.key: NOON + timedelta(hours=1)}
    assert await db.write(limits.take, SLOW) == 0
    assert await db.read(limits.wait, SLOW) == timedelta(hours=1)
    await db.write(limits.release, SLOW.key)
    assert await db.write(limits.take, SLOW) == 1
    await db.close()


@pytest.mark.usefixtures("fixed_clock")
async def test_rows_of_full_buckets_are_forgotten(db: Database) -> None:
    await db.write(limits.take, SLOW, 5)
    await db.write(limits.hold, "held", NOON + timedelta(hours=9))
    with clock.fixed(NOON + timedelta(hours=2)):
        assert await db.write(limits.forget) == 1
        assert await db.read(_rows) == 1


async def test_two_processes_on_postgresql_keep_one_rate(postgresql_url: str) -> None:
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-c", TAKER, postgresql_url, str(FEWEST))
    takers = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe) for _ in range(2)]
    for taker in takers:  # how long a process takes to start is nobody's concern
        assert taker.stdout is not None
        assert await taker.stdout.readline() == b"ready\n"
    before = time.monotonic()
    taken = [int(said) for said, _ in await asyncio.gather(*[taker.communicate(b"go\n") for taker in takers])]
    assert min(taken) >= FEWEST
    assert sum(taken) <= 10 + 50 * (time.monotonic() - before + 0.1)


def _rows(session: Session) -> int:
    return session.exec(select(func.count()).select_from(RateBucket)).one()
