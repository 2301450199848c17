"""The table of consultations. It stores; `consultation.consult.service` validates."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref
from consultation.consult.life import KINDS, LEVELS, SAMPLINGS, STATES


class Consultation(SQLModel, table=True):
    """One consultation of one cluster (keyed by scheme and number, never by name).

    level: of participation, 1 (inform) to 5 (empower). sampling: who may answer: whoever wants to, who was invited, or
    so many of each group. evaluates_id: the consultation whose meeting an evaluation asks about. approved_at,
    announced_at, analysed_at: of what still stands, None once it was taken back.
    """

    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"state IN {STATES}", name="life"),
        CheckConstraint(f"level IN {LEVELS}", name="level"),
        CheckConstraint(f"sampling IN {SAMPLINGS}", name="sampling"),
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
    approved_at: datetime | None = None
    approved_by: str | None = None
    announced_at: datetime | None = None
    analysed_at: datetime | None = None
    published_at: datetime | None = None
    answered_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    level: int = 2
    sampling: str = "open"
    evaluates_id: int | None = ref("consultation.id", nullable=True)
    sample: bool = False
    created_at: datetime
    created_by: str
