"""The table of batches: files of answers, what was found wrong with them, how far they are stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

STATES = ("checking", "checked", "storing", "done", "undoing", "undone", "refused")


class EntryBatch(SQLModel, table=True):
    """One file that was brought.

    digest: of the file's bytes; content: the bytes, sealed, until the consultation is unlinked, or nothing
    of it has been stored for a while (cutting.py); then the name goes too. rows: all there are;
    good: how many can be stored; stored: how many are, up to the row `stored_to`. report: the faults as
    `checking.Fault` in JSON, or why the file cannot be read. partial: the good rows were wanted without the bad ones.
    """

    __tablename__ = "entry_batch"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    digest: str = Field(index=True)
    name: str
    content: bytes
    state: str = "checking"
    rows: int = 0
    good: int = 0
    stored: int = 0
    stored_to: int = 0
    partial: bool = False
    report: list[Any] = document()
    created_at: datetime
    created_by: str
    done_at: datetime | None = None
    undone_at: datetime | None = None
    undone_by: str = ""
    reason: str = ""
