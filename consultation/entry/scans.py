"""Pictures of a paper: the sheet as it was scanned, and photos that came with it as answers to a question.

They are attachments like what a chat sends: read by their bytes, cleaned of what tells where they were made, drawn
small, sealed. Kept as soon as they are sent, so that a paper with faults loses none; the paper takes them over when it
is stored. A scan belongs to no answer and goes with the paper, or when the consultation is unlinked.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session, col, select

from consultation import ids
from consultation.attachments import service as attachments
from consultation.attachments.content import Refused, Sealed, destroy, ready
from consultation.attachments.limits import LARGEST, MEGABYTE
from consultation.attachments.models import Attachment, AttachmentThumbnail
from consultation.attachments.service import SCAN
from consultation.attachments.sniff import kind_of, media_type
from consultation.entry.wording import refused, say
from consultation.vault import Vault

MARK = "="
PREFIX = "paper:"
MOST = 8  # files of one paper, scans and photos together
LARGEST_SENT = 40 * MEGABYTE  # of one form
TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")


@dataclass(frozen=True)
class Picture:
    """A file of a paper. small: whether it has a small picture that a page may show."""

    id: int
    reference: str
    name: str
    size: int
    small: bool


def takes(name: str, data: bytes, *, photo: bool) -> None:
    """Raises Refused for a file that is not taken, saying what may be sent. photo: as for `made`."""
    told = media_type(data)
    if told not in TYPES or (photo and not told.startswith("image/")):
        raise refused("picture_type", name=name)
    if len(data) > (most := LARGEST[kind_of(data)]):
        raise refused("picture_large", name=name, most=most // MEGABYTE)


async def made(vault: Vault, name: str, data: bytes, *, photo: bool) -> Sealed:
    """A file ready to be kept. photo: an answer to a question for one. Raises Refused, saying what may be sent."""
    takes(name, data, photo=photo)
    found = await asyncio.to_thread(partial(ready, vault, data, f"paper:{ids.token()}", name=name))
    if isinstance(found, Refused):
        raise refused("picture_type", name=name)
    return found


def add(session: Session, consultation_id: int, content: Sealed) -> str:
    """Keep a file before its paper is stored; the reference that the paper names it by."""
    reference = f"{PREFIX}{ids.token()}"
    kind = "image" if content.media_type.startswith("image/") else "file"
    attachments.upload(session, consultation_id, reference, kind, content)
    return reference


def named(written: Mapping[str, str]) -> set[str]:
    """The references in the cells of a paper."""
    marked = (text.removeprefix(MARK) for key, text in written.items() if key == SCAN or text.startswith(MARK))
    return {one for text in marked for one in text.split() if ":" in one}


def known(
    session: Session, consultation_id: int, references: Iterable[str], response_id: int | None
) -> dict[str, Picture]:
    """Of these references those that a paper may have: sent and not taken yet, or its own. response_id: the paper's."""
    mine = (Attachment.consultation_id == consultation_id, col(Attachment.reference).in_(list(references)))
    rows = select(Attachment, AttachmentThumbnail.width).outerjoin(
        AttachmentThumbnail, col(AttachmentThumbnail.attachment_id) == col(Attachment.id)
    )
    found = session.exec(rows.where(*mine).order_by(col(Attachment.id)))
    return {
        row.reference: Picture(row.id or 0, row.reference, row.name, row.size or 0, width is not None)
        for row, width in found
        if row.response_id in (None, response_id)
    }


def of(session: Session, response_id: int) -> list[str]:
    """The references of a paper's scans, oldest first."""
    mine = (Attachment.response_id == response_id, Attachment.question == SCAN)
    return list(session.exec(select(Attachment.reference).where(*mine).order_by(col(Attachment.id))))


def bind(session: Session, response_id: int, question: str, references: Collection[str]) -> None:
    """Let a stored paper take over what was sent for it. question: the answer's key, `SCAN` for the sheet itself."""
    free = (col(Attachment.reference).in_(references), col(Attachment.response_id).is_(None))
    for row in session.exec(select(Attachment).where(*free).with_for_update()) if references else ():
        row.response_id, row.question = response_id, question
        session.add(row)


def settle(session: Session, response_id: int, references: Collection[str]) -> None:
    """Let a paper that was changed have just these scans; the others are destroyed."""
    bind(session, response_id, SCAN, references)
    session.flush()
    mine = (Attachment.response_id == response_id, Attachment.question == SCAN)
    gone = select(Attachment.id).where(*mine, col(Attachment.reference).not_in(list(references)))
    destroy(session, [id or 0 for id in session.exec(gone)])


def label() -> str:
    """What the scans of a paper are called."""
    return say("note", "scan")
