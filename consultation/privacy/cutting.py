"""What every cut does: empties turns, gives up hours, counts the rows it changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, inspect, literal, null, update
from sqlmodel import Session, col

from consultation.outbox.models import OutboxMessage
from consultation.settings import settings

UNLINKED = "unlinked"  # why a turn that was still waiting will not be sent
_MOMENT = inspect(OutboxMessage).columns["sent_at"].type


def empty(session: Session, which: ColumnElement[bool], at: datetime) -> int:
    """Leave of these turns only how they ended; one that has not been sent will not be. at: in place of their times."""
    state, error, sent_at = col(OutboxMessage.state), col(OutboxMessage.error), col(OutboxMessage.sent_at)
    emptied = update(OutboxMessage).where(which)
    values: dict[str, Any] = {
        "contact_id": None,
        "messages": [],
        "reply": null(),
        "receipts": null(),
        "created_at": at,
        "not_before": at,
        "due_at": at,
        "sent_at": case((sent_at.is_not(None), literal(at, _MOMENT)), else_=None),
        "error": case((unsent(), UNLINKED), else_=error),
        "state": case((state == "queued", "failed"), (state == "sending", "unknown"), else_=state),
        "owner": None,
        "lease_until": None,
    }
    return run(session, emptied.values(**values))


def unsent() -> ColumnElement[bool]:
    """Turns that are still to be said."""
    return col(OutboxMessage.state).in_(("queued", "sending"))


def day_of(moment: datetime) -> datetime:
    """The beginning of the day, where the installation is."""
    return moment.astimezone(settings().zone).replace(hour=0, minute=0, second=0, microsecond=0)


def run(session: Session, change: Any) -> int:
    """Carry a statement out after what is waiting to be written; how many rows it changed."""
    session.flush()
    return int(session.connection().execute(change).rowcount)
