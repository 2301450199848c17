"""Somebody with every right, who posts to routes; each act has to be on record in their name."""

from typing import Any

from sqlmodel import Session, col, select

from admin.accounts import witness
from consultation.audit import AuditEntry
from consultation.db import Database
from tests.admin.application import Client

WHO = "อารี ทุกบทบาท"


class Walk:
    """Somebody with every right, and the routes that were done."""

    def __init__(self, client: Client, db: Database) -> None:
        self.client, self.db, self.done = client, db, set[str]()

    async def does(self, canonical: str, sent: Any, **names: object) -> AuditEntry:
        """Post to a route; the entry that it left. names: the numbers of the address."""
        path = canonical.format(**names)
        before = await self.db.read(_last)
        answer = await self.client.post(path, data=sent, allow_redirects=False)
        assert answer.status in (200, 303), (path, answer.status, (await answer.text())[-1500:])
        made = [entry for entry in await self.db.read(since, before) if entry.actor == WHO]
        assert made, f"{path} left no entry"
        assert not [entry for entry in made if entry.action.startswith(witness.UNNAMED)], path
        told = max((entry for entry in made if entry.before or entry.after), key=_says, default=None)
        assert told is not None, f"{path} says neither before nor after"
        self.done.add(canonical)
        return told


def _last(session: Session) -> int:
    return session.exec(select(AuditEntry.id).order_by(col(AuditEntry.id).desc()).limit(1)).first() or 0


def since(session: Session, id: int) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).where(col(AuditEntry.id) > id).order_by(col(AuditEntry.id))))


def _says(entry: AuditEntry) -> int:
    return bool(entry.before) + bool(entry.after)
