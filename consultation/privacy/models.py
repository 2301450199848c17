"""The table of marks that keep one person to one response when nothing else is left of who they are."""

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import key, ref


class Participation(SQLModel, table=True):
    """That an account has taken part and has had its link cut while its counted response stays. Gone at the close.

    mark: a keyed hash of the account and this consultation, so that the marks of two consultations tell nothing about
    each other; it refers to no response, and no time is kept.
    """

    __table_args__ = (UniqueConstraint("consultation_id", "mark"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    mark: str
