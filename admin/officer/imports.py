"""Tables of answers on paper: brought, checked, stored in the background, taken out again."""

import asyncio
from typing import Any

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB, VAULT
from admin.officer import frame
from admin.officer.form_file import TYPES
from admin.pages import go
from admin.uploads import sent
from consultation.entry import batches, brought, service, work
from consultation.entry.batches import BatchView
from consultation.entry.template import template as made_template
from consultation.errors import Refused
from consultation.wording import wording

SHOWN = 300  # faults on the page; all of them are in the workbook of bad rows
BUSY = ("checking", "storing", "undoing")


@allow("answers.read")
async def show(request: web.Request) -> web.Response:
    """The batches so far, and where to bring another."""
    return await _page(request)


@allow("answers.import")
async def bring(request: web.Request) -> web.Response:
    """Keep a file to be checked, with the pictures beside it."""
    number, db = frame.number(request), request.app[DB]
    try:
        _, files = await sent(request, brought.LARGEST)
        if not any(files.values()):
            raise Refused(wording("admin.officer")["entry"]["no_file"])
        came, who = await asyncio.to_thread(brought.opened, files), account(request).name
        batch = await work.bring(db, request.app[VAULT], number, came, who)
    except Refused as error:
        return await _page(request, problem=str(error))
    return go(frame.address(number, f"imports/{batch}"))


@allow("answers.read")
async def look(request: web.Request) -> web.Response:
    """One batch: what is wrong with it, how far it is."""
    return await _batch(request)


@allow("answers.import")
async def act(request: web.Request) -> web.Response:
    """Have a batch stored, or taken out again."""
    typed, batch, db = await fields(request), await _found(request), request.app[DB]
    who = account(request).name
    try:
        if typed.get("act") == "undo":
            await db.write(batches.undo, batch.id, typed.get("reason", ""), who)
        else:
            await db.write(batches.start, batch.id, who, partial=typed.get("act") == "good")
    except Refused as error:
        return await _batch(request, str(error))
    done = "import_undone" if typed.get("act") == "undo" else "import_started"
    return go(frame.address(batch.consultation_id, f"imports/{batch.id}?done={done}"))


@allow("answers.read")
async def bad(request: web.Request) -> web.Response:
    """A batch's bad rows as a workbook, each with what is to be mended."""
    batch = await _found(request)
    content = await work.bad_rows(request.app[DB], request.app[VAULT], batch.id)
    return _workbook(content, f"bad-{batch.id}.xlsx")


@allow("answers.enter")
async def template(request: web.Request) -> web.Response:
    """The workbook to fill in."""
    form = await request.app[DB].read(service.form_of, frame.number(request))
    return _workbook(await asyncio.to_thread(made_template, form), "answers.xlsx")


def _workbook(content: bytes, name: str) -> web.Response:
    headers = {"Content-Type": TYPES[".xlsx"], "Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, headers=headers)


async def _found(request: web.Request) -> BatchView:
    batch = await request.app[DB].read(batches.view, int(request.match_info["batch"]))
    if batch.consultation_id != frame.number(request):
        raise web.HTTPNotFound()
    return batch


async def _batch(request: web.Request, problem: str = "") -> web.Response:
    batch = await _found(request)
    context: dict[str, Any] = {"batch": batch, "faults": batch.faults[:SHOWN], "busy": batch.state in BUSY}
    status = frame.REFUSED if problem else 200
    view = await frame.find(request)
    return frame.show(request, "officer/import.html", view, "entry", status=status, problem=problem, **context)


async def _page(request: web.Request, problem: str = "") -> web.Response:
    view = await frame.find(request)
    found = await request.app[DB].read(batches.listing, view.id)
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/imports.html", view, "entry", status=status, problem=problem, batches=found)
