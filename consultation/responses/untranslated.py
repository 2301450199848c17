"""What people said in other languages than Thai: counted, and listed until somebody who reads it has read it.

Nothing is translated by a machine (docs/decisions/0012-languages.md). Listed are comments most of whose letters are not
Thai, and all that was said in a talk in Malay, which may be Malay in Thai letters.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from consultation.responses.models import UNSENT, Comment, Response
from consultation.responses.service import SUBMITTED, CommentView, views

MALAY = ("ms", "ms-Arab")


@dataclass(frozen=True)
class Untranslated:
    """A page of comments, oldest first, and how many there are in all. next: where the next page begins, if any."""

    total: int
    comments: tuple[CommentView, ...]
    next: int | None


def count(session: Session, consultation_id: int) -> int:
    """How many comments of sent responses are not in Thai."""
    query = select(func.count()).select_from(Comment).join(Response, _of_response()).where(_foreign(consultation_id))
    return session.exec(query).one()


def listing(session: Session, consultation_id: int, *, after: int = 0, most: int = 50) -> Untranslated:
    """The comments that are not in Thai, from the one after `after` (a comment's id)."""
    query = select(Comment, Response).join(Response, _of_response()).where(_foreign(consultation_id))
    rows = session.exec(query.where(col(Comment.id) > after).order_by(col(Comment.id)).limit(most + 1)).all()
    shown = views(session, consultation_id, rows[:most])
    following = shown[-1].id if len(rows) > most else None
    return Untranslated(count(session, consultation_id), tuple(shown), following)


def _of_response() -> ColumnElement[bool]:
    return col(Comment.response_id) == col(Response.id)


def _foreign(consultation_id: int) -> ColumnElement[bool]:
    counted = and_(col(Response.state) == SUBMITTED, col(Comment.kind) != UNSENT)
    ours = and_(col(Comment.consultation_id) == consultation_id, counted)
    letters = and_(col(Comment.script).is_not(None), col(Comment.script) != "thai")
    return and_(ours, or_(letters, col(Response.language).in_(MALAY)))
