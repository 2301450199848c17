"""What is read ahead is given out once, what is left for later is written in order, and nobody else sees any of it."""

from sqlalchemy import insert
from sqlmodel import Session, col, select

from consultation import ahead, clock
from consultation.db import Database
from consultation.jobs import Job


def job(kind: str) -> dict[str, object]:
    return {"kind": kind, "payload": {}, "run_at": clock.now(), "created_at": clock.now()}


def put_in(session: Session, rows: list[dict[str, object]]) -> None:
    session.connection().execute(insert(Job), rows)


def kinds(session: Session) -> list[str]:
    return list(session.exec(select(Job.kind).order_by(col(Job.id))))


async def test_a_row_read_ahead_is_given_out_once(db: Database) -> None:
    def work(session: Session) -> list[object]:
        before = ahead.take(session, "job", 1)
        ahead.begin(session)
        ahead.put(session, "job", {1: "row", 2: "another"})
        taken = [before, ahead.take(session, "job", 1), ahead.take(session, "job", 1)]
        ahead.write(session)
        return [*taken, ahead.take(session, "job", 2)]

    assert await db.write(work) == [None, "row", None, None]


async def test_what_was_looked_for_and_is_not_there_is_known_once_or_until_it_is_written(db: Database) -> None:
    def work(session: Session) -> list[bool]:
        ahead.looked(session, "job", [1])  # nobody reads ahead
        told = [ahead.missing(session, "job", 1)]
        ahead.begin(session)
        ahead.looked(session, "job", [1, 2])
        told += [ahead.missing(session, "job", 1, still=True), ahead.missing(session, "job", 1, still=True)]
        told += [ahead.missing(session, "job", 1), ahead.missing(session, "job", 1, still=True)]
        ahead.write(session)
        return [*told, ahead.missing(session, "job", 2)]

    assert await db.write(work) == [False, True, True, True, False, False]


async def test_what_many_share_is_looked_for_once_and_what_is_not_there_each_time(db: Database) -> None:
    looked: list[str] = []

    def look(found: str | None) -> str | None:
        looked.append("")
        return found

    def work(session: Session) -> int:
        ahead.kept(session, "k", 1, lambda: look("x"))
        ahead.begin(session)
        assert [ahead.kept(session, "k", 1, lambda: look("x")) for _ in range(3)] == ["x"] * 3
        assert [ahead.kept(session, "k", 2, lambda: look(None)) for _ in range(2)] == [None] * 2
        ahead.end(session)
        ahead.kept(session, "k", 1, lambda: look("x"))
        return len(looked)

    assert await db.write(work) == 1 + 1 + 2 + 1


async def test_what_is_left_for_later_is_written_in_order_and_by_others_at_once(db: Database) -> None:
    def work(session: Session) -> tuple[bool, list[str], list[str]]:
        now = ahead.later(session, put_in, job("never"))
        ahead.begin(session)
        for kind in ("a", "b", "c"):
            assert ahead.later(session, put_in, job(kind))
        before = kinds(session)
        ahead.write(session)
        return now, before, kinds(session)

    assert await db.write(work) == (False, [], ["a", "b", "c"])
