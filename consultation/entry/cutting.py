"""How papers are cut in time: the files and the scans are destroyed, and no answer leads to a paper any more."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation.attachments.content import destroy
from consultation.attachments.models import Attachment
from consultation.attachments.service import SCAN
from consultation.entry.models import EntryBatch
from consultation.privacy.cutting import run
from consultation.privacy.store import Ended, Leaving, Store
from consultation.responses.models import Response


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Empty the files of a consultation, destroy the scans, and forget the numbers that stand on the papers."""
    files = (EntryBatch.consultation_id == ended.id, EntryBatch.content != b"")
    some = session.exec(select(EntryBatch.id).where(*files).limit(limit)).all()
    if some:
        emptied = update(EntryBatch).where(col(EntryBatch.id).in_(some))
        return run(session, emptied.values(content=b"", report=[]))
    scans = (Attachment.consultation_id == ended.id, Attachment.question == SCAN)
    if pictures := session.exec(select(Attachment.id).where(*scans).limit(limit)).all():
        return destroy(session, [id or 0 for id in pictures])
    numbered = (Response.consultation_id == ended.id, col(Response.paper_number).is_not(None))
    ids = session.exec(select(Response.id).where(*numbered).limit(limit)).all()
    return run(session, update(Response).where(col(Response.id).in_(ids)).values(paper_number=None)) if ids else 0


def forget(_session: Session, _one: Leaving) -> int:
    """Nothing: no account leads to a paper. Whoever wants theirs out names its number or receipt to the office."""
    return 0


STORE = Store("papers", frozenset({"entry_batch"}), cut, forget)
