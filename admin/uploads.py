"""Files that a page sends along with its fields, read within bounds of their own."""

from dataclasses import dataclass
from pathlib import PurePath

from aiohttp import BodyPartReader, web

from admin.fields import Fields, fields
from consultation.errors import Refused
from consultation.forms.xlsform_package import LARGEST_PACKAGE
from consultation.wording import wording

_PIECE = 64 * 1024
_READ_ON = 3  # times as much as is taken is read and thrown away, for the text behind it
_LONGEST_TEXT = 1024 * 1024  # bytes of one field


@dataclass(frozen=True)
class Uploaded:
    """A file as the browser sent it. field: of the form; name: the file's own, without folders."""

    field: str
    name: str
    content: bytes


class TooLarge(Refused):
    """More was sent than is taken. fields: the text fields, which were read to the end."""

    def __init__(self, message: str, texts: Fields) -> None:
        self.fields = texts
        super().__init__(message)


async def sent(request: web.Request, largest: int = LARGEST_PACKAGE) -> tuple[Fields, dict[str, bytes]]:
    """The text fields and the files, by the file's own name. largest: bytes of all together; raises Refused beyond."""
    texts, files = await received(request, largest)
    return texts, {file.name: file.content for file in files}


async def received(request: web.Request, largest: int) -> tuple[Fields, list[Uploaded]]:
    """The text fields and the files, each with its field. largest: as for `sent`.

    Raises TooLarge with the text fields, so that nothing that was typed is lost; Refused for very much more.
    """
    if not request.content_type.startswith("multipart/"):
        return await fields(request), []
    texts, files, left = Fields(), list[Uploaded](), largest
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytearray()
        while piece := await part.read_chunk(_PIECE):
            left -= len(piece)
            if left < -_READ_ON * largest:
                raise Refused(_too_large(largest))
            content += piece if left >= 0 or part.filename is None else b""
        if part.filename:
            name = PurePath(part.filename.replace("\\", "/")).name
            files.append(Uploaded(part.name or "", name, bytes(content)))
        elif part.name and part.filename is None:
            texts.add(part.name, content[:_LONGEST_TEXT].decode("utf8", "replace"))
    if left < 0:
        raise TooLarge(_too_large(largest), texts)
    return texts, files


def _too_large(largest: int) -> str:
    return str(wording("admin.officer")["upload"]["too_large"]).format(most=largest // 1024 // 1024)
