"""What an archive really unpacks to, measured in small steps: its own list of sizes may lie."""

import io
import zipfile
import zlib

# What reading a ZIP raises that is damaged, locked or packed in a rare way.
BROKEN = (
    zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error,
)  # fmt: skip
_STEP = 256 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of the others Python inflates a whole read at once


def fits(content: bytes, largest: int) -> bool:
    """Whether all parts of a ZIP together unpack into no more than `largest` bytes, never holding more than a step.

    Raises zipfile.BadZipFile for what is no ZIP, a broken one, or one packed in a rare way.
    """
    left = largest
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.infolist():
            if part.compress_type not in _METHODS:
                raise zipfile.BadZipFile("packed in a way that cannot be measured")
            if part.file_size > left:
                return False
            part.file_size = left + 2 * _STEP  # or reading would end at what the list says, whatever there is
            with package.open(part) as inside:
                while step := inside.read(_STEP):
                    left -= len(step)
                    if left < 0:
                        return False
    return True
