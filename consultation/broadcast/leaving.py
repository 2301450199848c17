"""One person leaves the audience: what still waits for them is not sent, from this transaction on."""

from sqlalchemy import and_, delete, or_, select, update
from sqlmodel import Session, col

from consultation.broadcast.models import BroadcastRecipient
from consultation.outbox.models import OutboxMessage

WITHDRAWN = "withdrawn"


def leave(session: Session, contact_id: int) -> None:
    """Leave a contact out of every broadcast that has not reached it. What is being sent this moment may arrive."""
    session.flush()
    queued = and_(col(OutboxMessage.lane) == "broadcast", col(OutboxMessage.state) == "queued")
    theirs = select(col(OutboxMessage.id)).where(col(OutboxMessage.contact_id) == contact_id, queued)
    ids = list(session.scalars(theirs.with_for_update(skip_locked=True)))
    waits = or_(col(BroadcastRecipient.state) == "waiting", col(BroadcastRecipient.outbox_id).in_(ids))
    left = update(BroadcastRecipient).where(col(BroadcastRecipient.contact_id) == contact_id, waits)
    session.connection().execute(left.values(state=WITHDRAWN, outbox_id=None))
    session.connection().execute(delete(OutboxMessage).where(col(OutboxMessage.id).in_(ids)))
