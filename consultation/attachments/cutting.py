"""How attachments are cut from people when a consultation's time is over: see docs/decisions/0008-retention.md."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, SQLModel, col, select

from consultation.attachments.content import destroy
from consultation.attachments.models import Attachment, AttachmentContent, AttachmentThumbnail
from consultation.privacy.reading import of_responses
from consultation.privacy.store import Ended, Leaving, Reads, Store, Whose
from consultation.responses.models import Answer, Response

UNLINKED = "unlinked"  # why what was still waiting is not fetched any more
_CUT = "attachment:"


def cut_attachments(session: Session, ended: Ended, limit: int) -> int:
    """Take away the platform's own id of what was sent, from the attachment and from its answer; the bytes stay."""
    linked = (Attachment.consultation_id == ended.id, col(Attachment.reference).not_like(f"{_CUT}%"))
    bound = col(Attachment.response_id).is_not(None)
    rows = session.exec(select(Attachment).where(*linked, bound).limit(limit)).all()
    return _unlink(session, rows, ended.at)


def _unlink(session: Session, rows: Sequence[Attachment], at: datetime) -> int:
    session.flush()
    _unlink_answers(session, rows)
    for row in rows:
        row.reference, row.created_at = f"{_CUT}{row.id}", at
        row.fetched_at = at if row.fetched_at else None
        if row.state == "waiting":
            row.state, row.why = "gone", UNLINKED
        session.add(row)
    session.flush()
    return len(rows)


def _unlink_answers(session: Session, rows: Sequence[Attachment]) -> None:
    """Let the answers name the attachments by our own ids, those of an album each at its place."""
    ours = {(row.response_id, row.question, row.reference): f"{_CUT}{row.id}" for row in rows}
    questions = {row.question for row in rows}
    theirs = (col(Answer.response_id).in_({row.response_id for row in rows}), col(Answer.question).in_(questions))
    for answer in session.exec(select(Answer).where(*theirs).execution_options(populate_existing=True)):
        parts = (answer.value or "").split()
        cut = [ours.get((answer.response_id, answer.question, one), one) for one in parts]
        if cut != parts:
            answer.value = " ".join(cut)
            session.add(answer)


def cut_uploads(session: Session, ended: Ended, limit: int) -> int:
    """Destroy what was sent and became no answer."""
    free = (Attachment.consultation_id == ended.id, col(Attachment.response_id).is_(None))
    return destroy(session, [id or 0 for id in session.exec(select(Attachment.id).where(*free).limit(limit))])


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Both, the uploads when no attachment is linked any more."""
    return cut_attachments(session, ended, limit) or cut_uploads(session, ended, limit)


def forget(session: Session, one: Leaving) -> int:
    """Destroy what one person sent where their answers go; else only take the platform's own ids away.

    To be called while the responses are still theirs.
    """
    responses = session.exec(select(Response).where(Response.person_id == one.person)).all()
    gone = [each.id for each in responses if one.erase or each.state != "submitted"]
    stays = [each.id for each in responses if each.id not in gone]
    destroyed = session.exec(select(Attachment.id).where(col(Attachment.response_id).in_(gone))).all()
    kept = session.exec(select(Attachment).where(col(Attachment.response_id).in_(stays))).all()
    return destroy(session, [id or 0 for id in destroyed]) + _unlink(session, kept, one.day)


def _beside(table: type[AttachmentContent] | type[AttachmentThumbnail]) -> Reads:
    """What is kept beside a person's attachments."""

    def read(session: Session, whose: Whose) -> Sequence[SQLModel]:
        theirs = select(Attachment.id).where(col(Attachment.response_id).in_(whose.responses))
        return session.exec(select(table).where(col(table.attachment_id).in_(theirs))).all()

    return read


HELD: dict[str, Reads] = {
    "attachment": of_responses(Attachment.response_id),
    "attachment_content": _beside(AttachmentContent),
    "attachment_thumbnail": _beside(AttachmentThumbnail),
    "attachment_unsent": lambda session, whose: (),  # a digest of what was taken back: of nobody who could be found
}
STORE = Store("attachments", frozenset(HELD), cut, forget, HELD)
