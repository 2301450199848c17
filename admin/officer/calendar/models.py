"""The table of calendar feeds: one secret address an account."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref


class CalendarFeed(SQLModel, table=True):
    """The address of an account's feed. found_by: keyed hash of its token; sealed: the token, to be shown again."""

    __tablename__ = "calendar_feed"

    id: int | None = key()
    account_id: int = ref("account.id", unique=True)
    found_by: str = Field(unique=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    made_at: datetime
