"""One of many, by one statement for every length, on both databases."""

import pytest
from sqlalchemy import String, func, update
from sqlmodel import Session, col, select

from consultation.among import among
from consultation.columns import BIG
from consultation.db import Database
from consultation.limits import RateBucket

ODD = ["one", "สอง", "it's", '"]', "", "a,b", "{}", "\\"]


def put(session: Session) -> None:
    session.add_all([RateBucket(key=key, full_at=place) for place, key in enumerate(ODD)])


@pytest.mark.parametrize("these", [[], ["one"], ["สอง", "it's", "nobody"], ODD], ids=["none", "one", "some", "all"])
async def test_finds_those_that_are_given_whatever_they_hold(db: Database, these: list[str]) -> None:
    await db.write(put)

    def found(session: Session) -> set[str]:
        query = select(RateBucket.key).where(among(col(RateBucket.key), "keys", String()))
        return set(session.exec(query, params={"keys": these}))

    assert await db.read(found) == set(these) & set(ODD)


async def test_numbers_of_64_bits_and_a_change(db: Database) -> None:
    ids = [1, 2**53 + 1, 2**62]

    def sums(session: Session) -> list[int]:
        number = func.abs(col(RateBucket.full_at), type_=BIG)
        query = select(RateBucket.key).where(among(number, "ids", BIG))
        return [len(list(session.exec(query, params={"ids": given}))) for given in (ids, ids[1:], [])]

    def changed(session: Session) -> int:
        change = update(RateBucket).where(among(col(RateBucket.key), "keys", String())).values(why="seen")
        return int(session.connection().execute(change, {"keys": ["one", "สอง"]}).rowcount)

    await db.write(put)
    assert await db.read(sums) == [1, 0, 0]
    assert await db.write(changed) == 2
