"""How the inbox is cut from people when a consultation's time is over: see docs/decisions/0008-retention.md.

The row of an event stays, because its id stops a second copy. What it said, whose it was and when it was are gone.
"""

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, update
from sqlmodel import Session, col, select

from bot.models import Conversation, InboxEvent
from consultation.privacy.store import Ended, Store


def cut_events(session: Session, ended: Ended, limit: int) -> int:
    """Scrub what was heard about the consultation, and what was about none and came in before it ended."""
    some = select(InboxEvent.id).where(_over(ended)).limit(limit)
    scrubbed = update(InboxEvent).where(col(InboxEvent.id).in_(some))
    values = {"raw": b"", "conversation_id": None} | dict.fromkeys(("occurred_at", "received_at", "done_at"), ended.at)
    return int(session.connection().execute(scrubbed.values(**values)).rowcount)


def cut_conversations(session: Session, ended: Ended, limit: int) -> int:
    """Delete the keyed hashes of chats of which no event is left."""
    empty = not_(exists().where(col(InboxEvent.conversation_id) == col(Conversation.id)))
    some = select(Conversation.id).where(empty).limit(limit)
    return int(session.connection().execute(delete(Conversation).where(col(Conversation.id).in_(some))).rowcount)


STORES = (
    Store("events", frozenset({"inbox_event"}), cut_events),
    Store("conversations", frozenset({"conversation"}), cut_conversations),
)


def _over(ended: Ended) -> ColumnElement[bool]:
    about, received = col(InboxEvent.consultation_id), col(InboxEvent.received_at)
    linked = and_(col(InboxEvent.conversation_id).is_not(None), col(InboxEvent.state) != "new")
    return and_(linked, or_(about == ended.id, and_(about.is_(None), received <= ended.at)))
