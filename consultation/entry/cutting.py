"""How papers are cut in time: the files and the scans are destroyed, and no answer leads to a paper any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from consultation.attachments.content import destroy
from consultation.attachments.models import Attachment
from consultation.attachments.service import SCAN
from consultation.entry import brought
from consultation.entry.models import EntryBatch
from consultation.privacy.cutting import run
from consultation.privacy.store import Ended, Leaving, Store, Whose
from consultation.responses.models import Response
from consultation.settings import settings

_UNUSED = ("checked", "refused", "undone")  # states of a batch in which nothing of it is stored


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Empty the files of a consultation with their names, destroy the scans, and forget the papers' numbers."""
    files = (EntryBatch.consultation_id == ended.id, or_(col(EntryBatch.content) != b"", col(EntryBatch.name) != ""))
    some = session.exec(select(EntryBatch.id).where(*files).limit(limit)).all()
    if some:
        return _empty(session, some)
    scans = (Attachment.consultation_id == ended.id, Attachment.question == SCAN)
    if pictures := session.exec(select(Attachment.id).where(*scans).limit(limit)).all():
        return destroy(session, [id or 0 for id in pictures])
    numbered = (Response.consultation_id == ended.id, col(Response.paper_number).is_not(None))
    ids = session.exec(select(Response.id).where(*numbered).limit(limit)).all()
    return run(session, update(Response).where(col(Response.id).in_(ids)).values(paper_number=None)) if ids else 0


def sweep(session: Session, now: datetime, limit: int) -> list[int]:
    """Empty files of which nothing is stored, some time after that was so; the consultation of each.

    One that was taken out again, one that could not be read, and one that was only checked: nobody has it stored any
    more, and it says so.
    """
    over = now - timedelta(days=settings().retention_paper_days)
    since = func.coalesce(EntryBatch.undone_at, EntryBatch.created_at)
    unused = (col(EntryBatch.state).in_(_UNUSED), EntryBatch.stored == 0, EntryBatch.content != b"", since < over)
    query = (
        select(EntryBatch.id, EntryBatch.consultation_id, EntryBatch.digest).where(*unused).order_by(col(EntryBatch.id))
    )
    rows = session.exec(query.limit(limit).with_for_update(skip_locked=True)).all()
    ids = [id for id, *_ in rows]
    for _, consultation_id, digest in rows:
        brought.drop(session, consultation_id, digest)
    if ids:
        waiting = update(EntryBatch).where(col(EntryBatch.id).in_(ids), col(EntryBatch.state) == "checked")
        run(session, waiting.values(state="refused"))
        _empty(session, ids)
    return [consultation_id for _, consultation_id, _ in rows]


def _empty(session: Session, ids: Sequence[int | None]) -> int:
    emptied = update(EntryBatch).where(col(EntryBatch.id).in_(ids))
    return run(session, emptied.values(content=b"", report=[], name=""))


def forget(session: Session, one: Leaving) -> int:
    """Empty the files from which a person's answers were stored, where these go: the words stand in the file, too.

    No account leads to a paper: whoever wants theirs out names its receipt to the office.
    """
    theirs = select(Response.batch_id).where(Response.person_id == one.person, col(Response.batch_id).is_not(None))
    return _empty(session, list(session.exec(theirs))) if one.erase else 0


def held(session: Session, whose: Whose) -> Sequence[EntryBatch]:
    """The files from which a person's answers were stored."""
    theirs = select(Response.batch_id).where(col(Response.id).in_(whose.responses))
    return session.exec(select(EntryBatch).where(col(EntryBatch.id).in_(theirs))).all()


STORE = Store("papers", frozenset({"entry_batch"}), cut, forget, {"entry_batch": held})
