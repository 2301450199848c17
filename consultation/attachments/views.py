"""Reading attachments: the list of a consultation for officers, its counts, and one opened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from consultation import audit
from consultation.attachments.models import STATES, Attachment, AttachmentContent
from consultation.errors import not_found
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.forms.logic import parse_key
from consultation.responses.models import Response
from consultation.vault import Vault

_THEIRS = col(Response.id) == col(Attachment.response_id)
_ITS = col(AttachmentContent.attachment_id) == col(Attachment.id)


@dataclass(frozen=True)
class AttachmentView:
    """One attachment of a sent response. question: its label in the newest revision, else its key."""

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


@dataclass(frozen=True)
class Opened:
    """An attachment's bytes, as they were sent."""

    data: bytes
    media_type: str
    name: str


def listing(session: Session, consultation_id: int, limit: int, before: int | None = None) -> list[AttachmentView]:
    """The attachments of sent responses, newest first. before: only those with a smaller number."""
    rows = select(Attachment).join(Response, _THEIRS).where(*_sent(consultation_id))
    query = rows.order_by(col(Attachment.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Attachment.id) < before)
    form = forms.current(session, consultation_id)
    labels = {one.name: in_language(one.short or one.label, "th") for one in form.questions}
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
        )
        for row in session.exec(query)
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
    return Opened(vault.open(row[1]), row[0].media_type, row[0].name)


def _sent(consultation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (col(Attachment.consultation_id) == consultation_id, col(Response.state) == "submitted")
