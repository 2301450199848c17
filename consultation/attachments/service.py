"""Units of work on attachments: wanting what an answer refers to, taking uploads in, keeping bytes, destroying them."""

import mimetypes

from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.attachments.content import LONGEST_NAME, Sealed, destroy, put
from consultation.attachments.limits import MOST_TRIES
from consultation.attachments.models import Attachment
from consultation.attachments.unsent import is_unsent
from consultation.responses.models import Answer

FETCH_JOB = "media.fetch"
SCAN = "_scan"  # in the place of a question: a picture of the whole paper, which no answer refers to


def want(
    session: Session, consultation_id: int, response_id: int, question: str, kind: str, answer: str, raw: str
) -> None:
    """An answer refers to something that is to be kept: an upload is taken at once, anything else by a job.

    question: the answer's key; answer: the reference, or those of an album, with spaces between; raw: a caption or the
    file's name, as the talk had it. In the transaction that stores the answer: no answer is stored whose content nobody
    fetches. What was taken back before is not wanted.
    """
    wanted, names = answer.split(), raw.split("\n")
    named = dict(zip(wanted, names, strict=True)) if len(names) == len(wanted) else {}
    theirs = (Attachment.response_id == response_id, Attachment.question == question)
    known = set(session.exec(select(Attachment.reference).where(*theirs)))
    for reference in wanted:
        if reference not in known and not is_unsent(session, reference):
            row = _row(session, consultation_id, kind, reference)
            row.response_id, row.question, row.name = (
                response_id,
                question,
                row.name or _file_name(named.get(reference, "")),
            )
            _add(session, row)


def _row(session: Session, consultation_id: int, kind: str, reference: str) -> Attachment:
    """The upload that nobody has answered with yet, else a new one."""
    free = (col(Attachment.response_id).is_(None), Attachment.reference == reference)
    row = session.exec(select(Attachment).where(*free, Attachment.consultation_id == consultation_id)).first()
    return row or Attachment(consultation_id=consultation_id, reference=reference, kind=kind, created_at=clock.now())


def _add(session: Session, row: Attachment) -> None:
    session.add(row)
    session.flush()
    if row.state == "waiting":
        jobs.enqueue(session, FETCH_JOB, {"attachment": row.id}, max_attempts=MOST_TRIES)


def upload(session: Session, consultation_id: int, reference: str, kind: str, content: Sealed) -> None:
    """Keep what a citizen has sent before anybody has answered with it. The same reference again changes nothing."""
    if session.exec(select(Attachment.id).where(Attachment.reference == reference)).first() is not None:
        return
    now = clock.now()
    row = Attachment(consultation_id=consultation_id, reference=reference, kind=kind, created_at=now)
    session.add(row)
    session.flush()
    put(session, row, content, now)


def keep(session: Session, attachment: int, content: Sealed) -> bool:
    """Keep the bytes that were fetched; False when they are not wanted any more."""
    row = waiting(session, attachment)
    if row is not None:
        put(session, row, content, clock.now())
    return row is not None


def give_up(session: Session, attachment: int, state: str, why: str) -> bool:
    """Write down that the content will not be had (`gone`) or is not kept (`refused`), and why; whether it was news."""
    row = waiting(session, attachment)
    if row is not None:
        row.state, row.why, row.fetched_at = state, why[:LONGEST_NAME], clock.now()
        session.add(row)
    return row is not None


def sweep(session: Session, response_id: int) -> int:
    """Destroy the attachments of a response that none of its answers refers to any more; how many.

    To be called by whatever replaces or takes out answers, in the same transaction.
    """
    held = session.exec(select(Attachment.id, Attachment.question, Attachment.reference).where(
        Attachment.response_id == response_id, Attachment.question != SCAN
    )).all()  # fmt: skip
    if not held:
        return 0
    session.flush()
    query = select(Answer.question, Answer.value).where(Answer.response_id == response_id)
    standing = {(question, one) for question, value in session.exec(query) for one in (value or "").split()}
    return destroy(session, [id or 0 for id, question, reference in held if (question, reference) not in standing])


def waiting(session: Session, attachment: int) -> Attachment | None:
    """The row, locked, when its content is still wanted."""
    query = select(Attachment).where(Attachment.id == attachment, Attachment.state == "waiting")
    return session.exec(query.with_for_update()).first()


def _file_name(raw: str) -> str:
    """What came beside the thing, when it is a file's name and no caption."""
    return raw[:LONGEST_NAME] if "\n" not in raw and mimetypes.guess_type(raw)[0] else ""
