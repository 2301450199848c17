"""The table of requests."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

KINDS = ("access", "portability", "objection", "erasure", "restriction", "correction", "withdrawal")
ORIGINS = ("chat", "letter", "phone", "counter", "email")
OPEN, OVER = ("new", "working"), ("done", "refused")
STATES = (*OPEN, *OVER)


class RightsRequest(SQLModel, table=True):
    """One request that a person of the office has to answer; what the chat does by itself is in the audit record alone.

    contact_id: the chat it came from, None for other ways and once the person is forgotten. sealed: name, how to reach
    them, what they ask, how it was made sure who they are and what they were told, as JSON sealed by the vault; None
    when there is none any more. proof: "chat" where the chat itself is it. proof, answer: otherwise of rows from before
    both were sealed. section: of the law, by which it was refused. sent: how the answer went ("chat", or as the office
    did).
    """

    __tablename__ = "rights_request"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"origin IN {ORIGINS}", name="origin"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    id: int | None = key()
    kind: str
    origin: str
    channel: str = ""
    contact_id: int | None = ref("contact.id", nullable=True)
    consultation_id: int | None = ref("consultation.id", nullable=True)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    proof: str = ""
    received_on: date
    due_on: date = Field(index=True)
    state: str = "new"
    handler: str = ""
    answer: str = ""
    section: str = ""
    sent: str = ""
    version: int = 0
    created_at: datetime
    created_by: str
    closed_at: datetime | None = Field(default=None)
    closed_by: str = ""
