"""The bytes of attachments: made ready to be kept, kept once for one response, destroyed with the last that has them.

Bytes are addressed by a keyed hash that takes in whose they are (`scope`): two people who send the same photo have two
copies under two addresses. One's erasure leaves the other's alone, and nobody can read out of the tables that it was
the same photo. See docs/decisions/0021-attachments.md.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from consultation.attachments.cleaning import clean
from consultation.attachments.models import Attachment, AttachmentContent, AttachmentThumbnail
from consultation.attachments.scan import refused
from consultation.attachments.sniff import media_type
from consultation.attachments.thumbnail import thumbnail
from consultation.vault import Vault

LONGEST_NAME = 200


@dataclass(frozen=True)
class Small:
    """A small picture, sealed."""

    sealed: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Sealed:
    """Bytes ready to be kept: sealed, with what is known of them while they were open."""

    sealed: bytes
    size: int
    address: str
    media_type: str
    cleaned: bool
    name: str = ""
    small: Small | None = None


@dataclass(frozen=True)
class Refused:
    """Bytes that are not kept; why: one of `scan.REASONS`."""

    why: str


def ready(vault: Vault, data: bytes, scope: str, *, name: str = "", claimed: str = "") -> Sealed | Refused:
    """Scan, clean, draw small and seal bytes. Slow: to be run in a thread.

    scope: whose they are, `response:ID` or whoever uploads; claimed: the media type that somebody says; see `sniff`.
    """
    told = media_type(data, claimed)
    cleaned = clean(data, told)
    if why := refused(cleaned.data, told, name):
        return Refused(why)
    address = vault.lookup("attachment", scope, hashlib.sha256(cleaned.data).hexdigest())
    drawn = thumbnail(cleaned.data, told)
    small = Small(vault.seal(drawn.data), drawn.width, drawn.height) if drawn else None
    sealed = vault.seal(cleaned.data)
    return Sealed(sealed, len(cleaned.data), address, told, cleaned.sure, name[:LONGEST_NAME], small)


def put(session: Session, row: Attachment, content: Sealed, at: datetime) -> None:
    """Keep bytes for an attachment: its own copy, unless another of the same scope holds them already."""
    row.state, row.why, row.fetched_at = "kept", "", at
    row.size, row.address, row.media_type = content.size, content.address, content.media_type
    row.cleaned, row.name = content.cleaned, row.name or content.name
    row.same_as = _holder(session, row)
    session.add(row)
    session.flush()
    if row.same_as is None:
        _insert(session, AttachmentContent, {"attachment_id": row.id, "sealed": content.sealed})
        if content.small is not None:
            of = content.small
            values = {"attachment_id": row.id, "width": of.width, "height": of.height, "sealed": of.sealed}
            _insert(session, AttachmentThumbnail, values)


def destroy(session: Session, attachments: list[int]) -> int:
    """Delete these attachments with their bytes and small pictures; how many. Others that share the bytes keep them."""
    if not attachments:
        return 0
    session.flush()
    theirs = select(Attachment).where(col(Attachment.id).in_(attachments)).with_for_update()
    for row in session.exec(theirs).all():  # whoever is about to share these bytes waits, and finds that they are gone
        session.expunge(row)
    _hand_over(session, attachments)
    connection = session.connection()
    for table in (AttachmentContent, AttachmentThumbnail):
        connection.execute(delete(table).where(col(table.attachment_id).in_(attachments)))
    connection.execute(delete(Attachment).where(col(Attachment.id).in_(attachments)))
    return len(attachments)


def _holder(session: Session, row: Attachment) -> int | None:
    """The attachment that holds these bytes already, locked so that it stays until this one refers to it."""
    query = select(Attachment).where(
        Attachment.address == row.address, Attachment.state == "kept", col(Attachment.same_as).is_(None)
    )
    found = session.exec(query.order_by(col(Attachment.id)).limit(1).with_for_update()).first()
    return found.id if found is not None and found.id != row.id else None


def _hand_over(session: Session, leaving: Sequence[int]) -> None:
    """Give bytes whose holder leaves to the first of the others that have them."""
    query = select(Attachment).where(col(Attachment.same_as).in_(leaving), col(Attachment.id).not_in(leaving))
    heirs: dict[int, int] = {}
    for row in session.exec(query.order_by(col(Attachment.id))).all():
        holder, row.same_as = row.same_as or 0, heirs.get(row.same_as or 0)
        if holder not in heirs:
            heirs[holder] = row.id or 0
        session.add(row)
    session.flush()
    for holder, heir in heirs.items():
        for table in (AttachmentContent, AttachmentThumbnail):
            change = update(table).where(col(table.attachment_id) == holder).values(attachment_id=heir)
            session.connection().execute(change)


def _insert(session: Session, table: type[SQLModel], values: Mapping[str, object]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.connection().execute(insert(table).values(values).on_conflict_do_nothing())
