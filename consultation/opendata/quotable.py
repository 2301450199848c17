"""Comments that may be given away: opinions whose authors agree, now, that their words are quoted."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from consultation.opendata.anonymous import Facts
from consultation.opendata.models import OpenDataVersion
from consultation.responses.models import OPINION, Comment, Response
from consultation.responses.service import SUBMITTED
from consultation.themes.members import quotable

_COLUMNS: tuple[Any, ...] = (
    Comment.id, Comment.question, Comment.text, Response.id, Response.province, Response.sector, Response.age,
)  # fmt: skip


class Quotable(NamedTuple):
    """A comment and the facts of its response. owner: whose it is."""

    id: int
    question: str
    text: str
    owner: int
    province: str | None
    sector: str | None
    age: str | None

    @property
    def facts(self) -> Facts:
        """By what its author might be known."""
        return (self.province or "", self.sector or "", self.age or "")


def agreed(session: Session, consultation_id: int, only: Sequence[int] | None = None) -> list[Quotable]:
    """Comments whose authors agree to be quoted. only: these of them, where given."""
    of: tuple[Any, ...] = (Comment.consultation_id == consultation_id, Comment.kind == OPINION, Comment.text != "")
    # Columns instead of rows: forty thousand of them are read in a transaction that others wait for.
    query = (
        sql_select(*_COLUMNS)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(*of, col(Response.state) == SUBMITTED, col(Response.person_id).in_(quotable(consultation_id)))
    )
    if only is not None:
        query = query.where(col(Comment.id).in_(only))
    return [Quotable(*row) for row in session.execute(query)]


def newest(session: Session, consultation_id: int, *columns: Any) -> Any:
    """What was kept of the version that stands, or these columns of it; None before anything was published.

    A page asks for the columns that it shows: the rows of a large consultation are megabytes.
    """
    query = select(*(columns or (OpenDataVersion,)))
    of = query.where(OpenDataVersion.consultation_id == consultation_id)
    return session.exec(of.order_by(col(OpenDataVersion.version).desc())).first()
