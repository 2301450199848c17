"""One person leaves the audience: what still waits for them is not sent, from this transaction on."""

from sqlalchemy import and_, update
from sqlmodel import Session, col

from consultation.broadcast.models import BroadcastRecipient
from consultation.outbox.models import OutboxMessage

WITHDRAWN = "withdrawn"


def leave(session: Session, contact_id: int) -> None:
    """Leave a contact out of every broadcast that has not reached it. What is being sent this moment may arrive."""
    session.flush()
    queued = and_(col(OutboxMessage.lane) == "broadcast", col(OutboxMessage.state) == "queued")
    theirs = update(OutboxMessage).where(col(OutboxMessage.contact_id) == contact_id, queued)
    session.connection().execute(theirs.values(state="failed", error=WITHDRAWN))
    waits = and_(col(BroadcastRecipient.contact_id) == contact_id, col(BroadcastRecipient.state) == "waiting")
    session.connection().execute(update(BroadcastRecipient).where(waits).values(state=WITHDRAWN))
