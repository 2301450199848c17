"""Tables of webhooks out. They store; `service` and `delivering` decide."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

OPENED, CLOSED, PUBLISHED = EVENTS = ("consultation.opened", "consultation.closed", "consultation.published")
WAITING, DELIVERED, SET_ASIDE = STATES = ("waiting", "delivered", "set_aside")


class WebhookEndpoint(SQLModel, table=True):
    """An address of another program, and what it is told of.

    scope: "" for every cluster, "2567:10" for one. secret: sealed; earlier: the secret before it, sealed, which signs
    too until `earlier_until`, so that the receiver can change over in peace.
    """

    __tablename__ = "webhook_endpoint"

    id: int | None = key()
    url: str
    about: str = ""
    scope: str = ""
    events: list[str] = document()
    secret: bytes = Field(sa_type=LargeBinary)
    earlier: bytes | None = Field(default=None, sa_type=LargeBinary)
    earlier_until: datetime | None = None
    made_at: datetime
    made_by: str
    ended_at: datetime | None = Field(default=None)
    ended_by: str = ""


class WebhookDelivery(SQLModel, table=True):
    """One event for one endpoint. message: its id, the same at every try, by which a receiver knows a repetition.

    body: what is sent, to the letter. round: grows with each redelivery that a person asks for; attempts: tries of this
    round; tries: all of them, each with its time, status, what went wrong and how long it took.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_webhook_delivery_of", "endpoint_id", "id"),
    )

    id: int | None = key()
    endpoint_id: int = ref("webhook_endpoint.id", index=False)
    message: str = Field(unique=True)
    event: str
    body: str
    state: str = WAITING
    round: int = 1
    attempts: int = 0
    tries: list[dict[str, Any]] = document()
    made_at: datetime
    next_at: datetime | None = None
    delivered_at: datetime | None = None
