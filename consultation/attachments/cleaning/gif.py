"""GIF: kept are the frames and how often they run; left out are comments, XMP, and what comes after the end.

Rules: GIF89a specification, §§17-26.
"""

from consultation.attachments.cleaning.broken import Broken

_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_APPLICATION, _COMMENT = 0xFF, 0xFE


def clean(data: bytes) -> bytes:
    """The same picture. Raises Broken."""
    at = _after_colours(data, 10, 13)
    parts = [data[:at]]
    while True:
        match _byte(data, at):
            case 0x3B:
                return b"".join([*parts, b";"])
            case 0x21:
                end = _after_blocks(data, at + 2)
                label = _byte(data, at + 1)
                if label != _COMMENT and (label != _APPLICATION or data[at + 3 : at + 14] in _LOOPS):
                    parts.append(data[at:end])
            case 0x2C:
                end = _after_blocks(data, _after_colours(data, at + 9, at + 10) + 1)
                parts.append(data[at:end])
            case _:
                raise Broken("a block of no kind")
        at = end


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise Broken("no end")
    return data[at]


def _after_colours(data: bytes, flags: int, at: int) -> int:
    """Where a table of colours ends that begins here, if the flags say that there is one."""
    told = _byte(data, flags)
    return at + 3 * 2 ** ((told & 7) + 1) if told & 0x80 else at


def _after_blocks(data: bytes, at: int) -> int:
    while (size := _byte(data, at)) != 0:
        at += size + 1
    return at + 1
