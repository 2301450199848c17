"""Whether an event could be stored now: one is stored like any other, durably, and taken out again.

Reading is not enough to be ready: a full disk, a read-only file and a lock that somebody holds all read well.
"""

import asyncio
import time

from sqlalchemy import delete
from sqlmodel import Session, col

from bot.models import InboxEvent
from consultation import clock, ids
from consultation.db import Database

SIZE = 8192  # bytes: more than what is left on a page, so that a file that may not grow says so
PATIENCE = 1.0  # seconds
GOOD_FOR = 1.0  # seconds: whoever asks more often is told the same again


class Probe:
    """Asks a database whether it takes events; many who ask at once ask it once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[str] | None = None

    async def __call__(self) -> str:
        """Empty when an event can be stored, else the kind of error. Does not raise."""
        if self._asking is None or (self._asking.done() and time.monotonic() > self._asked_at + GOOD_FOR):
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._db.write(store_and_take_out)
        except Exception as error:
            return type(error).__name__
        finally:
            self._asked_at = time.monotonic()
        return ""


def store_and_take_out(session: Session) -> None:
    """Store an event of nobody's and take it out again, in one transaction that is committed."""
    now = clock.now()
    row = InboxEvent(
        channel="probe",
        account="",
        event_id=ids.code(12),
        occurred_at=now,
        received_at=now,
        raw=bytes(SIZE),
        state="ignored",
    )
    session.add(row)
    session.flush()
    session.connection().execute(delete(InboxEvent).where(col(InboxEvent.id) == row.id))
    session.expunge(row)
