"""Reading attachments: the list of a consultation for officers, its counts, and one opened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from consultation import audit
from consultation.attachments.cleaning import clean
from consultation.attachments.models import STATES, Attachment, AttachmentContent, AttachmentThumbnail
from consultation.attachments.service import SCAN
from consultation.errors import not_found
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.forms.logic import parse_key
from consultation.responses.models import Response
from consultation.vault import Vault
from consultation.wording import wording

_THEIRS = col(Response.id) == col(Attachment.response_id)
_HOLDER = func.coalesce(col(Attachment.same_as), col(Attachment.id))
_ITS = col(AttachmentContent.attachment_id) == _HOLDER
_SMALL = col(AttachmentThumbnail.attachment_id) == _HOLDER


@dataclass(frozen=True)
class AttachmentView:
    """One attachment of a sent response. question: its label in the newest revision, else its key.

    small: width and height of its small picture. cleaned: nothing is left in it that tells where it was made.
    """

    id: int
    response_id: int
    question: str
    kind: str
    media_type: str
    name: str
    size: int | None
    state: str
    why: str
    at: datetime
    cleaned: bool = False
    small: tuple[int, int] | None = None


@dataclass(frozen=True)
class Opened:
    """An attachment's bytes, without what tells where they were made where that is known to be left out."""

    data: bytes
    media_type: str
    name: str


def listing(session: Session, consultation_id: int, limit: int, before: int | None = None) -> list[AttachmentView]:
    """The attachments of sent responses, newest first. before: only those with a smaller number."""
    size = (col(AttachmentThumbnail.width), col(AttachmentThumbnail.height))
    rows = select(Attachment, *size).join(Response, _THEIRS).outerjoin(AttachmentThumbnail, _SMALL)
    query = rows.where(*_sent(consultation_id)).order_by(col(Attachment.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Attachment.id) < before)
    form = forms.current(session, consultation_id)
    labels = {one.name: in_language(one.short or one.label, "th") for one in form.questions}
    labels[SCAN] = str(wording("consultation.entry")["note"]["scan"])
    return [
        AttachmentView(
            id=row.id or 0,
            response_id=row.response_id or 0,
            question=labels.get(parse_key(row.question)[0], row.question),
            kind=row.kind,
            media_type=row.media_type,
            name=row.name,
            size=row.size,
            state=row.state,
            why=row.why,
            at=row.created_at,
            cleaned=row.cleaned,
            small=(width, height) if width is not None else None,
        )
        for row, width, height in session.exec(query)
    ]


def counts(session: Session, consultation_id: int) -> dict[str, int]:
    """How many attachments of sent responses are in each state, only states that there are."""
    rows = select(Attachment.state, func.count()).join(Response, _THEIRS).where(*_sent(consultation_id))
    found = dict(session.exec(rows.group_by(Attachment.state)).all())
    return {state: found[state] for state in STATES if state in found}


def opened(session: Session, vault: Vault, consultation_id: int, attachment: int, actor: str) -> Opened:
    """Open one, and write down who did: it may show a person. Raises NotFound when its bytes are not kept."""
    rows = select(Attachment, AttachmentContent.sealed).join(Response, _THEIRS).join(AttachmentContent, _ITS)
    row = session.exec(rows.where(*_sent(consultation_id), Attachment.id == attachment)).first()
    if row is None:
        raise not_found("attachment_not_found", id=attachment)
    audit.record(session, actor, "attachment.open", f"attachment:{attachment}")
    data = vault.open(row[1])
    if not row[0].cleaned:  # kept before pictures were cleaned on their way in, or of a kind that cannot be
        data = clean(data, row[0].media_type).data
    return Opened(data, row[0].media_type, row[0].name)


def small(session: Session, vault: Vault, consultation_id: int, attachment: int) -> bytes:
    """The small picture of one, a JPEG. Raises NotFound when it has none."""
    rows = select(AttachmentThumbnail.sealed).join(Attachment, _SMALL).join(Response, _THEIRS)
    sealed = session.exec(rows.where(*_sent(consultation_id), Attachment.id == attachment)).first()
    if sealed is None:
        raise not_found("attachment_not_found", id=attachment)
    return vault.open(sealed)


def seen(session: Session, consultation_id: int, items: list[AttachmentView], actor: str) -> None:
    """Write down that somebody was shown the small pictures of a list, once for the list; nothing if it has none."""
    shown = [item.id for item in items if item.small is not None]
    if shown:
        audit.record(session, actor, "attachment.list", f"consultation:{consultation_id}", after={"shown": len(shown)})


def _sent(consultation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (col(Attachment.consultation_id) == consultation_id, col(Response.state) == "submitted")
