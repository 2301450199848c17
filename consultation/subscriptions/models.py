"""Tables of what people follow, and of how many began and stopped to, which stays when they are forgotten."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

CLUSTER, PROVINCE, TOPIC = KINDS = ("cluster", "province", "topic")


class Subscription(SQLModel, table=True):
    """That a person follows something, which is a consent of its own: to be told of consultations about it.

    target: of a cluster its code ("2567:10"), of a province ISO 3166-2, of a topic its code ("T04"). version,
    text_hash: of the words that were read. given_at: when it was said yes to, the last time; stopped_at: None while it
    holds.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "kind", "target"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_subscription_target", "kind", "target", "stopped_at"),
    )

    id: int | None = key()
    person_id: int = ref("person.id", index=False)
    kind: str
    target: str
    version: str
    text_hash: str
    channel: str
    language: str
    given_at: datetime
    stopped_at: datetime | None = Field(default=None)


class SubscriptionDay(SQLModel, table=True):
    """How many began to follow something on a day, and how many stopped: nobody's, so it is never cut."""

    __tablename__ = "subscription_day"
    __table_args__ = (UniqueConstraint("day", "kind", "target"), CheckConstraint(f"kind IN {KINDS}", name="kind"))

    id: int | None = key()
    day: date
    kind: str
    target: str
    began: int = 0
    stopped: int = 0
