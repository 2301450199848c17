"""The emblem above an announcement: the office's own picture, or a frame that says where it goes."""

from functools import cache
from pathlib import Path

from docx.image.exceptions import UnrecognizedImageError
from docx.image.image import Image

from admin.reports.catalogue import SHIPPED
from admin.reports.notice_wording import refused
from admin.reports.pdf import FONT_FOLDER

PIXELS_PER_INCH = 300
KINDS = ("image/png", "image/jpeg")


def emblem(path: str) -> bytes:
    """The picture of a file (PNG or JPEG), the frame when none is named. Raises Refused for a file that is none."""
    if not path:
        return _frame()
    try:
        content = Path(path).read_bytes()
        kind = Image.from_blob(content).content_type
    except (OSError, UnrecognizedImageError) as error:
        raise refused("emblem", path=path) from error
    if kind not in KINDS:
        raise refused("emblem", path=path)
    return content


@cache
def _frame() -> bytes:
    import typst  # 80 MB of library, wanted only when a document is made

    source = SHIPPED / "emblem.typ"
    made = typst.compile(source, font_paths=[FONT_FOLDER], ignore_system_fonts=True, format="png", ppi=PIXELS_PER_INCH)
    assert isinstance(made, bytes)
    return made
