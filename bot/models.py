"""Tables of the channels' side: every event as received, and the conversations that put them in order."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

STATES = ("new", "done", "ignored", "set_aside")


class Conversation(SQLModel, table=True):
    """What orders events: one chat or user of a channel's account. Its row is locked while its events are worked.

    key_hash: keyed hash of the platform's chat or user, so that no address lies open. failures: tries in a row of the
    oldest event; due_at: when its next try is due.
    """

    __table_args__ = (UniqueConstraint("channel", "account", "key_hash"), Index("ix_conversation_due", "due_at", "id"))

    id: int | None = key()
    channel: str
    account: str
    key_hash: str
    due_at: datetime | None = None  # None: nothing to work on


class InboxEvent(SQLModel, table=True):
    """One platform event, stored before the platform is told 200. Never deleted: it is what stops a second copy."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        UniqueConstraint("channel", "account", "event_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index(
            "ix_inbox_event_unworked",
            "conversation_id",
            "occurred_at",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
    )

    id: int | None = key()
    channel: str
    account: str
    event_id: str
    conversation_id: int = ref("conversation.id")
    occurred_at: datetime
    received_at: datetime
    raw: bytes = Field(sa_type=LargeBinary)  # JSON, sealed by the vault
    state: str = "new"
    attempts: int = 0
    why: str = ""
    done_at: datetime | None = None
