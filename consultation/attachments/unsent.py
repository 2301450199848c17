"""Destroying what came under a reference, because its sender took the message back."""

from sqlmodel import Session, select

from consultation.attachments.models import Attachment
from consultation.attachments.service import destroy


def forget_reference(session: Session, reference: str) -> bool:
    """Destroy the bytes under this reference and end a fetch that is to come; whether there were any. Idempotent."""
    session.flush()
    found = session.exec(select(Attachment.id).where(Attachment.reference == reference)).all()
    return destroy(session, [id or 0 for id in found]) > 0
