"""What sums a consultation up, as files: summary, annex, memo, letters, o25, the workbook, the hearing file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryFile
from typing import BinaryIO
from urllib.parse import quote

from aiohttp import web

from admin.accounts.access import account, allow
from admin.keys import DB, VAULT
from admin.officer import frame
from admin.officer.announcing import refused_page
from admin.reports import offered
from admin.reports.offered import FORMS, SHEET, TYPES, Wanted
from consultation.errors import Refused
from consultation.wording import wording

KINDS, ENDINGS = "|".join(key for key in FORMS if key != SHEET), "|".join(TYPES)
PIECE = 256 * 1024


@allow("strategy.read")
async def download(request: web.Request) -> web.StreamResponse:
    """A document made now."""
    return await _answer(request, request.match_info["kind"], request.match_info["form"])


@allow("consultation.read")
async def sheet(request: web.Request) -> web.StreamResponse:
    """The o25 sheet, which has nothing that the public may not read: for auditors too."""
    return await _answer(request, SHEET, "xlsx")


async def _answer(request: web.Request, key: str, form: str) -> web.StreamResponse:
    """A document written into a file on disk, and sent in pieces from there."""
    view = await frame.find(request)
    if form not in FORMS[key]:
        raise web.HTTPNotFound()
    async with _file() as made:
        try:
            wanted = Wanted(view.id, key, form, account(request).name)
            await offered.write(request.app[DB], request.app[VAULT], wanted, made)
        except Refused as error:
            return await refused_page(request, str(error))
        name = f"{wording('admin.officer')['report'][key]['title']} {view.code}.{form}"
        return await _sent(request, made, f"{key}-{view.code}.{form}", name, TYPES[form])


@asynccontextmanager
async def _file() -> AsyncIterator[BinaryIO]:
    made = await asyncio.to_thread(TemporaryFile)
    try:
        yield made
    finally:
        await asyncio.to_thread(made.close)


async def _sent(request: web.Request, made: BinaryIO, plain: str, name: str, kind: str) -> web.StreamResponse:
    way = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response = web.StreamResponse(headers={"Content-Type": kind, "Content-Disposition": way})
    response.content_length = made.tell()
    await response.prepare(request)
    made.seek(0)
    while piece := await asyncio.to_thread(made.read, PIECE):
        await response.write(piece)
    await response.write_eof()
    return response
