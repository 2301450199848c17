"""Officers' files that prove something: looked at, kept sealed and once, handed out again.

PDF, JPG, PNG and DOCX only, by their bytes and not by their names; what can run or hides files is not kept. They are
kept byte for byte, with the place and time that a camera wrote in: a proof that was altered proves nothing.
"""

import hashlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from sqlmodel import Session, select

from consultation import clock
from consultation.attachments import scan
from consultation.attachments.limits import MEGABYTE
from consultation.attachments.sniff import media_type
from consultation.law.models import ProofFile
from consultation.law.wording import refused
from consultation.upsert import insert_once
from consultation.vault import Vault

LARGEST = 20 * MEGABYTE
LONGEST_NAME = 200
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = ("application/pdf", "image/jpeg", "image/png", DOCX)
_DOCUMENT = "word/document.xml"


def keep(session: Session, vault: Vault, name: str, data: bytes) -> int:
    """Keep a file, and return its number; the same bytes are kept once. Raises Refused."""
    kind = _checked(name, data)
    address = vault.lookup("proof", hashlib.sha256(data).hexdigest())
    query = select(ProofFile.id).where(ProofFile.address == address)
    if (known := session.exec(query).first()) is not None:
        return known
    values = {"name": _named(name), "media_type": kind, "size": len(data), "sealed": vault.seal(data)}
    insert_once(session, ProofFile, {**values, "address": address, "kept_at": clock.now()}, ("address",))
    return session.exec(query).one() or 0


def take(session: Session, vault: Vault, id: int) -> tuple[str, bytes]:
    """A kept file's name and bytes. Raises Refused."""
    row = session.get(ProofFile, id)
    if row is None:
        raise refused("proof_unknown", id=id)
    return row.name, vault.open(row.sealed)


def kind_of(data: bytes) -> str:
    """The media type of a file by its bytes; a DOCX is told from other archives by what is in it."""
    found = media_type(data)
    if found == "application/zip":
        try:
            with ZipFile(BytesIO(data)) as archive:
                return DOCX if _DOCUMENT in archive.namelist() else found
        except (BadZipFile, ValueError, NotImplementedError):
            return found
    return found


def _checked(name: str, data: bytes) -> str:
    shown = _named(name)
    if not data:
        raise refused("proof_empty", name=shown)
    if len(data) > LARGEST:
        raise refused("proof_large", name=shown, most=LARGEST // MEGABYTE)
    if scan.refused(data, media_type(data), name):
        raise refused("proof_unsafe", name=shown)
    kind = kind_of(data)
    if kind not in KINDS:
        raise refused("proof_kind", name=shown)
    return kind


def _named(name: str) -> str:
    """A name without a path and without signs that cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:LONGEST_NAME] or "file"
