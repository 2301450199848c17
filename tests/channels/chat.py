"""A citizen on a platform, up to the outbox: raw events are stored and worked, nothing is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from admin.job_kinds import PERSONAL_STORES
from bot import inbox, worker
from bot.message import RawEvent
from consultation import clock
from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.talk.service import hear
from consultation.vault import Vault
from tests.channels.speakers import AT, Json, LineSpeaker, Speaker

SECOND = timedelta(seconds=1)


@dataclass
class Chat:
    """One citizen. Each event has the next number, which is also the id of its message, unless one is given."""

    db: Database
    vault: Vault
    speaker: Speaker
    who: int = 1
    n: int = 0
    stored: list[RawEvent] = field(default_factory=list)

    @property
    def on_line(self) -> bool:
        return isinstance(self.speaker, LineSpeaker)

    def typed(self, text: str, at: datetime | None = None) -> Json:
        """A typed message as the platform tells it, not delivered yet."""
        self.n += 1
        return self._dated(self.speaker.typed(text, n=self._id(), who=self.who), at, self.n)

    def tapped(self, data: str, at: datetime | None = None) -> Json:
        self.n += 1
        return self._dated(self.speaker.tapped(data, n=self._id(), who=self.who), at, None)

    def edited(self, message: int, text: str, at: datetime | None = None) -> Json:
        """Telegram's: a message of before as it is now."""
        event = self.typed(text, at)
        said = event.pop("message") | {"message_id": message, "edit_date": event_time(at)}
        return {**event, "edited_message": said}

    def unsent(self, message: int, at: datetime | None = None) -> Json:
        """LINE's: a message of before taken back."""
        event = self.typed("", at)
        del event["message"], event["replyToken"]
        return {**event, "type": "unsend", "unsend": {"messageId": f"m{message}"}}

    async def gets(self, *events: Json, work: bool = True) -> list[dict[str, Any]]:
        """Deliver events, in this order; what was put into the outbox because of them."""
        before = await self.db.read(said)
        for event in events:
            raws = self.speaker.channel.split(self.speaker.body(event))
            self.stored += raws
            await self.db.write(inbox.store, self.vault, self.speaker.channel.name, self.speaker.channel.account, raws)
            if work:
                await work_all(self.db, self.vault, self.speaker)
        return (await self.db.read(said))[len(before) :]

    async def says(self, *texts: str) -> list[dict[str, Any]]:
        heard: list[dict[str, Any]] = []
        for text in texts:
            heard = await self.gets(self.typed(text))
        return heard

    def _id(self) -> int:
        return self.who * 10_000 + self.n

    def _dated(self, event: Json, at: datetime | None, message: int | None) -> Json:
        if self.on_line:
            event["timestamp"] = int((at or clock.now()).timestamp() * 1000)
        elif "message" in event:
            event["message"]["date"] = event_time(at)
        if message is not None and "message" in event:
            event["message"]["id" if self.on_line else "message_id"] = f"m{message}" if self.on_line else message
        return event


def event_time(at: datetime | None) -> int:
    return int((at or clock.now()).timestamp())


async def work_all(db: Database, vault: Vault, *speakers: Speaker) -> None:
    """Work until nothing is left that is due."""
    channels = worker.account_map([speaker.channel for speaker in speakers])

    def hearing(*given: Any) -> int | None:
        return hear(*given, stores=PERSONAL_STORES)

    while (await db.write(worker.work, vault, channels, hearing)).conversations:
        pass


def said(session: Session) -> list[dict[str, Any]]:
    """Everything put into the outbox, message by message."""
    rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
    return [message for row in rows for message in row.messages]


def keys(messages: Sequence[dict[str, Any]]) -> list[str]:
    return [message["key"] for message in messages]


def button(messages: Sequence[dict[str, Any]], label: str) -> str:
    """The data of a button by its label, in the last message that has it."""
    shown = (each for message in reversed(messages) for each in (*message["buttons"], *message["controls"]))
    return str(next(each["data"] for each in shown if each["label"] == label))


__all__ = ["AT", "SECOND", "Chat", "button", "keys", "said", "work_all"]
