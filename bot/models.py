"""Tables of the channels' side: every event as received, and the conversations that put them in order."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

STATES = ("new", "done", "ignored", "set_aside")
_UNWORKED = text("state = 'new'")


class Conversation(SQLModel, table=True):
    """What orders events: one chat or user of a channel's account. Its row is locked while its events are worked.

    key: keyed hash of the platform's chat or user, so that no address lies open. wait_until: when the oldest event,
    which failed, is tried again. explained: what was explained here once (`group`, `forwarded`), separated by spaces.
    unsent: keyed hashes of messages taken back before they came, which stops them when they do. Only the worker changes
    a row: storing an event must never wait for the worker.
    """

    __table_args__ = (UniqueConstraint("channel", "account", "key"),)

    id: int | None = key()
    channel: str
    account: str
    key: str
    wait_until: datetime | None = None
    explained: str = Field(default="", sa_column_kwargs={"server_default": ""})
    unsent: list[str] | None = document(nullable=True)


class InboxEvent(SQLModel, table=True):
    """One platform event, stored before the platform is told 200. Never deleted: it is what stops a second copy.

    raw: the event as JSON, sealed by the vault; empty when it was scrubbed (bot/retention.py), and conversation_id is
    then None. consultation_id: what it was about, once heard. why: why it was ignored, or the error it was set aside
    with.
    """

    __tablename__ = "inbox_event"
    __table_args__ = (
        UniqueConstraint("channel", "account", "event_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_inbox_event_conversation", "conversation_id", "id"),
        Index(
            "ix_inbox_event_unworked",
            "conversation_id",
            "occurred_at",
            "id",
            sqlite_where=_UNWORKED,
            postgresql_where=_UNWORKED,
        ),
        Index("ix_inbox_event_set_aside", "state", "id"),
    )

    id: int | None = key()
    channel: str
    account: str
    event_id: str
    conversation_id: int | None = ref("conversation.id", nullable=True, index=False)
    consultation_id: int | None = ref("consultation.id", nullable=True)
    occurred_at: datetime
    received_at: datetime
    raw: bytes = Field(sa_type=LargeBinary)
    state: str = "new"
    attempts: int = 0
    why: str = ""
    done_at: datetime | None = None


class Alive(SQLModel, table=True):
    """When requests of a channel's account were last taken, by any process (bot/beating.py).

    lost_from, lost_to: the last time in which none were, until somebody has looked after those whom it concerns.
    """

    __table_args__ = (UniqueConstraint("channel", "account"),)

    id: int | None = key()
    channel: str
    account: str
    at: datetime
    lost_from: datetime | None = None
    lost_to: datetime | None = None
