"""The table of invitation codes. Of a code only its keyed hash is kept: nobody can read it back, not even we."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import key, ref

SECTORS = ("G1", "G2", "L", "S", "P", "C", "A", "R", "N")


class Invitation(SQLModel, table=True):
    """One code that one organisation's representative answers with, once.

    number: printed on the letter, within the consultation; lot: those that were made together. organisation: as it was
    written in the list; place: the same folded, by which doubled ones are found. used_at: when it was redeemed;
    person_id: by whom, until that link is cut. erased: whoever used it has had the answers erased; the code is not good
    again. refused: how often it was typed when it was good no longer, refused_at and refused_why the last time.
    """

    __table_args__ = (
        UniqueConstraint("consultation_id", "person_id"),
        UniqueConstraint("consultation_id", "number", name="uq_invitation_number"),
        CheckConstraint(f"sector IN {SECTORS}", name="sector"),
        Index("ix_invitation_code", "code_hash", unique=True),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    lot: int
    number: int
    organisation: str
    sector: str
    province: str | None = None  # ISO 3166-2
    code_hash: str
    expires_at: datetime | None = None
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None
    person_id: int | None = ref("person.id", nullable=True)
    used_at: datetime | None = None
    erased: bool = False
    refused: int = 0
    refused_at: datetime | None = None
    refused_why: str = ""
