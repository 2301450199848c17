"""MP4, QuickTime, 3GP, M4A, HEIC and AVIF: boxes that tell a place or a name are overwritten where they stand.

Nothing is left out, because tables in these files count bytes from the beginning. A film's place is in `udta` (`©xyz`,
`loci`) or `meta` of its `moov`; a photo's in items of its own `meta`. Rules: ISO/IEC 14496-12, 23008-12; Apple,
QuickTime File Format; 3GPP TS 26.244 §8.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from consultation.attachments.cleaning import items
from consultation.attachments.cleaning.broken import Broken

_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"edts", b"moof", b"traf"}
_TELLING = {b"udta", b"uuid", b"meta", b"free", b"skip", b"wide"}
_SHOWN = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"subp", b"clcp", b"tmcd", b"auxv", b"pict", b"hint", b"url "}
_MOST_BOXES = 20_000


@dataclass(frozen=True)
class Box:
    """A box by its place in the file: from its first byte to after its last; content: after its head."""

    name: bytes
    start: int
    content: int
    end: int


def clean(data: bytes) -> tuple[bytes, bool]:
    """The same film, sound or photo, and whether all of it was understood. Raises Broken."""
    kept = bytearray(data)
    sure, count = True, 0
    waiting = list(boxes(data, 0, len(data)))
    while waiting:
        box = waiting.pop()
        count += 1
        if count > _MOST_BOXES:
            raise Broken("too many boxes")
        if box.name == b"meta" and items.has_items(data, box):
            sure = items.blank(kept, data, box) and sure
        elif box.name in _TELLING:
            _blank(kept, box)
        elif box.name in _INSIDE:
            inside = list(boxes(data, box.content, box.end))
            sure = sure and all(_plain(data, each) for each in inside)
            waiting += inside
    return bytes(kept), sure


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places. Raises Broken for one that reaches further."""
    while start < end:
        if start + 8 > end:
            if any(data[start:end]):
                raise Broken("bytes that are in no box")
            return
        size, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            if start + 16 > end:
                raise Broken("cut short")
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        elif size == 0:
            if not any(data[start:end]):  # QuickTime ends a list of its own with four zeros
                return
            size = end - start
        if size < head or start + size > end:
            raise Broken("a box longer than what holds it")
        yield Box(name, start, start + head, start + size)
        start += size


def _blank(kept: bytearray, box: Box) -> None:
    kept[box.start + 4 : box.start + 8] = b"free"
    kept[box.content : box.end] = bytes(box.end - box.content)


def _plain(data: bytes, box: Box) -> bool:
    """Whether a track is of a kind that is seen or heard: what runs beside it may be where the camera went."""
    if box.name == b"hdlr":
        track = data[box.content + 4 : box.content + 8]  # QuickTime's: mhlr for tracks, dhlr for where data is
        kind = data[box.content + 8 : box.content + 12]
        return kind in _SHOWN or track == b"dhlr"
    return True
