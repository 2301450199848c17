"""Everything of one person: found by a code that they show, seen by table, taken along as a file, erased.

Codes travel in the bodies of forms only, so that no address, history or log keeps them.
"""

import asyncio
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session, col, select

from admin import spreadsheet
from admin.accounts.access import account, allow
from admin.dates import date_and_time
from admin.fields import Fields, fields
from admin.job_kinds import PERSONAL_STORES
from admin.keys import DB, SETTINGS, VAULT
from admin.privacy import frame
from consultation import clock
from consultation.attachments.models import Attachment, AttachmentContent
from consultation.errors import Refused, refused
from consultation.privacy.holding import held, office
from consultation.privacy.holding.office import ERASING, Person
from consultation.privacy.requests import service as requests
from consultation.privacy.requests.values import RequestView
from consultation.privacy.requests.wording import PACKAGE
from consultation.vault import Vault
from consultation.wording import wording

ZIP = "application/zip"
ROWS_SHOWN = 20  # of a table on the page; the file has all


@allow(frame.PERSON)
async def show(request: web.Request) -> web.Response:
    """The form that asks for a code."""
    return await _page(request, Fields({"request": request.query.get("request", "")}))


@allow(frame.PERSON)
async def look(request: web.Request) -> web.Response:
    """What is held of the person of a code, by table."""
    sent = await fields(request)
    try:
        found = await request.app[DB].write(office.look, *_asked(request, sent))
    except Refused as error:
        return await _page(request, sent, problem=str(error))
    return await _page(request, sent, person=found)


@allow(frame.PERSON)
async def copy(request: web.Request) -> web.Response:
    """The same as a file to hand out: to read, for programs, and what was sent as files."""
    sent = await fields(request)
    try:
        found = await request.app[DB].write(office.copy, *_asked(request, sent))
    except Refused as error:
        return await _page(request, sent, problem=str(error))
    files = await request.app[DB].read(_files, request.app[VAULT], found.whose.responses)  # no writer waits for these
    head = wording(frame.PACKAGE)["person"]["head"].format(at=date_and_time(clock.now(), request.app[SETTINGS].zone))
    body = await asyncio.to_thread(_packed, found, files, head)
    answer = spreadsheet.download(body, "person.zip", ZIP, wording(frame.PACKAGE)["person"]["file"])
    answer.headers["Cache-Control"] = "no-store"
    return answer


@allow(frame.PERSON)
async def erase(request: web.Request) -> web.Response:
    """Erase the person in every table, as a request wants, when the code is typed again."""
    sent = await fields(request)
    try:
        if sent.line("again").upper() != sent.line("code").upper():
            raise refused("erase_confirm")
        await request.app[DB].write(office.erase, *_asked(request, sent))
    except Refused as error:
        return await _page(request, sent, problem=str(error))
    answered = not (await request.app[DB].read(requests.one, _number(sent))).open
    return frame.done(f"/requests/{_number(sent)}", "erased" if answered else "erased_untold")


def _asked(request: web.Request, sent: Fields) -> tuple[Any, ...]:
    return request.app[VAULT], PERSONAL_STORES, sent.line("code"), _number(sent), account(request).name


def _number(sent: Fields) -> int:
    given = sent.line("request")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


async def _page(
    request: web.Request, typed: Fields, *, person: Person | None = None, problem: str = ""
) -> web.Response:
    waiting = await request.app[DB].read(requests.waiting)
    context: dict[str, Any] = {
        "typed": typed, "person": person, "waiting": waiting, "erasing": _erasing(waiting), "of": wording(PACKAGE),
        "by": wording(held.PACKAGE)["by"], "shown": ROWS_SHOWN,
    }  # fmt: skip
    return frame.show(request, "person.html", "person", problem=problem, **context)


def _erasing(waiting: Sequence[RequestView]) -> list[RequestView]:
    return [one for one in waiting if one.kind in ERASING]


def _files(session: Session, vault: Vault, responses: Sequence[int]) -> list[tuple[str, bytes]]:
    query = select(Attachment, AttachmentContent.sealed).join(
        AttachmentContent, col(AttachmentContent.attachment_id) == col(Attachment.id)
    )
    rows = session.exec(query.where(col(Attachment.response_id).in_(responses))).all()
    return [(f"files/{row.id}-{_plain(row.name)}", vault.open(sealed)) for row, sealed in rows]


def _plain(name: str) -> str:
    """A name that stays within the archive's folder."""
    return name.replace("/", "_").replace("\\", "_").strip(". ")[:100] or "file"


def _packed(person: Person, files: Sequence[tuple[str, bytes]], head: str) -> bytes:
    archive = io.BytesIO()
    about = {"made_at": clock.now().isoformat(), "found_by": person.found.by}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("read-me.txt", held.as_text(person.tables, head))
        packed.writestr("data.json", held.as_json(person.tables, about))
        for name, content in files:
            packed.writestr(name, content)
    return archive.getvalue()
