"""Which way up a picture is: the one thing in Exif without which it cannot be shown.

Rules: CIPA DC-008 (Exif), TIFF 6.0 §2.
"""

import struct

_TAG = 0x0112
_MOST_ENTRIES = 500


def orientation(tiff: bytes) -> int:
    """The orientation (1 … 8) in an Exif block that begins with its TIFF header; 1 when there is none."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return 1
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for number in range(min(count, _MOST_ENTRIES)):
        at = start + 2 + 12 * number
        if at + 12 > len(tiff):
            break
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if tag == _TAG and kind == 3:
            return int(value) if 1 <= value <= 8 else 1
    return 1


def only(value: int) -> bytes:
    """An Exif block that says nothing else."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _TAG, 3, 1, value, 0, 0)
