"""Officers' files that prove something: looked at, kept sealed and once, handed out again.

PDF, JPG, PNG and DOCX only, by their bytes and not by their names; what can run or hides files is not kept. They are
kept byte for byte, with the place and time that a camera wrote in: a proof that was altered proves nothing.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from sqlmodel import Session, col, func, select

from consultation import clock
from consultation.attachments import scan
from consultation.attachments.limits import MEGABYTE
from consultation.attachments.sniff import media_type
from consultation.db import Database
from consultation.law import due
from consultation.law.models import ProofFile, ProofPiece
from consultation.law.wording import refused, said_date
from consultation.upsert import insert_once, upsert
from consultation.vault import Vault

LARGEST = 20 * MEGABYTE
PIECE = MEGABYTE  # of one transaction
LONGEST_NAME = 200
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = ("application/pdf", "image/jpeg", "image/png", DOCX)
_DOCUMENT = "word/document.xml"


@dataclass(frozen=True)
class Prepared:
    """A file that was looked at, in sealed pieces."""

    name: str
    media_type: str
    size: int
    address: str
    pieces: tuple[bytes, ...]


async def keep(db: Database, vault: Vault, name: str, data: bytes) -> int:
    """Keep a file, and return its number; the same bytes are kept once. Raises Refused.

    Its pieces first, each in a transaction of its own, so that nobody waits for twenty megabytes; then its row. What a
    process leaves behind that dies between, and a file that is then used nowhere, is swept a day later.
    """
    of = await asyncio.to_thread(prepared, vault, name, data)
    for position, sealed in enumerate(of.pieces):
        await db.write(put_piece, of.address, position, sealed)
    return await db.write(put, of)


def prepared(vault: Vault, name: str, data: bytes) -> Prepared:
    """Look at a file and seal it in pieces. Slow: to be run in a thread. Raises Refused."""
    kind = _checked(name, data)
    address = vault.lookup("proof", hashlib.sha256(data).hexdigest())
    pieces = tuple(vault.seal(data[first : first + PIECE]) for first in range(0, len(data), PIECE))
    return Prepared(_named(name), kind, len(data), address, pieces)


def put_piece(session: Session, address: str, position: int, sealed: bytes) -> None:
    """Store a piece, in place of the same one of before."""
    values = {"address": address, "position": position, "sealed": sealed, "kept_at": clock.now()}
    upsert(session, ProofPiece, values, ("address", "position"))


def put(session: Session, of: Prepared) -> int:
    """Store the row of a file whose pieces are there, and return its number; a known file is known anew from today."""
    there = select(func.count()).where(ProofPiece.address == of.address, ProofPiece.position < len(of.pieces))
    if session.exec(there).one() != len(of.pieces):
        raise RuntimeError("a piece of a file went while it was stored")
    fresh = {"name": of.name, "media_type": of.media_type, "size": of.size, "address": of.address}
    insert_once(session, ProofFile, {**fresh, "kept_at": clock.now()}, ("address",))
    row = session.exec(select(ProofFile).where(ProofFile.address == of.address).with_for_update()).one()
    row.kept_at, row.destroyed_at = clock.now(), None
    session.add(row)
    return row.id or 0


def take(session: Session, vault: Vault, id: int) -> tuple[str, bytes]:
    """A kept file's name and bytes. Raises Refused."""
    row = session.get(ProofFile, id)
    if row is None:
        raise refused("proof_unknown", id=id)
    if row.destroyed_at is not None:
        raise refused("proof_destroyed", name=row.name, day=said_date(due.day_of(row.destroyed_at)))
    pieces = select(ProofPiece.sealed).where(ProofPiece.address == row.address).order_by(col(ProofPiece.position))
    return row.name, b"".join(vault.open(sealed) for sealed in session.exec(pieces))


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
