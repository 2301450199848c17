"""A response taken back by its author: what they said is gone, and that somebody took it back stays."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from consultation.attachments.content import destroy
from consultation.attachments.models import Attachment
from consultation.opinion import service as opinion
from consultation.opinion.models import Vote
from consultation.responses.models import Answer, Comment, Correction, Response
from consultation.search import index
from consultation.themes.changed import comments_changed
from consultation.themes.models import Assignment
from consultation.traits.changed import forget, soon

_FACTS = ("province", "district", "sector", "age")


def was_counted(response: Response) -> bool:
    """Whether the response was sent and counts."""
    return response.state == "submitted"


def erase(session: Session, response: Response, at: datetime) -> None:
    """Take a response out of the count with every word and fact in it. at: in place of its times.

    Its comments stay as empty rows, because themes and documents refer to them by number; no reader is shown them.
    """
    erase_all(session, [response], at)


def erase_all(session: Session, responses: Sequence[Response], at: datetime) -> None:
    """Erase several responses of one consultation at once."""
    if not responses:
        return
    ids = [response.id or 0 for response in responses]
    for response in responses:
        response.state, response.started_at = "withdrawn", at
        response.submitted_at = at if response.submitted_at else None
        response.corrected_at = response.paper_number = response.invitation_id = None
        for fact in _FACTS:
            setattr(response, fact, None)
        session.add(response)
    session.flush()
    connection = session.connection()
    connection.execute(delete(Answer).where(col(Answer.response_id).in_(ids)))
    drop_corrections(session, ids)
    opinion.take_back(session, ids)
    attached = session.exec(select(Attachment.id).where(col(Attachment.response_id).in_(ids))).all()
    destroy(session, [id or 0 for id in attached])
    words = update(Comment).where(col(Comment.response_id).in_(ids))
    connection.execute(words.values(raw="", text="", created_at=at))
    theirs = select(Comment.id).where(col(Comment.response_id).in_(ids))
    repeats = update(Assignment).where(col(Assignment.same_as).in_(theirs))
    connection.execute(repeats.values(same_as=None))
    parts = update(Assignment).where(col(Assignment.comment_id).in_(theirs))
    connection.execute(parts.values(begins=0, ends=None))  # how long what they said was is gone, too
    index.leave(session, theirs)
    comments_changed(session, responses[0].consultation_id)
    if commented := [id or 0 for id in session.exec(theirs)]:
        forget(session, commented)
        soon(session, responses[0].consultation_id)


def drop_corrections(session: Session, responses: Sequence[int]) -> None:
    """Delete answers that were given anew and never sent."""
    session.flush()
    session.connection().execute(delete(Correction).where(col(Correction.response_id).in_(responses)))


def drop_marks(session: Session, responses: Sequence[int]) -> None:
    """Forget which messages gave the answers: beside the messages on a telephone they tell whose answers they are."""
    session.flush()
    for table in (Answer, Vote):
        marked = update(table).where(col(table.response_id).in_(responses), col(table.message) != "")
        session.connection().execute(marked.values(message=""))
