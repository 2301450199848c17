"""The table of the notice's versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key

ORIGINS = ("shipped", "office")


class PrivacyNotice(SQLModel, table=True):
    """One version of the texts, unchangeable once it is in force.

    texts: language to name to text, of the page and of the chat. digest: SHA-256 of them. origin: `shipped` came with
    the program and holds at once, approved or not; `office` holds from its approval. also_open: it is shown in
    consultations that were open before, too. written_by: whose hand was the last; writers: every hand, none of which
    approves it.
    """

    __tablename__ = "privacy_notice"
    __table_args__ = (CheckConstraint(f"origin IN {ORIGINS}", name="origin"),)

    id: int | None = key()
    number: int = Field(unique=True)
    origin: str
    texts: dict[str, dict[str, str]] = document(ordered=True)
    digest: str
    why: str = ""
    also_open: bool = False
    written_at: datetime
    written_by: str
    writers: list[str] = document()
    approved_at: datetime | None = Field(default=None)
    approved_by: str = ""
