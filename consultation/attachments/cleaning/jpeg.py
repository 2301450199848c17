"""JPEG: kept are the picture, its colours and which way up it is; left out are all other marks, and what comes after.

Rules: ITU-T T.81 annex B; JFIF 1.02; ICC.1 annex B.4; Adobe TN 5116.
"""

import re
import struct

from consultation.attachments.cleaning.broken import Broken
from consultation.attachments.cleaning.orientation import only, orientation

_EXIF = b"Exif\0\0"
_KEPT = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # a mark that is neither stuffing nor a restart


def clean(data: bytes) -> bytes:
    """The same picture. Raises Broken."""
    parts, at, turned = [data[:2]], 2, 1
    while True:
        mark, start = _mark(data, at)
        if mark == _END:
            return b"".join([parts[0], _turned(turned), *parts[1:], b"\xff\xd9"])
        end = start + _length(data, start)
        content = data[start + 2 : end]
        if mark == 0xE1 and content.startswith(_EXIF) and turned == 1:
            turned = orientation(content[len(_EXIF) :])
        if _stays(mark, content):
            parts.append(b"\xff" + bytes([mark]) + data[start:end])
        at = end
        if mark == _SCAN:
            found = _AFTER_SCAN.search(data, end)
            at = found.start() if found else len(data)
            parts.append(data[end:at])
            if found is None:  # cut short on its way: what there is of it can be shown
                return b"".join([parts[0], _turned(turned), *parts[1:], b"\xff\xd9"])


def _mark(data: bytes, at: int) -> tuple[int, int]:
    """The mark at a place and where its segment begins."""
    if data[at : at + 1] != b"\xff":
        raise Broken("no mark where one must be")
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise Broken("cut short")
    return data[at], at + 1


def _length(data: bytes, start: int) -> int:
    if start + 2 > len(data):
        raise Broken("cut short")
    (length,) = struct.unpack_from(">H", data, start)
    if length < 2 or start + length > len(data):
        raise Broken("a segment longer than the file")
    return int(length)


def _stays(mark: int, content: bytes) -> bool:
    if 0xE0 <= mark <= 0xEF:
        return any(mark == kept and content.startswith(name) for kept, name in _KEPT)
    return mark != _COMMENT


def _turned(value: int) -> bytes:
    if value == 1:
        return b""
    content = _EXIF + only(value)
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
