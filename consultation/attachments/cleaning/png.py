"""PNG: kept are the chunks that a picture is drawn from; left out are texts, times, Exif, and what comes after the end.

Rules: W3C Portable Network Graphics (Third Edition).
"""

import struct
import zlib

from consultation.attachments.cleaning.broken import Broken
from consultation.attachments.cleaning.orientation import only, orientation

_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs",
    b"bKGD", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_START = 8


def clean(data: bytes) -> bytes:
    """The same picture. Raises Broken."""
    parts, at = [data[:_START]], _START
    while True:
        if at + 12 > len(data):
            raise Broken("no end")
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Broken("a chunk longer than the file")
        if name in _KEPT:
            parts.append(data[at:end])
        elif name == b"eXIf" and (turned := orientation(data[at + 8 : end - 4])) != 1:
            parts.append(_chunk(b"eXIf", only(turned)))
        if name == b"IEND":
            return b"".join(parts)
        at = end


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
