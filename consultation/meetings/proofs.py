"""Files that officers keep with a meeting: sealed, and known by what they are and not by what they are called.

`keep` and `take` have the signature of the proof store of notices, which takes their place.
"""

import hashlib
from pathlib import PurePath

from sqlmodel import Session

from consultation import clock
from consultation.attachments.sniff import media_type
from consultation.errors import not_found
from consultation.meetings.models import MeetingPaper
from consultation.meetings.wording import refused
from consultation.vault import Vault

LARGEST = 20 * 1024 * 1024
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_KINDS = {"application/pdf", "image/jpeg", "image/png"}


def keep(session: Session, vault: Vault, name: str, content: bytes) -> int:
    """Store a file and return its number. Raises Refused for one that is empty, too large, or of another kind."""
    if not content:
        raise refused("paper_empty")
    if len(content) > LARGEST:
        raise refused("paper_size", name=name, most=LARGEST // 1024 // 1024)
    kind = kind_of(name, content)
    if kind is None:
        raise refused("paper_kind", name=name)
    row = MeetingPaper(
        name=name, kind=kind, digest=hashlib.sha256(content).hexdigest(), sealed=vault.seal(content),
        kept_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def take(session: Session, vault: Vault, id: int) -> tuple[str, bytes]:
    """The name and the bytes of a file. Raises NotFound."""
    row = session.get(MeetingPaper, id)
    if row is None:
        raise not_found("file_not_found", name=id)
    return row.name, vault.open(row.sealed)


def kind_of(name: str, content: bytes) -> str | None:
    """The media type of a file that may be kept: PDF, JPEG, PNG, or Word's by its name and a package inside."""
    found = media_type(content)
    if found in _KINDS:
        return found
    return _DOCX if found == "application/zip" and PurePath(name).suffix.lower() == ".docx" else None
