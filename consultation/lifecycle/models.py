"""The result of a consultation as it was published, version after version. An older one stays readable."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import document, key, ref


class ConsultationResult(SQLModel, table=True):
    """One version of a result; the one that is still being written has no `published_at`.

    summary: what people said, in short. limits: who was not reached, what the figures do not say. answer: what becomes
    of it, told to citizens. why: what was corrected, empty in the first. figures: who had answered when it was
    published, cells under five hidden. opened_at, closed_at: the window in which opinions were gathered.
    """

    __tablename__ = "consultation_result"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    version: int
    summary: str = ""
    limits: str = ""
    answer: str = ""
    why: str = ""
    figures: dict[str, Any] | None = document(nullable=True, ordered=True)
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    saved_at: datetime
    saved_by: str
    published_at: datetime | None = None
    published_by: str | None = None
