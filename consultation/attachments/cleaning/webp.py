"""WebP: kept are the frames and their colours; left out are Exif, XMP, unknown chunks, and what comes after the end.

Rules: RFC 9649 §2.
"""

import struct

from consultation.attachments.cleaning.broken import Broken

_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_EXIF_AND_XMP = 0x08 | 0x04  # flags of VP8X


def clean(data: bytes) -> bytes:
    """The same picture. Raises Broken."""
    if len(data) < 12:
        raise Broken("cut short")
    parts, at, end = [], 12, 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise Broken("shorter than it says")
    while at + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, at)
        after = at + 8 + length + (length & 1)
        if at + 8 + length > len(data):
            raise Broken("a chunk longer than the file")
        if name in _KEPT:
            parts.append(_bare(name, data[at:after]))
        at = after
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _bare(name: bytes, chunk: bytes) -> bytes:
    """VP8X must not promise what is not there any more."""
    if name != b"VP8X" or len(chunk) < 9:
        return chunk
    return chunk[:8] + bytes([chunk[8] & ~_EXIF_AND_XMP]) + chunk[9:]
