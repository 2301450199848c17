"""Tables of broadcasts: what is told to many, to whom exactly, and in which portions it is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.broadcast.states import STATES
from consultation.columns import BIG, document, key, ref

PURPOSES = ("news", "invitation", "reminder")  # the last two are rounds of their consultation
SLICE_STATES = ("waiting", "sending", "done")
# Until "sent": on the way. After it: it did not arrive, or nobody knows; then: left out at the last moment. "held": had
# a round too short a while ago, so this one comes together with others; "lapsed": it was too late for that.
RECIPIENT_STATES = (
    "waiting", "sending", "queued", "sent", "failed", "unknown", "blocked", "withdrawn", "capped", "gone", "took_part",
    "held", "lapsed",
)  # fmt: skip


class Broadcast(SQLModel, table=True):
    """One message to many. consultation_id None: about none, from the cluster; starts_id: whose start it offers.

    texts: language to text, Thai always. audience: `audience.Audience` as JSON. digest: of all that is read, so that
    nobody gets the same twice. version: grows with every act; who acts on an older one is refused. filled: every
    recipient is a row; filled_to: how far that has come. counts: the last preview. trial: typed in a chat it shows the
    message there. why: what paused it. result: of a round, its figures (`rounds.Round`) as they were when the link to
    people was cut.
    """

    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        Index("ix_broadcast_state", "state"),
    )

    id: int | None = key()
    consultation_id: int | None = ref("consultation.id", nullable=True)
    scheme: str
    cluster: int
    purpose: str = Field(default="news", sa_column_kwargs={"server_default": "news"})
    title: str
    texts: dict[str, str] = document()
    starts_id: int | None = ref("consultation.id", nullable=True)
    link: str = ""
    audience: dict[str, Any] = document()
    urgent: bool = False
    digest: str = Field(index=True)
    state: str = "draft"
    version: int = 1
    scheduled_at: datetime | None = None
    counts: dict[str, Any] | None = document(nullable=True)
    previewed_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    why: str = ""
    filled: bool = False
    filled_to: dict[str, Any] | None = document(nullable=True)
    result: list[Any] | None = document(nullable=True)
    trial: str = Field(unique=True)
    created_at: datetime
    created_by: str
    confirmed_by: str = ""


class BroadcastSlice(SQLModel, table=True):
    """A portion of the recipients, of one account and one language, that is sent under one lease.

    together: in one request, which a key makes safe to repeat; else each goes through the outbox. era: part of the key,
    raised when a try surely did not arrive; tried_at: the first try under the present key. fence: grows with every
    claim; an outcome is only taken from the last one.
    """

    __tablename__ = "broadcast_slice"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "number"),
        CheckConstraint(f"state IN {SLICE_STATES}", name="state"),
        Index("ix_broadcast_slice_due", "state", "broadcast_id", "id"),
    )

    id: int | None = key()
    broadcast_id: int = ref("broadcast.id", index=False)
    number: int
    channel: str
    account: str
    language: str
    together: bool
    state: str = "waiting"
    era: int = 0
    attempts: int = 0
    tried_at: datetime | None = None
    not_before: datetime | None = None
    owner: str | None = None
    lease_until: datetime | None = None
    fence: int = 0
    error: str = ""
    created_at: datetime


class BroadcastRecipient(SQLModel, table=True):
    """One contact of one broadcast: who was meant is fixed here, and what became of it.

    contact_id None: the link was cut (consultation/privacy). slice: the number of its portion. outbox_id: where it is
    sent one by one. held_until: when it may come together with others (`together`).
    """

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "contact_id"),
        CheckConstraint(f"state IN {RECIPIENT_STATES}", name="outcome"),
        Index("ix_broadcast_recipient_slice", "broadcast_id", "slice", "state"),
        Index("ix_broadcast_recipient_held", "held_until"),
    )

    id: int | None = key()
    broadcast_id: int = ref("broadcast.id", index=False)
    contact_id: int | None = Field(
        default=None, foreign_key="contact.id", sa_type=BIG, nullable=True, index=True, ondelete="SET NULL"
    )
    slice: int
    state: str = "waiting"
    outbox_id: int | None = Field(
        default=None, foreign_key="outbox_message.id", sa_type=BIG, nullable=True, index=True, ondelete="SET NULL"
    )
    sent_at: datetime | None = None
    held_until: datetime | None = Field(default=None)
    error: str = ""
