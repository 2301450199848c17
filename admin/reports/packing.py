"""Files packed into one ZIP, the same bytes for the same files, with a manifest of their SHA-256 hashes."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
_MADE = (1980, 1, 1, 0, 0, 0)  # the clock of the machine would change the bytes
_PACKED = (".pdf", ".zip", ".xlsx", ".docx", ".jpg", ".jpeg", ".png")  # they are packed already


@dataclass(frozen=True)
class File:
    """A file of the archive: its path there, what it is, its bytes."""

    path: str
    about: str
    content: bytes


def pack(files: Iterable[File], about: dict[str, str], to: BinaryIO) -> str:
    """Write the archive, one file after the other, the manifest last; the manifest's own hash."""
    entries = []
    with zipfile.ZipFile(to, "w") as archive:
        for file in files:
            digest = hashlib.sha256(file.content).hexdigest()
            entries.append({"path": file.path, "about": file.about, "bytes": len(file.content), "sha256": digest})
            _put(archive, file.path, file.content)
        manifest = json.dumps({**about, "files": entries}, ensure_ascii=False, indent=1).encode()
        sums = "".join(f"{entry['sha256']}  {entry['path']}\n" for entry in entries)
        digest = hashlib.sha256(manifest).hexdigest()
        _put(archive, MANIFEST, manifest)
        _put(archive, SUMS, f"{sums}{digest}  {MANIFEST}\n".encode())
    return digest


def _put(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    info = zipfile.ZipInfo(path, _MADE)
    info.create_system, info.external_attr = 3, 0o644 << 16
    info.compress_type = zipfile.ZIP_STORED if path.lower().endswith(_PACKED) else zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
