"""A small picture of a photo, for a list: drawn anew from the pixels, so that nothing else of the file is in it.

A picture names its size before it is unpacked: one that would take more memory than is allowed gets no thumbnail. Any
failure of the decoder means that there is none; the photo is kept all the same.
"""

import io
import threading
import warnings
from dataclasses import dataclass

LONGEST_SIDE = 320  # pixels
# Pixels that are unpacked at most: a telephone's 50 million as JPEG (which is unpacked small), half of it else.
MOST_PIXELS = {"JPEG": 52_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "GIF": 25_000_000, "AVIF": 25_000_000}
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF", "image/avif": "AVIF"}
_QUALITY = 78
_ONE_AT_A_TIME = threading.Lock()  # what is unpacked takes up to 200 MB


@dataclass(frozen=True)
class Thumbnail:
    """A JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


def thumbnail(data: bytes, media_type: str) -> Thumbnail | None:
    """A small picture of these bytes; None for what is no picture, too large, broken, or of no format known here."""
    form = _FORMATS.get(media_type)
    if form is None:
        return None
    from PIL import Image

    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _drawn(data, form)
        except Exception:  # decoders raise whatever they like for what was made to break them
            return None


def _drawn(data: bytes, form: str) -> Thumbnail | None:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=[form]) as opened:
        if opened.width * opened.height > MOST_PIXELS[form]:
            return None
        opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = Image.new("RGB", upright.size, "white")
        seen = upright.convert("RGBA")
        flat.paste(seen, mask=seen.getchannel("A"))
    made = io.BytesIO()
    flat.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return Thumbnail(made.getvalue(), flat.width, flat.height)
