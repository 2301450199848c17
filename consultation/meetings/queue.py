"""Comments that were given at a meeting, read by an officer before the hall sees them.

Nothing is shown unread. Shown is the text with personal data masked, and only where its author agreed to be quoted: a
wall that many read is a publication.
"""

from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.meetings import service
from consultation.meetings.models import HallComment
from consultation.meetings.values import Value
from consultation.meetings.wording import refused
from consultation.people.models import Consent
from consultation.responses.models import OPINION, Comment, Response
from consultation.upsert import upsert

WAITING = 30  # on one page


class Waiting(Value):
    """A comment of a meeting. shown: None while nobody has decided."""

    id: int
    text: str
    question: str
    shown: bool | None = None


class Queue(Value):
    """The oldest that wait, the newest that were decided, and how many there are; unquotable: may not be shown."""

    waiting: tuple[Waiting, ...]
    decided: tuple[Waiting, ...]
    left: int
    unquotable: int


def queue(session: Session, meeting_id: int) -> Queue:
    """What there is to read."""
    meeting = service.get(session, meeting_id)
    mine, agreed = _of(meeting_id), _quotable(meeting.consultation_id)
    theirs = (col(HallComment.comment_id) == col(Comment.id), col(HallComment.meeting_id) == meeting_id)
    open_ = (*mine, agreed, ~exists().where(*theirs))
    waits = _joined(Comment).where(*open_)
    done = _joined(Comment, HallComment.shown).join(HallComment, theirs[0]).where(*mine, agreed, theirs[1])
    return Queue(
        waiting=tuple(_seen(row) for row in session.exec(waits.order_by(col(Comment.id)).limit(WAITING))),
        decided=tuple(
            _seen(row, shown)
            for row, shown in session.exec(
                done.order_by(col(HallComment.moderated_at).desc(), col(HallComment.id).desc()).limit(WAITING)
            )
        ),
        left=session.exec(_joined(func.count()).where(*open_)).one(),
        unquotable=session.exec(_joined(func.count()).where(*mine, ~agreed)).one(),
    )


def decide(session: Session, meeting_id: int, comment_id: int, shown: bool, actor: str) -> None:
    """Show a comment, or keep it off the screen; the last decision holds. Raises Refused for what may not be shown."""
    meeting = service.get(session, meeting_id)
    this = (*_of(meeting_id), col(Comment.id) == comment_id)
    if session.exec(_joined(Comment.id).where(*this)).first() is None:
        raise refused("comment")
    if shown and session.exec(_joined(Comment.id).where(*this, _quotable(meeting.consultation_id))).first() is None:
        raise refused("comment_not_quotable")
    values = {
        "meeting_id": meeting_id, "comment_id": comment_id, "shown": shown, "moderated_by": actor,
        "moderated_at": clock.now(),
    }  # fmt: skip
    upsert(session, HallComment, values, ("meeting_id", "comment_id"))
    after = {"meeting": meeting_id, "comment": comment_id, "shown": shown}
    audit.record(session, actor, "meeting.comment", f"consultation:{meeting.consultation_id}", after=after)


def on_screen(session: Session, meeting_id: int, limit: int) -> list[str]:
    """The comments that the hall sees, the last shown first; one that was taken back or may not be quoted is gone."""
    meeting = service.get(session, meeting_id)
    theirs = (col(HallComment.meeting_id) == meeting_id, col(HallComment.shown).is_(True))
    query = _joined(Comment.text).join(HallComment, col(HallComment.comment_id) == col(Comment.id))
    shown = query.where(*_of(meeting_id), *theirs, _quotable(meeting.consultation_id))
    newest = shown.order_by(col(HallComment.moderated_at).desc(), col(HallComment.id).desc())
    return list(session.exec(newest.limit(limit)))


def _joined(*columns: Any) -> Any:
    return select(*columns).select_from(Comment).join(Response, col(Response.id) == col(Comment.response_id))


def _of(meeting_id: int) -> tuple[ColumnElement[bool], ...]:
    """Comments of a meeting that speak of its matter: emergencies and complaints are not for a wall."""
    sent = (col(Response.meeting_id) == meeting_id, col(Response.state) == "submitted")
    return (*sent, col(Comment.kind) == OPINION, col(Comment.text) != "")


def _quotable(consultation_id: int) -> ColumnElement[bool]:
    agreed = (col(Consent.person_id) == col(Response.person_id), col(Consent.consultation_id) == consultation_id)
    return exists().where(*agreed, col(Consent.scope) == "quote", col(Consent.withdrawn_at).is_(None))


def _seen(row: Comment, shown: bool | None = None) -> Waiting:
    return Waiting(id=row.id or 0, text=row.text, question=row.question, shown=shown)
