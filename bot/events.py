"""What was set aside because it could not be heard: looked at, tried again, or put away, by a person.

The words of a citizen stay sealed: an operator sees the error, the time and the platform's id of the event.
"""

from sqlmodel import Session, col, select

from bot.inbox import SetAside, as_set_aside, set_aside
from bot.models import Conversation, InboxEvent
from consultation import audit, clock
from consultation.errors import not_found, refused

__all__ = ["discard", "retry", "set_aside"]


def retry(session: Session, id: int, actor: str) -> SetAside:
    """Have an event that was set aside heard once more, with all its tries. Raises Refused."""
    row = _aside(session, id)
    if not row.raw or row.conversation_id is None:
        raise refused("event_scrubbed", id=id)
    before = as_set_aside(row)
    row.state, row.attempts, row.why, row.done_at = "new", 0, "", None
    if (conversation := session.get(Conversation, row.conversation_id)) is not None:
        conversation.wait_until = None
    audit.record(session, actor, "event.retry", f"inbox_event:{id}")
    return before


def discard(session: Session, id: int, reason: str, actor: str) -> SetAside:
    """Put an event away for good: it is kept, never heard, and no longer asks for a person. Raises Refused."""
    row = _aside(session, id)
    before = as_set_aside(row)
    row.state, row.why, row.done_at = "ignored", f"discarded: {reason}"[:500], clock.now()
    audit.record(session, actor, "event.discard", f"inbox_event:{id}", after={"reason": reason[:500]})
    return before


def _aside(session: Session, id: int) -> InboxEvent:
    found = select(InboxEvent).where(col(InboxEvent.id) == id, InboxEvent.state == "set_aside").with_for_update()
    row = session.exec(found).first()
    if row is None:
        raise not_found("event_not_aside", id=id)
    return row
