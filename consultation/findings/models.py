"""Tables of findings: what planners make of signed-off themes, the evidence, the lines of a plan, what was decided.

Nothing is deleted: a withdrawn finding keeps its number, an earlier disposition stays beside the newest, and a theme
that a newer set took the place of stays as what the finding was first made of.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, document, key, ref
from consultation.plans.models import LINE_KINDS

KINDS = ("problem", "need", "proposal")
SWOT = ("", "strength", "weakness", "opportunity", "threat")
ROLES = ("evidence", "minority")  # what a comment that was picked by hand is for
DECISIONS = ("accepted", "partly", "referred", "not_yet")


class Finding(SQLModel, table=True):
    """A problem, need or proposal stated by a planner. `number` is cited as ข-๐๑ and never used again.

    swot: its corner, empty when not said. quotes: comments that the planner chose to quote, in order; None lets the
    most representative ones stand.
    """

    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"swot IN {SWOT}", name="swot"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    number: int
    statement: str
    kind: str
    swot: str = Field(default="", sa_column_kwargs={"server_default": ""})
    note: str = ""
    quotes: list[int] | None = document(nullable=True)
    version: int = 0  # grows with every edit; an edit made on an older one is refused
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    withdrawn_at: datetime | None = Field(default=None)


class FindingTheme(SQLModel, table=True):
    """A signed-off theme that a finding rests on; replaced_at: when themes of a newer set took its place."""

    __tablename__ = "finding_theme"
    __table_args__ = (UniqueConstraint("finding_id", "theme_id"),)

    id: int | None = key()
    finding_id: int = ref("finding.id", index=False)
    theme_id: int = ref("theme.id")
    replaced_at: datetime | None = Field(default=None)


class FindingComment(SQLModel, table=True):
    """A comment that a planner picked: as further evidence, or as a minority view worth hearing."""

    __tablename__ = "finding_comment"
    __table_args__ = (UniqueConstraint("finding_id", "comment_id"), CheckConstraint(f"role IN {ROLES}", name="role"))

    id: int | None = key()
    finding_id: int = ref("finding.id", index=False)
    comment_id: int = ref("comment.id")
    role: str
    picked_at: datetime
    picked_by: str


class FindingAnswer(SQLModel, table=True):
    """A choice of a closed question that speaks for a finding: whoever chose it stands behind it too."""

    __tablename__ = "finding_answer"
    __table_args__ = (UniqueConstraint("finding_id", "question", "choice"),)

    id: int | None = key()
    finding_id: int = ref("finding.id", index=False)
    question: str
    choice: str


class LineLink(SQLModel, table=True):
    """A line of a plan version that a finding is linked to. Lines are never deleted: `line_id` always leads there."""

    __tablename__ = "finding_line"
    __table_args__ = (
        UniqueConstraint("finding_id", "kind", "line_id"),
        CheckConstraint(f"kind IN {LINE_KINDS}", name="kind"),
    )

    id: int | None = key()
    finding_id: int = ref("finding.id", index=False)
    plan_id: int = ref("plan.id")
    kind: str
    line_id: int = Field(sa_type=BIG)
    linked_at: datetime
    linked_by: str


class Disposition(SQLModel, table=True):
    """What was decided on a finding. The newest stands; it is told to nobody before a head has signed it.

    lines: where in the plan, as keys of lines ("programme:7"). agency: to whom it was passed on. returned_*: a head
    sent it back.
    """

    __table_args__ = (
        UniqueConstraint("finding_id", "number"),
        CheckConstraint(f"decision IN {DECISIONS}", name="decision"),
    )

    id: int | None = key()
    finding_id: int = ref("finding.id", index=False)
    number: int
    decision: str
    reason: str
    agency: str = ""
    plan_id: int | None = ref("plan.id", nullable=True)
    lines: list[str] = document()
    decided_at: datetime
    decided_by: str
    signed_at: datetime | None = Field(default=None)
    signed_by: str = ""
    returned_at: datetime | None = Field(default=None)
    returned_by: str = ""
    returned_why: str = ""


class RankCriterion(SQLModel, table=True):
    """A criterion by which planners put the findings of a consultation in order, and what it weighs."""

    __tablename__ = "rank_criterion"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    number: int
    name: str
    about: str = ""
    weight: int
    retired_at: datetime | None = Field(default=None)


class RankScore(SQLModel, table=True):
    """What one planner gives a finding by a criterion, 1 (little) to 5 (much)."""

    __tablename__ = "rank_score"
    __table_args__ = (
        UniqueConstraint("finding_id", "criterion_id", "account"),
        CheckConstraint("points BETWEEN 1 AND 5", name="points"),
    )

    id: int | None = key()
    finding_id: int = ref("finding.id", index=False)
    criterion_id: int = ref("rank_criterion.id")
    account: str
    points: int
    given_at: datetime


class Referral(SQLModel, table=True):
    """That a complaint or emergency was passed on: to whom, under which number."""

    id: int | None = key()
    comment_id: int = ref("comment.id", unique=True)
    to: str
    reference: str = ""
    referred_at: datetime
    referred_by: str
