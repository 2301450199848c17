"""Files that a page sends along with its fields, read within bounds of their own."""

from pathlib import PurePath

from aiohttp import BodyPartReader, web

from admin.fields import Fields, fields
from consultation.errors import Refused
from consultation.forms.xlsform_package import LARGEST_PACKAGE
from consultation.wording import wording

_PIECE = 64 * 1024


async def sent(request: web.Request, largest: int = LARGEST_PACKAGE) -> tuple[Fields, dict[str, bytes]]:
    """The text fields and the files, by the file's own name. largest: bytes of all together; raises Refused beyond."""
    if not request.content_type.startswith("multipart/"):
        return await fields(request), {}
    texts, files, left = Fields(), dict[str, bytes](), largest
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytearray()
        while piece := await part.read_chunk(_PIECE):
            left -= len(piece)
            if left < 0:
                raise Refused(wording("admin.officer")["upload"]["too_large"].format(most=largest // 1024 // 1024))
            content += piece
        if part.filename:
            files[PurePath(part.filename.replace("\\", "/")).name] = bytes(content)
        elif part.name and part.filename is None:
            texts.add(part.name, content.decode("utf8", "replace"))
    return texts, files
