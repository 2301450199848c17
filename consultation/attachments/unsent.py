"""What a citizen has taken back on the platform: destroyed if it is kept, and never kept if it is still to come.

A tombstone stays for a while, because the platform may tell of the taking back before it tells of the thing, and
deliver copies after it.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation import clock
from consultation.attachments.content import destroy
from consultation.attachments.models import Attachment, AttachmentUnsent
from consultation.upsert import insert_once

KEPT_FOR = timedelta(days=30)  # platforms deliver for a day; what they keep themselves is asked for during three


def forget_reference(session: Session, reference: str) -> bool:
    """Destroy the bytes and small pictures of what came under a reference; whether there was any.

    A fetch that is on its way keeps nothing, one that is to come is not begun. Again changes nothing. Answers that have
    the same bytes under another reference keep them; the answers themselves are the caller's.
    """
    session.flush()
    now = clock.now()
    insert_once(session, AttachmentUnsent, {"digest": _digest(reference), "at": now}, ("digest",))
    session.connection().execute(delete(AttachmentUnsent).where(col(AttachmentUnsent.at) < now - KEPT_FOR))
    found = session.exec(select(Attachment.id).where(Attachment.reference == reference)).all()
    return destroy(session, [id or 0 for id in found]) > 0


def is_unsent(session: Session, reference: str) -> bool:
    """Whether what has this reference was taken back."""
    return session.get(AttachmentUnsent, _digest(reference)) is not None


def _digest(reference: str) -> str:
    return hashlib.sha256(reference.encode()).hexdigest()
