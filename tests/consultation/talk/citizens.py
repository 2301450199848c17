"""People who talk: consultations to talk about, and `hear` as a channel would call it."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms.form import Form
from consultation.forms.templates import fill
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.people.service import Who
from consultation.places.schemes import cluster
from consultation.talk.model import Incoming
from consultation.talk.service import hear
from consultation.vault import Vault

# All answers to the needs survey but the two consents and the sending.
ANSWERS = (
    "เริ่ม", "อุดร", "กุมภวาปี", "1", "60 ปีขึ้นไป", "3 4", "น้ำไม่พอทำนา", "ขุดลอกคลอง", "ทั้งอำเภอ", "มาก",
)  # fmt: skip
NEEDS = fill("needs", cluster("current:10"))


def consultation(
    session: Session, *, form: Form = NEEDS, open: bool = True, title: str = "ความต้องการ"
) -> ConsultationView:
    """A consultation of 30 days from now."""
    new = NewConsultation(
        title=title, kind="survey", scheme="2567", cluster=10, closes_at=clock.now() + timedelta(days=30)
    )
    made = consult.create(session, new, form, "officer:1")
    return consult.open_now(session, made.id, "officer:1") if open else made


class Citizen:
    """One person on one channel."""

    def __init__(self, db: Database, vault: Vault, address: str = "U1", channel: str = "line") -> None:
        self.db, self.vault, self.who = db, vault, Who(channel, "one", address, "LINE")

    async def does(self, at: datetime | None = None, **act: Any) -> list[dict[str, Any]]:
        """Do something and return the messages of the turn that it was answered with, as stored."""
        incoming = Incoming.model_validate({"at": at or clock.now(), **act})
        before = len(await self.db.read(turns))
        await self.db.write(hear, self.vault, self.who, incoming, None)
        after = (await self.db.read(turns))[before:]
        assert len(after) <= 1, "one event, one turn"
        return after[0] if after else []

    async def says(self, *texts: str, at: datetime | None = None) -> list[dict[str, Any]]:
        """Type one message after the other; the answer to the last."""
        for text in texts:
            said = await self.does(kind="text", text=text, at=at)
        return said

    async def taps(self, data: str, at: datetime | None = None) -> list[dict[str, Any]]:
        return await self.does(kind="tap", data=data, at=at)

    async def presses(self, label: str) -> list[dict[str, Any]]:
        """Tap the button of this label in the turn that was said last."""
        shown = (await self.db.read(turns))[-1]
        return await self.taps(next(data for of, data in buttons(shown) if of == label))


def turns(session: Session) -> list[list[dict[str, Any]]]:
    """What has been put into the outbox so far, in order, for whomever."""
    rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
    return [row.messages for row in rows]


def buttons(messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The labels and data of all buttons of a turn."""
    return [(each["label"], each["data"]) for said in messages for each in (*said["buttons"], *said["controls"])]


def contacts(session: Session) -> list[Contact]:
    return list(session.exec(select(Contact).order_by(col(Contact.id))))


def keys(messages: list[dict[str, Any]]) -> list[str]:
    return [message["key"] for message in messages]
