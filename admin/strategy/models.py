"""Tables of findings: what planners make of signed-off themes, linked to the plan. A withdrawn one keeps its number."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

KINDS = ("problem", "need", "proposal")


class Finding(SQLModel, table=True):
    """A problem, need or proposal stated by a planner. `number` is cited as ข-๐๑ and never used again.

    quotes: comments that the planner chose to quote, in order; None lets the most representative ones stand.
    """

    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    issue_id: int | None = ref("development_issue.id", nullable=True)
    number: int
    statement: str
    kind: str
    note: str = ""
    quotes: list[int] | None = document(nullable=True)
    version: int = 0  # grows with every edit; an edit made on an older one is refused
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    withdrawn_at: datetime | None = Field(default=None)


class FindingTheme(SQLModel, table=True):
    """A signed-off theme that a finding rests on."""

    __tablename__ = "finding_theme"
    __table_args__ = (UniqueConstraint("finding_id", "theme_id"),)

    id: int | None = key()
    finding_id: int = ref("finding.id", index=False)
    theme_id: int = ref("theme.id")
