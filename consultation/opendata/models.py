"""The table of open data. It stores; `consultation.opendata.keeping` decides what."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import document, key, ref


class OpenDataVersion(SQLModel, table=True):
    """What everybody may take away of one published version of a result, as it was at that moment.

    rows: responses and counts as they are given; comments by number with the facts that may stand beside them. about:
    the columns, how many rows each table has, how many responses stand in none, which statements have votes: what a
    page shows. themes: of the signed-off sets, with the numbers of the comments to be quoted. votes: by question, on
    statements by their numbers, one row a person; None in what was kept before votes were. No text of a citizen is kept
    here: it is read when it is given, while its author still agrees.
    """

    __tablename__ = "open_data"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    version: int
    people: int
    rows: dict[str, Any] = document(ordered=True)
    about: dict[str, Any] = document(ordered=True)
    themes: list[dict[str, Any]] = document(ordered=True)
    votes: dict[str, Any] | None = document(nullable=True, ordered=True)
    made_at: datetime
