"""The table of codes that link two contacts."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from consultation.columns import BIG, key


class LinkCode(SQLModel, table=True):
    """What a contact has to do with codes lately: the one it asked for, and how often it asked and was wrong.

    code_hash: keyed hash of the code that is valid until `expires_at`; None when there is none, or it was used.
    since: when the counts began.
    """

    __tablename__ = "link_code"

    id: int | None = key()
    contact_id: int = Field(foreign_key="contact.id", sa_type=BIG, unique=True, ondelete="CASCADE")
    code_hash: str | None = Field(default=None, index=True)
    expires_at: datetime
    asked: int = 0
    wrong: int = 0
    since: datetime
