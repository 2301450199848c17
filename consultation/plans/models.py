"""Tables of plans. They store; `consultation.plans.service` validates. A line of a stored plan is never deleted."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import key, ref

LINE_KINDS = ("issue", "indicator", "programme", "project")


class Plan(SQLModel, table=True):
    """One version of a cluster's development plan."""

    __table_args__ = (UniqueConstraint("scheme", "cluster", "period", "version"),)

    id: int | None = key()
    scheme: str
    cluster: int
    title: str
    period: str  # B.E. years, "2571–2575"
    version: str  # "ร่าง 1"
    goal: str = ""
    sample: bool = False
    created_at: datetime


class DevelopmentIssue(SQLModel, table=True):
    """ประเด็นการพัฒนา: what the plan sets out to do."""

    __tablename__ = "development_issue"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: int | None = key()
    plan_id: int = ref("plan.id")
    number: int  # 1, 2, 3 … as printed
    title: str
    summary: str = ""
    goal: str = ""


class Indicator(SQLModel, table=True):
    """ตัวชี้วัดความสำเร็จ of a development issue."""

    __table_args__ = (UniqueConstraint("issue_id", "number"),)

    id: int | None = key()
    issue_id: int = ref("development_issue.id")
    number: int
    name: str
    unit: str = ""
    baseline: str = ""
    target: str = ""


class Programme(SQLModel, table=True):
    """แผนงาน of a development issue."""

    __table_args__ = (UniqueConstraint("issue_id", "number"),)

    id: int | None = key()
    issue_id: int = ref("development_issue.id", index=False)
    number: int
    name: str


class Project(SQLModel, table=True):
    """โครงการ of a programme, or of an issue itself. budget: in baht, as printed; years: B.E., as printed."""

    __table_args__ = (UniqueConstraint("issue_id", "number"),)

    id: int | None = key()
    issue_id: int = ref("development_issue.id", index=False)
    programme_id: int | None = ref("programme.id", nullable=True)
    number: int  # among the issue's projects
    name: str
    agency: str = ""
    budget: str = ""
    years: str = ""
