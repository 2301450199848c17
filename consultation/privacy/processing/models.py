"""The table of what the officer wrote into the register of processing."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import key


class ProcessingText(SQLModel, table=True):
    """A part of an activity in the officer's own words, in place of what ships; keys of the register."""

    __tablename__ = "processing_text"
    __table_args__ = (UniqueConstraint("activity", "part"),)

    id: int | None = key()
    activity: str
    part: str
    text: str
    written_at: datetime
    written_by: str
