"""A consultation's questionnaire as a file: take it out, bring another in, keep it as a template of the office."""

import asyncio
from typing import Any
from urllib.parse import quote

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go
from admin.uploads import sent
from consultation.errors import Refused
from consultation.forms import exchange
from consultation.forms import service as forms
from consultation.forms.form import Table
from consultation.forms.office import NewTemplate
from consultation.forms.problem import Problem
from consultation.forms.xlsform import BadForm, Package, Packed, from_files
from consultation.wording import wording

TYPES = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".zip": "application/zip"}


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """What can be done with the questionnaire as a file."""
    return await _page(request, Fields())


@allow("consultation.read")
async def download(request: web.Request) -> web.Response:
    """The questionnaire as a workbook, or a ZIP where tables or media go with it."""
    view = await frame.find(request)
    return as_file(await request.app[DB].read(exchange.take_out, view.id), view.title)


@allow("consultation.prepare")
async def replace(request: web.Request) -> web.Response:
    """Replace a draft's questions by those of a file; what is wrong with it is shown by sheet and row."""
    consultation = frame.number(request)
    try:
        typed, files = await sent(request)
        form = await request.app[DB].read(forms.current, consultation)
        package = await package_of(files, form.tables)
        edited = int(typed["revision"]) if typed.get("revision", "").isdecimal() else None
        await request.app[DB].write(exchange.replace, consultation, package, account(request).name, edited)
    except Refused as error:
        return await _page(request, Fields(), error)
    return go(frame.address(consultation, "questions?done=replaced"))


@allow("office.templates")
async def keep(request: web.Request) -> web.Response:
    """Keep the questionnaire as a template of the office."""
    typed = await fields(request)
    new = NewTemplate(name=typed.line("name"), about=typed.line("about"))
    try:
        await request.app[DB].write(exchange.keep_as_template, frame.number(request), new, account(request).name)
    except Refused as error:
        return await _page(request, typed, error)
    return go(frame.address(frame.number(request), "file?done=kept"))


async def package_of(files: dict[str, bytes], tables: tuple[Table, ...] = ()) -> Package:
    """The questionnaire in uploaded files, read beside the event loop. Raises Refused."""
    if not files:
        raise Refused(wording("admin.officer")["upload"]["none"])
    return await asyncio.to_thread(from_files, files, tables)


def as_file(packed: Packed, title: str) -> web.Response:
    """A download of a questionnaire, named for its title."""
    name = quote(f"{' '.join(title.split())[:80]}{packed.suffix}")
    disposition = f"attachment; filename=\"form{packed.suffix}\"; filename*=UTF-8''{name}"
    headers = {"Content-Type": TYPES[packed.suffix], "Content-Disposition": disposition}
    return web.Response(body=packed.content, headers=headers)


def told(error: Refused | None) -> list[Problem]:
    """Everything that is wrong with a file, to be listed; a refusal of another kind as one entry without a place."""
    if error is None:
        return []
    return error.problems if isinstance(error, BadForm) else [Problem("", str(error), "")]


async def _page(request: web.Request, typed: Fields, error: Refused | None = None) -> web.Response:
    view = await frame.find(request)
    form = await request.app[DB].read(forms.current, view.id)
    context: dict[str, Any] = {"form": form, "typed": typed, "found": told(error)}
    return frame.show(
        request, "officer/form_file.html", view, "questions", status=frame.REFUSED if error else 200, **context
    )
