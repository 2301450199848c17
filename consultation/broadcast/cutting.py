"""How broadcasts forget whom they were sent to; what became of each stays, as a number."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, null, or_, select, update
from sqlmodel import Session, col

from consultation import clock
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.broadcast.rounds import keep
from consultation.broadcast.states import OVER
from consultation.privacy.cutting import run
from consultation.privacy.reading import of_contacts
from consultation.privacy.store import Ended, Leaving, Store

A_MONTH = timedelta(days=30)  # of one that is about no consultation: longer than the daily cap and its reports need


def cut_recipients(session: Session, ended: Ended, limit: int) -> int:
    """Cut the contacts from broadcasts of the consultation that are over, and from older ones about none.

    What its rounds achieved is counted before, while it can be.
    """
    keep(session, ended.id)
    about = col(Broadcast.consultation_id)
    old = and_(about.is_(None), col(Broadcast.ended_at) < clock.now() - A_MONTH)
    over = select(col(Broadcast.id)).where(col(Broadcast.state).in_(OVER), or_(about == ended.id, old))
    linked = and_(col(BroadcastRecipient.contact_id).is_not(None), col(BroadcastRecipient.broadcast_id).in_(over))
    return _cut(session, col(BroadcastRecipient.id).in_(select(col(BroadcastRecipient.id)).where(linked).limit(limit)))


def forget_recipient(session: Session, one: Leaving) -> int:
    """Cut one contact from every broadcast; from those that are on their way too, so that it hears no more."""
    return _cut(session, col(BroadcastRecipient.contact_id) == one.contact)


def _cut(session: Session, which: ColumnElement[bool]) -> int:
    values: dict[str, Any] = {name: null() for name in ("contact_id", "outbox_id", "sent_at", "held_until")}
    waiting = update(BroadcastRecipient).where(which, col(BroadcastRecipient.state).in_(("waiting", "held")))
    run(session, waiting.values(state="gone"))
    return run(session, update(BroadcastRecipient).where(which).values(**values))


HELD = {"broadcast_recipient": of_contacts(BroadcastRecipient.contact_id)}
STORE = Store("broadcasts", frozenset(HELD), cut_recipients, forget_recipient, HELD)
