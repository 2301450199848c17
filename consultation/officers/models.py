"""Tables of what officers want to be told, and where. Accounts are of a room above: they are known by number only."""

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, key


class OfficerTelling(SQLModel, table=True):
    """What one account wants to be told: what is due, what comes soon, what waits for a decision; by mail too or not.

    mail_sealed: the address, sealed; None for no mail. told_on: the morning of which it has been told. code_hash: keyed
    hash of the code that links a chat until `code_until`; None when there is none, or it was used. asked: how many
    codes were asked for since `asked_from`.
    """

    __tablename__ = "officer_telling"

    id: int | None = key()
    account_id: int = Field(sa_type=BIG, unique=True)
    due: bool = True
    soon: bool = True
    decisions: bool = True
    mail_sealed: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    told_on: date | None = None
    code_hash: str | None = Field(default=None, unique=True)
    code_until: datetime | None = None
    asked: int = 0
    asked_from: datetime


class OfficerChat(SQLModel, table=True):
    """A chat of LINE or Telegram that is an officer's, as long as this row is there."""

    __tablename__ = "officer_chat"

    id: int | None = key()
    account_id: int = Field(sa_type=BIG, index=True)
    contact_id: int = Field(foreign_key="contact.id", sa_type=BIG, unique=True, ondelete="CASCADE")
    linked_at: datetime
