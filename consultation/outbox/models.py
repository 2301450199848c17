"""The table of what is to be said. One row is one turn of the talk, so that it can be sent in one request."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

LANES = ("reply", "reminder", "broadcast")
STATES = ("queued", "sending", "sent", "failed", "unknown")


class OutboxMessage(SQLModel, table=True):
    """A turn for one contact: messages as JSON of `talk.model.Outgoing`, sent in order within the contact.

    contact_id None: the link was cut (consultation/privacy); the messages are gone and the outcome stays.
    consultation_id: the consultation whose talk says it; None for a turn about none.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(f"lane IN {LANES}", name="lane"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_outbox_message_due", "state", "not_before", "id"),
        Index("ix_outbox_message_contact", "contact_id", "state", "id"),
    )

    id: int | None = key()
    contact_id: int | None = ref("contact.id", nullable=True, index=False)
    consultation_id: int | None = ref("consultation.id", nullable=True)
    lane: str = "reply"
    messages: list[dict[str, Any]] = document()
    reply: dict[str, Any] | None = document(nullable=True)  # what the channel needs to answer in place; opaque here
    state: str = "queued"
    not_before: datetime
    attempts: int = 0
    parts_sent: int = 0
    owner: str | None = None
    lease_until: datetime | None = None
    receipts: list[str] | None = document(nullable=True)  # the platform's ids of what was sent
    error: str = ""
    created_at: datetime
    sent_at: datetime | None = Field(default=None)
