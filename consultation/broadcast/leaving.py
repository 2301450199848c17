"""One person leaves the audience: what still waits for them is not sent, from this transaction on."""

from sqlalchemy import and_, delete, or_, select, update
from sqlmodel import Session, col

from consultation.broadcast.audience import agreed
from consultation.broadcast.filling import where_of
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact

WITHDRAWN = "withdrawn"


def leave(session: Session, contact_id: int) -> None:
    """Leave a contact out of every broadcast that has not reached it. What is being sent this moment may arrive."""
    session.flush()
    queued = and_(col(OutboxMessage.lane) == "broadcast", col(OutboxMessage.state) == "queued")
    theirs = select(col(OutboxMessage.id)).where(col(OutboxMessage.contact_id) == contact_id, queued)
    ids = list(session.scalars(theirs.with_for_update(skip_locked=True)))
    waits = or_(col(BroadcastRecipient.state).in_(("waiting", "held")), col(BroadcastRecipient.outbox_id).in_(ids))
    left = update(BroadcastRecipient).where(col(BroadcastRecipient.contact_id) == contact_id, waits)
    session.connection().execute(left.values(state=WITHDRAWN, outbox_id=None, held_until=None))
    session.connection().execute(delete(OutboxMessage).where(col(OutboxMessage.id).in_(ids)))


def leave_unwanted(session: Session, contact_id: int) -> None:
    """Leave a contact out of those broadcasts only to which its person agrees no longer, as with all of `leave`.

    What was put in together with another that is still wanted waits again by itself.
    """
    session.flush()
    pending = col(BroadcastRecipient.state).in_(("waiting", "held", "queued"))
    query = select(BroadcastRecipient, Broadcast).join(
        Broadcast, col(Broadcast.id) == col(BroadcastRecipient.broadcast_id)
    )
    rows = session.execute(query.where(col(BroadcastRecipient.contact_id) == contact_id, pending)).all()
    unwanted = {row.id for row, of in rows if not _agrees(session, contact_id, of)}
    queued = [row.outbox_id for row, _ in rows if row.id in unwanted and row.outbox_id is not None]
    free = select(col(OutboxMessage.id)).where(col(OutboxMessage.id).in_(queued), col(OutboxMessage.state) == "queued")
    taken = set(session.scalars(free.with_for_update(skip_locked=True)))
    for row, _ in rows:
        if row.id in unwanted and (row.outbox_id is None or row.outbox_id in taken):
            row.state, row.outbox_id, row.held_until = WITHDRAWN, None, None
        elif row.outbox_id in taken:
            row.state, row.outbox_id = "held", None
        session.add(row)
    session.flush()
    session.connection().execute(delete(OutboxMessage).where(col(OutboxMessage.id).in_(taken)))


def _agrees(session: Session, contact_id: int, of: Broadcast) -> bool:
    mine = select(col(Contact.id)).where(col(Contact.id) == contact_id, agreed(where_of(of)))
    return session.execute(mine).first() is not None
