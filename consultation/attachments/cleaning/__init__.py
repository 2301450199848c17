"""Taking out of a picture, sound or film what tells where and with what it was made, without changing what it shows.

No pixel and no tone is touched: parts of the file are left out, or overwritten where others count on their place.
"""

from collections.abc import Callable
from dataclasses import dataclass

from consultation.attachments.cleaning import gif, jpeg, png, webp
from consultation.attachments.cleaning.boxes import clean as boxes
from consultation.attachments.cleaning.broken import Broken

# Formats of which telephones write no place, or which have none to write it in.
_BARE = {"audio/mpeg", "audio/aac", "audio/amr", "audio/flac", "audio/ogg", "audio/wav", "audio/webm", "image/bmp"}
_BOXES = {
    "image/heic", "image/heif", "image/avif", "audio/mp4", "audio/3gpp", "video/mp4", "video/3gpp", "video/quicktime",
}  # fmt: skip
_PARTS: dict[str, Callable[[bytes], bytes]] = {
    "image/jpeg": jpeg.clean,
    "image/png": png.clean,
    "image/gif": gif.clean,
    "image/webp": webp.clean,
}


@dataclass(frozen=True)
class Cleaned:
    """The bytes. sure: nothing is left in them that tells where they were made, as far as the format is known."""

    data: bytes
    sure: bool


def clean(data: bytes, media_type: str) -> Cleaned:
    """These bytes without places, cameras, names and whatever else was written beside the picture, sound or film.

    media_type: read from the bytes. What is of no format known here, or broken, is given back as it came, not `sure`.
    """
    try:
        if media_type in _PARTS:
            return Cleaned(_PARTS[media_type](data), True)
        if media_type in _BOXES:
            return Cleaned(*boxes(data))
    except Broken:
        return Cleaned(data, False)
    return Cleaned(data, media_type in _BARE)
