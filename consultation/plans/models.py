"""Tables of plans. They store; `consultation.plans.service` validates."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import document, key, ref


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
    programmes: list[str] = document()


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
