"""What is brought at once: a table of papers, and beside it the photos and scans that its cells name.

A ZIP, or several files chosen together. The pictures are kept before the table is checked, each under a reference made
of the table's bytes, so that the same files brought again keep nothing twice; those that no row names are destroyed
when the table is stored, and all of them with the table.
"""

import hashlib
import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sqlmodel import Session, col, select

from consultation.attachments import service as attachments
from consultation.attachments.content import Sealed, destroy
from consultation.attachments.models import Attachment
from consultation.attachments.service import SCAN
from consultation.db import Database
from consultation.entry import scans
from consultation.entry.cells import APART, MARK, photographed
from consultation.entry.fault import Fault, wrong
from consultation.entry.wording import refused
from consultation.forms.form import Form
from consultation.forms.logic import parse_key
from consultation.vault import Vault
from consultation.zipped import BROKEN, fits

MEGABYTE = 1024 * 1024
LARGEST = 100 * MEGABYTE  # of all files together, packed or not
MOST_PICTURES = 3000
TABLES = (".xlsx", ".xlsm", ".xls", ".csv", ".txt")
_MOST_LISTED = 4 * MOST_PICTURES  # with folders, and what systems put beside the files
_NOT_OURS = ("__macosx", "thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Brought:
    """A table, and pictures by file name."""

    name: str
    table: bytes
    pictures: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """A picture that cells may name. photo: it may answer a question; else it is a scan alone."""

    reference: str
    photo: bool


def opened(files: Mapping[str, bytes]) -> Brought:
    """The table and the pictures among files, unpacked where they are a ZIP. Raises Refused."""
    if len(files) == 1:
        [(name, content)] = files.items()
        if not name.lower().endswith(".zip"):
            return Brought(name, content)
        files = _unpacked(name, content)
    tables = [name for name in files if name.lower().endswith(TABLES)]
    if len(tables) != 1:
        raise refused("one_table", found=len(tables))
    pictures = {name: data for name, data in files.items() if name not in tables}
    if len(pictures) > MOST_PICTURES:
        raise refused("too_many_pictures", most=f"{MOST_PICTURES:,}")
    for name, data in pictures.items():
        scans.takes(name, data, photo=False)
    return Brought(tables[0], files[tables[0]], pictures)


async def keep(db: Database, vault: Vault, consultation_id: int, of: Brought) -> None:
    """Keep the pictures, each in a transaction of its own. Raises Refused for one that cannot be kept."""
    prefix = _prefix(consultation_id, hashlib.sha256(of.table).hexdigest())
    for name, data in of.pictures.items():
        made = await scans.made(vault, name, data, photo=False)
        own = hashlib.sha256(spelt(name).encode() + data).hexdigest()[:16]
        await db.write(_add, consultation_id, f"{prefix}{own}", made)


def named(session: Session, consultation_id: int, digest: str) -> dict[str, Named]:
    """The pictures that came with a table, by their names as `spelt`. digest: of the table's bytes."""
    mine = (Attachment.consultation_id == consultation_id,
            col(Attachment.reference).startswith(_prefix(consultation_id, digest), autoescape=True))  # fmt: skip
    rows = session.exec(select(Attachment.name, Attachment.reference, Attachment.kind).where(*mine))
    return {spelt(name): Named(reference, kind == "image") for name, reference, kind in rows}


def drop(session: Session, consultation_id: int, digest: str) -> int:
    """Destroy the pictures of a table that no paper has taken; how many."""
    mine = (Attachment.consultation_id == consultation_id, col(Attachment.response_id).is_(None),
            col(Attachment.reference).startswith(_prefix(consultation_id, digest), autoescape=True))  # fmt: skip
    return destroy(session, [id or 0 for id in session.exec(select(Attachment.id).where(*mine))])


def placed(
    form: Form, cells: Mapping[str, str], row: int, pictures: Mapping[str, Named], used: dict[str, int]
) -> tuple[dict[str, str], list[Fault]]:
    """The cells of a row with references in the place of the names of pictures, and what is wrong with these.

    used: the row that took each picture, by reference; added to.
    """
    found, faults = dict(cells), list[Fault]()
    for key, text in cells.items():
        if key != SCAN and not photographed(form, parse_key(key)[0]):
            continue
        references = [_one(key, name, row, pictures, used, faults) for name in APART.split(text) if name]
        del found[key]
        if references and None not in references:
            found[key] = ("" if key == SCAN else MARK) + " ".join(map(str, references))
    if len(scans.named(found)) > scans.MOST:
        faults.append(wrong(SCAN, "pictures", most=scans.MOST))
    return found, faults


def spelt(name: str) -> str:
    """The name of a file as it is compared: without folders, in one spelling."""
    return unicodedata.normalize("NFC", PurePosixPath(name.strip().replace("\\", "/")).name).casefold()


def _one(
    key: str, name: str, row: int, pictures: Mapping[str, Named], used: dict[str, int], faults: list[Fault]
) -> str | None:
    picture = pictures.get(spelt(name))
    if picture is None:
        faults.append(wrong(key, "photo_missing", text=name))
    elif used.setdefault(picture.reference, row) != row:
        faults.append(wrong(key, "photo_twice", text=name, row=used[picture.reference]))
    elif key != SCAN and not picture.photo:
        faults.append(wrong(key, "photo_type", text=name))
    else:
        return picture.reference
    return None


def _add(session: Session, consultation_id: int, reference: str, content: Sealed) -> None:
    kind = "image" if content.media_type.startswith("image/") else "file"
    attachments.upload(session, consultation_id, reference, kind, content)


def _prefix(consultation_id: int, digest: str) -> str:
    return f"{scans.PREFIX}{consultation_id}:{digest[:24]}:"


def _unpacked(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            listed = package.infolist()
            ours = [(PurePosixPath(path).name, part) for part in listed if _is_ours(path := _file_name(part), part)]
            if len(ours) > MOST_PICTURES + 1 or len(listed) > _MOST_LISTED:
                raise refused("too_many_pictures", most=f"{MOST_PICTURES:,}")
            if not fits(content, LARGEST):
                raise refused("too_large", most=LARGEST // MEGABYTE)
            if twice := [last for last, n in Counter(spelt(last) for last, _ in ours).items() if n > 1]:
                raise refused("same_name", name=next(last for last, _ in ours if spelt(last) == twice[0]))
            return {last: package.read(part) for last, part in ours}
    except BROKEN as error:
        raise refused("no_zip", name=name) from error


def _is_ours(path: str, part: zipfile.ZipInfo) -> bool:
    """Whether a part is a file that somebody packed: no folder, and nothing that their system put beside."""
    hidden = PurePosixPath(path).name.startswith((".", "~$"))
    return not (part.is_dir() or hidden or any(one in path.lower() for one in _NOT_OURS))


def _file_name(part: zipfile.ZipInfo) -> str:
    """The name of a file; Windows packs Thai names in its own code page and does not say so."""
    if part.flag_bits & 0x800:
        return part.filename
    raw = part.filename.encode("cp437", "replace")
    for encoding in ("utf8", "cp874"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename
