"""The items of a HEIC or AVIF photo: those that hold Exif or XMP are overwritten where they stand.

Rules: ISO/IEC 14496-12 §8.11 (`meta`, `iinf`, `iloc`); ISO/IEC 23008-12 annex A.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consultation.attachments.cleaning.broken import Broken

if TYPE_CHECKING:
    from consultation.attachments.cleaning.boxes import Box

_TELLING = {b"Exif", b"mime", b"uri "}
# What decoders read without complaint in the place of an item: Exif without an entry, and blanks.
_NO_EXIF = bytes(4) + b"II*\0\x08" + bytes(9)
_MOST_ITEMS = 5_000


@dataclass
class _Reader:
    """Reads numbers of so many bytes, one after the other. Raises Broken past the end."""

    data: bytes
    at: int
    end: int

    def number(self, size: int) -> int:
        if self.at + size > self.end:
            raise Broken("cut short")
        value = int.from_bytes(self.data[self.at : self.at + size], "big")
        self.at += size
        return value


def has_items(data: bytes, meta: Box) -> bool:
    """Whether a `meta` box is a photo's (with items) and no film's (with keys)."""
    return any(inside.name == b"iinf" for inside in _inside(data, meta))


def blank(kept: bytearray, data: bytes, meta: Box) -> bool:
    """Overwrite the telling items of a photo; False when one lies where it cannot be found."""
    inside = {box.name: box for box in _inside(data, meta)}
    telling = dict(_telling(data, inside[b"iinf"]))
    if not telling:
        return True
    if b"iloc" not in inside:
        raise Broken("items that are nowhere")
    sure, found = True, set[int]()
    for item, method, start, length in _extents(data, inside[b"iloc"]):
        if item not in telling:
            continue
        first = item not in found
        found.add(item)
        if method == 1 and b"idat" in inside:
            at = start + inside[b"idat"].content
        elif method == 0:
            at = start
        else:
            sure = False
            continue
        if length == 0 or at + length > len(kept):
            raise Broken("an item outside the file")
        kept[at : at + length] = _nothing(telling[item], length, first=first)
    return sure and found == set(telling)


def _nothing(kind: bytes, length: int, *, first: bool) -> bytes:
    """So many bytes that say nothing, in the place of a piece of an item."""
    if kind == b"Exif":
        return (_NO_EXIF if first else b"")[:length].ljust(length, b"\0")
    return b" " * length


def _inside(data: bytes, meta: Box) -> list[Box]:
    from consultation.attachments.cleaning.boxes import boxes

    full = meta.content + 4  # version and flags, which QuickTime leaves out
    try:
        return list(boxes(data, full, meta.end))
    except Broken:
        return list(boxes(data, meta.content, meta.end))


def _telling(data: bytes, iinf: Box) -> Iterator[tuple[int, bytes]]:
    from consultation.attachments.cleaning.boxes import boxes

    wide = data[iinf.content] != 0
    for infe in boxes(data, iinf.content + 4 + (4 if wide else 2), iinf.end):
        version = data[infe.content]
        if infe.name != b"infe" or version < 2:
            raise Broken("an item of an old kind")
        reader = _Reader(data, infe.content + 4, infe.end)
        item = reader.number(4 if version > 2 else 2)
        reader.number(2)  # protection
        kind = struct.pack(">I", reader.number(4))
        if kind in _TELLING:
            yield item, kind


def _extents(data: bytes, iloc: Box) -> Iterator[tuple[int, int, int, int]]:
    """(item, method, start, length) of every piece of every item."""
    reader = _Reader(data, iloc.content, iloc.end)
    version = reader.number(1)
    reader.number(3)
    sizes, more = reader.number(1), reader.number(1)
    offset, length, base, index = sizes >> 4, sizes & 15, more >> 4, (more & 15) if version in (1, 2) else 0
    count = reader.number(4 if version > 1 else 2)
    if count > _MOST_ITEMS:
        raise Broken("too many items")
    for _ in range(count):
        item = reader.number(4 if version > 1 else 2)
        method = reader.number(2) & 15 if version in (1, 2) else 0
        reader.number(2)  # which file: its own
        start = reader.number(base)
        for _ in range(reader.number(2)):
            reader.number(index)
            at = start + reader.number(offset)
            yield item, method, at, reader.number(length)
