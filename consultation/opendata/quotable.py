"""Comments that may be given away: opinions whose authors agree, now, that their words are quoted."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from consultation.opendata.models import OpenDataVersion
from consultation.responses.models import OPINION, Comment, Response
from consultation.responses.service import SUBMITTED
from consultation.themes.members import quotable


def agreed(session: Session, consultation_id: int, only: Sequence[int] | None = None) -> list[tuple[Comment, Response]]:
    """Comments whose authors agree to be quoted, each with its response. only: these of them, where given."""
    of = (Comment.consultation_id == consultation_id, Comment.kind == OPINION, Comment.text != "")
    query = (
        select(Comment, Response)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(*of, Response.state == SUBMITTED, col(Response.person_id).in_(quotable(consultation_id)))
    )
    if only is not None:
        query = query.where(col(Comment.id).in_(only))
    return list(session.exec(query).all())


def newest(session: Session, consultation_id: int) -> OpenDataVersion | None:
    """What was kept of the version that stands; None before anything was published."""
    of = select(OpenDataVersion).where(OpenDataVersion.consultation_id == consultation_id)
    return session.exec(of.order_by(col(OpenDataVersion.version).desc())).first()
