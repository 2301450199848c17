"""Tables of commitments. Every move is kept; the row itself says where it stands."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

# done: its owner says so, citizens have not; confirmed: one at least has, nobody disagrees; reopened: somebody does.
STATES = ("planned", "doing", "done", "confirmed", "reopened", "stopped")


class Commitment(SQLModel, table=True):
    """What will be done for a finding. `number` is cited as ส-๐๑. reopened_at: when citizens last disagreed."""

    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    finding_id: int = ref("finding.id")
    number: int
    text: str
    owner: str
    due: date = Field(index=True)
    state: str = "planned"
    evidence: str = ""
    link: str = ""
    version: int = 0  # grows with every move; one made on an older version is refused
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    reopened_at: datetime | None = Field(default=None)


class CommitmentMove(SQLModel, table=True):
    """One change of a commitment: what it was and is, with a note of whoever made it ("citizens": what they said)."""

    __tablename__ = "commitment_move"
    __table_args__ = (UniqueConstraint("commitment_id", "number"),)

    id: int | None = key()
    commitment_id: int = ref("commitment.id", index=False)
    number: int
    state_before: str
    state: str
    due_before: date
    due: date
    note: str = ""
    evidence: str = ""
    link: str = ""
    moved_at: datetime
    moved_by: str
