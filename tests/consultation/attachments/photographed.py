"""A consultation that asks for a photo and a file, and photos to answer with."""

import io

from PIL import Image
from sqlmodel import Session, col, select

from consultation.attachments.models import Attachment, AttachmentContent
from consultation.consult.service import ConsultationView
from consultation.forms.form import Form, Question
from consultation.jobs import Claimed, Job
from consultation.talk.model import Media
from consultation.vault import Vault
from tests.consultation.talk.citizens import consultation

PLACE = b"SecretCamera"  # what stands in PLACED beside its coordinates


def picture(form: str = "JPEG", *, placed: bool = False, turned: int = 1, size: tuple[int, int] = (120, 80)) -> bytes:
    """A photo, if wanted with the place and the camera that made it, and lying on its side."""
    exif = Image.Exif()
    if turned != 1:
        exif[0x0112] = turned
    if placed:
        exif[0x010F] = PLACE.decode()
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (16.0, 25.0, 55.0), "E", (102.0, 49.0, 24.0)
    made = io.BytesIO()
    drawn = Image.radial_gradient("L").resize(size).convert("RGB")
    drawn.save(made, form, **({"exif": exif} if len(exif) else {}))
    return made.getvalue()


JPEG = picture()
PNG = picture("PNG")
PLACED = picture(placed=True, turned=6)
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
    held = dict(session.exec(select(AttachmentContent.attachment_id, AttachmentContent.sealed)).all())
    rows = [(row.reference, held.get(row.same_as or row.id or 0)) for row in attachments(session)]
    return {reference: vault.open(sealed) for reference, sealed in rows if sealed is not None}


def fetches(session: Session) -> list[Claimed]:
    """The jobs to fetch, as if each had just been claimed for the first time."""
    rows = session.exec(select(Job).where(Job.kind == "media.fetch").order_by(col(Job.id)))
    return [Claimed(row.id or 0, row.kind, dict(row.payload), 1) for row in rows]
