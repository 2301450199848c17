"""The tables of what is to be said: one row is one turn of the talk, so that it can be sent in one request.

Beside them: how much of a platform's monthly quota is used, and the calls made to platforms, which keep no record.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, document, key, ref

LANES = ("reply", "reminder", "broadcast")
STATES = ("queued", "sending", "sent", "failed", "unknown")
# Why a turn has not been sent, or may be there twice; the words of the platform stand in `error`.
REASONS = ("", "blocked", "refused", "quota", "late", "doubt", "twice")


class OutboxMessage(SQLModel, table=True):
    """A turn for one contact: messages as JSON of `talk.model.Outgoing`, sent in order within the contact.

    contact_id None: the link was cut (consultation/privacy); the messages are gone and the outcome stays.
    consultation_id: the consultation whose talk says it; None for a turn about none. due_at: when it was to be said
    first, while not_before moves with every try. answers: `reply` lets it answer in place. doubtful: an earlier try may
    have arrived. settled: what an officer decided about one that failed or is unknown, `resent` or `left`.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(f"lane IN {LANES}", name="lane"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_outbox_message_due", "channel", "account", "state", "lane", "not_before", "id"),
        Index("ix_outbox_message_state", "state", "id"),
        Index("ix_outbox_message_contact", "contact_id", "state", "id"),
    )

    id: int | None = key()
    contact_id: int | None = ref("contact.id", nullable=True, index=False)
    consultation_id: int | None = ref("consultation.id", nullable=True)
    channel: str = Field(default="", sa_column_kwargs={"server_default": ""})
    account: str = Field(default="", sa_column_kwargs={"server_default": ""})
    lane: str = "reply"
    messages: list[dict[str, Any]] = document()
    reply: dict[str, Any] | None = document(nullable=True)  # what the channel needs to answer in place; opaque here
    answers: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    state: str = "queued"
    not_before: datetime
    due_at: datetime | None = Field(default=None)
    attempts: int = 0
    parts_sent: int = 0
    doubtful: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    owner: str | None = None
    lease_until: datetime | None = None
    receipts: list[str] | None = document(nullable=True)  # the platform's ids of what was sent
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    error: str = ""
    settled: str = Field(default="", sa_column_kwargs={"server_default": ""})
    created_at: datetime
    sent_at: datetime | None = Field(default=None)


class SendingQuota(SQLModel, table=True):
    """What a platform lets an account send in a month, as it said when it was asked, and what was sent since."""

    __tablename__ = "sending_quota"

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    allowed: int | None = None  # None: as much as one likes
    used: int = 0
    looked_at: datetime
    spent_until: datetime | None = None  # the platform has refused to send more before this
    warned: int = 0  # per cent of which people have been told


class PlatformCall(SQLModel, table=True):
    """One request to a platform, kept for a while because LINE keeps none: no address, no text.

    outbox_id: the turn it was made for, None for another purpose. status 0: no answer. accepted_id: LINE's id of the
    earlier request that a repeated one turned out to be.
    """

    __tablename__ = "platform_call"

    id: int | None = key()
    at: datetime = Field(index=True)
    channel: str
    account: str
    method: str
    endpoint: str
    status: int
    took_ms: int
    request_id: str = ""
    accepted_id: str = ""
    outbox_id: int | None = Field(default=None, sa_type=BIG)
