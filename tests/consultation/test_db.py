"""Units of work on both databases."""

import asyncio

import pytest
from sqlmodel import Session, func, select

from consultation import jobs
from consultation.db import Database, open_database
from consultation.jobs import Job


def _count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Job)).one()


def _put_and_fail(session: Session, key: str) -> None:
    jobs.enqueue(session, "kind", {}, key=key)
    session.flush()
    raise KeyError(key)


async def test_a_unit_of_work_commits_and_one_that_fails_leaves_nothing(db: Database) -> None:
    await db.write(jobs.enqueue, "kind", {"n": 1}, key="a")
    with pytest.raises(KeyError):
        await db.write(_put_and_fail, "b")
    assert await db.read(_count) == 1


async def test_a_failing_unit_spoils_none_that_run_beside_it(db: Database) -> None:
    units = [db.write(jobs.enqueue, "kind", {}, key=str(n)) for n in range(20)]
    failing = [db.write(_put_and_fail, f"x{n}") for n in range(5)]
    results = await asyncio.gather(*units, *failing, return_exceptions=True)
    assert [type(result) for result in results] == [type(None)] * 20 + [KeyError] * 5
    assert await db.read(_count) == 20


def test_an_address_of_another_kind_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"PRACHAKHOM_DATABASE_URL.*sqlite:///"):
        open_database("mysql://host/name")
