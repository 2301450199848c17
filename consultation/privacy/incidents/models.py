"""The table of breaches."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key

RISKS = ("unknown", "none", "some", "high")


class PrivacyIncident(SQLModel, table=True):
    """One breach, or what may be one. It names no person: whose data is told by group and number.

    aware_at: when the office came to know, from which the 72 hours run. people: how many, None while unknown. cause,
    assessment, measures, remedy: as the letters say them. not_told_why: why the Office was told late or not at all.
    """

    __tablename__ = "privacy_incident"
    __table_args__ = (CheckConstraint(f"risk IN {RISKS}", name="risk"),)

    id: int | None = key()
    title: str
    aware_at: datetime = Field(index=True)
    happened_at: datetime | None = Field(default=None)
    cause: str = ""
    kinds: str = ""
    whose: str = ""
    people: int | None = None
    risk: str = "unknown"
    assessment: str = ""
    measures: str = ""
    remedy: str = ""
    office_told_at: datetime | None = Field(default=None)
    people_told_at: datetime | None = Field(default=None)
    not_told_why: str = ""
    version: int = 0
    created_at: datetime
    created_by: str
    closed_at: datetime | None = Field(default=None)
    closed_by: str = ""
