"""A consultation that asks for a photo and a file, and photos to answer with."""

from sqlmodel import Session, col, select

from consultation.attachments.models import Attachment, AttachmentContent
from consultation.consult.service import ConsultationView
from consultation.forms.form import Form, Question
from consultation.jobs import Claimed, Job
from consultation.talk.model import Media
from consultation.vault import Vault
from tests.consultation.talk.citizens import consultation

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\x07" * 5_000
PHOTOS = Form(
    title={"th": "ถ่ายให้ดูหน่อย"},
    questions=(
        Question(name="spot", type="image", label={"th": "ขอรูปจุดที่น้ำท่วมค่ะ"}, short={"th": "รูปจุดน้ำท่วม"}),
        Question(name="paper", type="file", label={"th": "มีเอกสารประกอบไหมคะ"}),
    ),
)


def photos(session: Session) -> ConsultationView:
    """An open consultation with that form."""
    return consultation(session, form=PHOTOS, title="ถ่ายให้ดูหน่อย")


def sent(reference: str, what: str = "image", size: int | None = None) -> dict[str, object]:
    """What a citizen does who sends a photo."""
    return {"kind": "media", "media": Media(what=what, reference=reference, size=size).model_dump()}


def attachments(session: Session) -> list[Attachment]:
    """All there are, oldest first."""
    return list(session.exec(select(Attachment).order_by(col(Attachment.id))))


def bytes_of(session: Session, vault: Vault) -> dict[str, bytes]:
    """The bytes that are kept, opened, by reference."""
    rows = session.exec(select(Attachment.reference, AttachmentContent.sealed).join(AttachmentContent))
    return {reference: vault.open(sealed) for reference, sealed in rows}


def fetches(session: Session) -> list[Claimed]:
    """The jobs to fetch, as if each had just been claimed for the first time."""
    rows = session.exec(select(Job).where(Job.kind == "media.fetch").order_by(col(Job.id)))
    return [Claimed(row.id or 0, row.kind, dict(row.payload), 1) for row in rows]
