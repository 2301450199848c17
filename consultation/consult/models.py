"""The table of consultations. It stores; `consultation.consult.service` validates."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

KINDS = ("survey", "plan_consultation", "hearing_2548", "evaluation")
STATES = ("draft", "open", "closed")


class Consultation(SQLModel, table=True):
    """One consultation of one cluster (keyed by scheme and number, never by name)."""

    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    id: int | None = key()
    code: str = Field(unique=True)
    kind: str
    template: str = ""
    title: str
    scheme: str
    cluster: int
    plan_id: int | None = ref("plan.id", nullable=True)
    state: str = "draft"
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    sample: bool = False
    created_at: datetime
    created_by: str
