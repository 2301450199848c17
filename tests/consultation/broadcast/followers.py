"""People who follow something, and rounds that reach them, for tests."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from consultation import clock
from consultation.broadcast import fanout, filling, slices
from consultation.broadcast.audience import Audience
from consultation.broadcast.models import BroadcastRecipient
from consultation.broadcast.service import Draft
from consultation.consult.models import Consultation
from consultation.outbox.models import OutboxMessage
from consultation.people import service as people
from consultation.people.models import Contact
from consultation.people.service import Who
from consultation.subscriptions import service
from consultation.subscriptions.models import CLUSTER, PROVINCE
from consultation.subscriptions.targets import Target
from consultation.vault import Vault
from tests.consultation.broadcast.people import WAYS, draft, scheduled

HERE = Target(CLUSTER, "2567:10")
UDON, LOEI = Target(PROVINCE, "TH-41"), Target(PROVINCE, "TH-42")
SUBSCRIBERS = Audience(kind="subscribers")


def follower(session: Session, vault: Vault, name: str, *what: Target, channel: str = "line", of: int = 0) -> int:
    """Somebody who has answered nothing and follows this; the contact's id. of: another contact of the same person."""
    who = Who(channel, channel, name)
    contact = people.meet(session, vault, who)
    if of:
        contact.person_id = session.get_one(Contact, of).person_id
    session.add(contact)
    session.flush()
    for each in what:
        service.follow(session, contact.person_id, each, "words", channel, "th")
    return contact.id or 0


def invitation(consultation: int, text: str = "ขอเชิญ", **values: Any) -> Draft:
    """An invitation to who follows."""
    return draft(consultation, text, **{"purpose": "invitation", "audience": SUBSCRIBERS, **values})


def goes(session: Session, made: Draft) -> int:
    """Let a round go: all who are due are sent it; the broadcast's id."""
    id = scheduled(session, made)
    filling.begin_due(session)
    while not filling.fill(session, id, WAYS):
        pass
    deliver(session)
    return id


def deliver(session: Session) -> None:
    """Do what the loop does until nothing is left, with platforms that take everything."""
    while (claimed := slices.claim(session, "one", WAYS)) is not None:
        slices.record(session, claimed, "sent")
    fanout.put(session, WAYS)
    settle(session)
    fanout.finish(session)


def settle(session: Session) -> None:
    """Let everything in the outbox have arrived."""
    for row in session.exec(select(OutboxMessage).where(OutboxMessage.lane == "broadcast")):
        row.state, row.sent_at = "sent", clock.now()
        session.add(row)
    session.flush()
    fanout.collect(session)


def states(session: Session, broadcast: int) -> dict[int | None, str]:
    """What became of each contact."""
    session.expire_all()
    rows = session.exec(select(BroadcastRecipient).where(BroadcastRecipient.broadcast_id == broadcast))
    return {row.contact_id: row.state for row in rows}


def told(session: Session) -> list[str]:
    """What is or was in the outbox for somebody, each as one text."""
    rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
    return ["\n".join(message["text"] for message in row.messages) for row in rows]


def open_for(session: Session, consultation: int, days: int) -> None:
    """Let a consultation close so many days from now."""
    row = session.get_one(Consultation, consultation)
    row.closes_at = clock.now() + timedelta(days=days)
    session.add(row)
    session.flush()
