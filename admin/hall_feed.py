"""What the screens of halls show, read once a second however many projectors look: they share it in a process."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from consultation.db import Database
from consultation.errors import NotFound
from consultation.meetings import hall, screen
from consultation.meetings.hall import Hall

EVERY = 1.0  # seconds between two looks
FORGOTTEN_AFTER = 60.0  # seconds without anybody looking
_FACTS = ("title", "place", "code", "starts_at")


@dataclass(frozen=True)
class Seen:
    """What a screen shows, and of which meeting."""

    facts: dict[str, Any]
    hall: Hall


@dataclass
class _Kept:
    lock: asyncio.Lock
    at: float = float("-inf")
    seen: Seen | None = None


class Feed:
    """The last look at each screen, shared by all who follow it in this process."""

    def __init__(self, db: Database, every: float = EVERY) -> None:
        self._db, self._every, self._kept = db, every, dict[tuple[str, str, str], _Kept]()
        self.reads = 0  # how often the database was asked

    async def look(self, token: str, pinned: str, language: str = "th") -> Seen:
        """What the screen shows, at most `every` seconds old. Raises NotFound for an address that leads nowhere."""
        kept = self._kept.setdefault((token, pinned, language), _Kept(asyncio.Lock()))
        async with kept.lock:
            if kept.seen is None or time.monotonic() - kept.at >= 0.9 * self._every:
                try:
                    self.reads += 1
                    kept.seen = await self._db.read(_look, token, pinned, language)
                except NotFound:
                    self._kept.pop((token, pinned, language), None)
                    raise
                kept.at = time.monotonic()
                self._forget()
            return kept.seen

    def _forget(self) -> None:
        old = time.monotonic() - FORGOTTEN_AFTER
        self._kept = {key: kept for key, kept in self._kept.items() if kept.at > old or kept.lock.locked()}


def _look(session: Session, token: str, pinned: str, language: str) -> Seen:
    meeting, row = screen.by_token(session, token)
    return Seen(meeting.model_dump(include=set(_FACTS)), hall.look(session, meeting, row, pinned, language))
