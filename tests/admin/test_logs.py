"""What is logged of an error says where it was raised, and nothing of what anybody said or of a secret."""

import asyncio
import logging

import pytest
import structlog

from admin import logs
from consultation.db import Database

ADDRESS, SAID, KEPT = "U123", "my own words", "token-of-ours"


def fall(address: str, said: str) -> None:
    kept = KEPT
    try:
        raise KeyError(said + kept)
    except KeyError as error:
        raise ValueError(f"cannot send {said} to {address}") from error


async def several() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(fall, ADDRESS, SAID))


def test_an_error_is_logged_without_its_words_and_without_the_values_around_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(logging.INFO)
    try:
        for broken in (lambda: fall(ADDRESS, SAID), lambda: asyncio.run(several())):
            try:
                broken()
            except Exception:
                structlog.get_logger().exception("loop broke", loop="x")
            told = capsys.readouterr().err
            assert "loop broke" in told and "ValueError" in told and "KeyError" in told and "in fall" in told
            assert not any(word in told for word in (ADDRESS, SAID, KEPT))
    finally:
        structlog.reset_defaults()


async def test_an_error_of_the_database_does_not_quote_what_was_to_be_written(db: Database) -> None:
    from sqlalchemy import text
    from sqlmodel import Session

    def work(session: Session) -> None:
        session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": SAID})

    with pytest.raises(Exception, match="nowhere") as raised:
        await db.write(work)
    assert SAID not in str(raised.value)
