"""Files that a visitor sends by the page's form: read within bounds, sealed and kept before their event is stored.

The form is read part by part, because the application takes no body above a megabyte anywhere else.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot import gifts
from bot.web.channel import NAME, address
from consultation.attachments import service as attachments
from consultation.attachments.content import Refused, ready
from consultation.attachments.limits import LARGEST, MEGABYTE, too_large
from consultation.attachments.sniff import kind_of
from consultation.db import Database
from consultation.vault import Vault

# Bytes of a form without files, and of each field of one with: a text that is far too long must come back to whoever
# typed it.
LARGEST_FORM = 512 * 1024
# What is above the bound of a file is read on and thrown away up to here, so that the browser hears why.
LARGEST_UPLOAD = 64 * MEGABYTE
MOST_PARTS = 10
CHUNK = 256 * 1024  # bytes


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it. data: None when it was larger than anything that is kept."""

    data: bytes | None
    name: str = ""
    claimed: str = ""

    @property
    def kind(self) -> str:
        """`image`, `audio`, `video` or `file`, by its bytes."""
        return kind_of(self.data or b"", self.claimed)

    @property
    def too_large(self) -> bool:
        """Whether it is larger than what is kept of its kind."""
        return self.data is None or too_large(self.kind, len(self.data))


@dataclass(frozen=True)
class Form:
    """What the page sent: fields, and a file if one was chosen."""

    fields: dict[str, str] = field(default_factory=dict)
    file: Upload | None = None


async def read_form(request: web.Request) -> Form:
    """The form of a request, with or without a file. Raises 413 above the bounds, 400 for what is no form."""
    with_file = request.content_type == "multipart/form-data"
    if (request.content_length or 0) > (LARGEST_UPLOAD if with_file else LARGEST_FORM):
        raise web.HTTPRequestEntityTooLarge(LARGEST_UPLOAD, request.content_length or 0)
    if not with_file:
        return Form({name: value for name, value in (await request.post()).items() if isinstance(value, str)})
    try:
        return await _parts(request)
    except (ValueError, LookupError) as error:  # no boundary, a part without a head, letters in an unknown encoding
        raise web.HTTPBadRequest from error


async def keep(
    db: Database, vault: Vault, visitor: str, consultation: tuple[int, str], event: str, file: Upload
) -> str | Refused:
    """Keep a file, sealed; the id by which its event names it, the same for the same event and bytes; or why not.

    consultation: its number and its code.
    """
    assert file.data is not None
    digest = hashlib.sha256(file.data)
    whose = address(visitor, consultation[1])
    id = hashlib.sha256(f"{whose}:{event}:{digest.hexdigest()}".encode()).hexdigest()[:40]
    made = await asyncio.to_thread(ready, vault, file.data, whose, name=file.name, claimed=file.claimed)
    if isinstance(made, Refused):
        return made
    await db.write(attachments.upload, consultation[0], f"{NAME}:{id}", file.kind, made)
    return id


async def _parts(request: web.Request) -> Form:
    fields: dict[str, str] = {}
    file: Upload | None = None
    reader, left = await request.multipart(), LARGEST_UPLOAD
    for _ in range(MOST_PARTS):
        part = await reader.next()
        if part is None:
            return Form(fields, file)
        if not isinstance(part, BodyPartReader):
            raise ValueError("a form within a form")
        data, size = await _read(part, left)
        left -= size
        if part.filename:  # a field for a file that was left empty has no name
            file = file or Upload(data, gifts.file_name(part.filename), part.headers.get("Content-Type", ""))
        elif part.name and part.filename is None and data is not None:
            if len(data) > LARGEST_FORM:
                raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, len(data))
            fields[part.name] = data.decode("utf-8")
    raise ValueError("a form of too many parts")


async def _read(part: BodyPartReader, left: int) -> tuple[bytes | None, int]:
    """The bytes of a part, None when they are more than anything that is kept; and how many they were."""
    kept, size, most = bytearray(), 0, max(LARGEST.values())
    while chunk := await part.read_chunk(CHUNK):
        size += len(chunk)
        if size > left:
            raise web.HTTPRequestEntityTooLarge(LARGEST_UPLOAD, size)
        if size <= most:
            kept += chunk
    return (bytes(kept) if size <= most else None), size
