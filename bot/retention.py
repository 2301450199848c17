"""How the inbox is cut from people, in time and when somebody asks: see docs/decisions/0008-retention.md.

The row of an event stays, because its id stops a second copy. What it said, whose it was and when it was are gone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, update
from sqlmodel import Session, col, select

from bot.models import Conversation, InboxEvent
from bot.storing import conversation_key
from consultation import clock
from consultation.privacy.links import A_DAY
from consultation.privacy.store import Ended, Leaving, Store, Whose


def cut_events(session: Session, ended: Ended, limit: int) -> int:
    """Scrub what was heard about the consultation, and what was about none and is a day old."""
    some = select(InboxEvent.id).where(_over(ended)).limit(limit)
    scrubbed = update(InboxEvent).where(col(InboxEvent.id).in_(some))
    return int(session.connection().execute(scrubbed.values(**_nothing_but_the_id(ended.at))).rowcount)


def cut_conversations(session: Session, ended: Ended, limit: int) -> int:
    """Delete the keyed hashes of chats of which no event is left."""
    empty = not_(exists().where(col(InboxEvent.conversation_id) == col(Conversation.id)))
    some = select(Conversation.id).where(empty).limit(limit)
    return int(session.connection().execute(delete(Conversation).where(col(Conversation.id).in_(some))).rowcount)


def forget_events(session: Session, one: Leaving) -> int:
    """Scrub everything that was heard from one account; what is still to be heard is left alone."""
    known = and_(col(InboxEvent.conversation_id) == _conversation(session, one), col(InboxEvent.state) != "new")
    scrubbed = update(InboxEvent).where(known, col(InboxEvent.received_at) <= one.until)
    return int(session.connection().execute(scrubbed.values(**_nothing_but_the_id(one.day))).rowcount)


def forget_conversation(session: Session, one: Leaving) -> int:
    """Delete the keyed hash of the account's chat when no event of it is left."""
    if not one.account:
        return 0
    empty = not_(exists().where(col(InboxEvent.conversation_id) == col(Conversation.id)))
    gone = delete(Conversation).where(col(Conversation.id) == _conversation(session, one), empty)
    return int(session.connection().execute(gone).rowcount)


def held_conversations(session: Session, whose: Whose) -> Sequence[Conversation]:
    """The chats of one person."""
    keys = [conversation_key(whose.vault, *account) for account in whose.accounts]
    return session.exec(select(Conversation).where(col(Conversation.key).in_(keys))).all() if keys else ()


def held_events(session: Session, whose: Whose) -> Sequence[InboxEvent]:
    """Everything that was heard from one person and is still kept."""
    ids = [each.id for each in held_conversations(session, whose)]
    of_these = select(InboxEvent).where(col(InboxEvent.conversation_id).in_(ids))
    return session.exec(of_these.order_by(col(InboxEvent.id))).all() if ids else ()


STORES = (
    Store("events", frozenset({"inbox_event"}), cut_events, forget_events, {"inbox_event": held_events}),
    Store(
        "conversations",
        frozenset({"conversation"}),
        cut_conversations,
        forget_conversation,
        {"conversation": held_conversations},
    ),
)


def _conversation(session: Session, one: Leaving) -> int | None:
    key = conversation_key(one.vault, one.channel, one.account_name, one.address)
    same = (Conversation.channel == one.channel, Conversation.account == one.account_name, Conversation.key == key)
    return session.exec(select(Conversation.id).where(*same)).first()


def _nothing_but_the_id(at: datetime) -> dict[str, Any]:
    return {"raw": b"", "conversation_id": None} | dict.fromkeys(("occurred_at", "received_at", "done_at"), at)


def _over(ended: Ended) -> ColumnElement[bool]:
    about, received = col(InboxEvent.consultation_id), col(InboxEvent.received_at)
    linked = and_(col(InboxEvent.conversation_id).is_not(None), col(InboxEvent.state) != "new")
    return and_(linked, or_(about == ended.id, and_(about.is_(None), received < clock.now() - A_DAY)))
