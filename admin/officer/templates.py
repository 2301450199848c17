"""The templates: those that ship and the office's own, to be downloaded, brought in from a file, deleted."""

from typing import Any

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import Fields
from admin.keys import DB
from admin.officer import frame
from admin.officer.form_file import as_file, package_of, told
from admin.pages import go, render
from admin.uploads import sent
from consultation.consult.life import KINDS
from consultation.errors import Refused
from consultation.forms import exchange, office
from consultation.forms.office import NewTemplate
from consultation.wording import wording

ADDRESS = "/admin/templates"


@allow("consultation.prepare")
async def show(request: web.Request) -> web.Response:
    """All templates."""
    return await _page(request, Fields())


@allow("consultation.prepare")
async def download(request: web.Request) -> web.Response:
    """A template as a file, its blanks open, to be changed in Excel."""
    key = request.match_info["key"]
    packed = await request.app[DB].read(exchange.template_file, key)
    infos = await request.app[DB].read(office.offered)
    return as_file(packed, infos[key].name)


@allow("office.templates")
async def keep(request: web.Request) -> web.Response:
    """Keep an uploaded file as a template of the office."""
    typed = Fields()
    try:
        typed, files = await sent(request)
        new = NewTemplate(name=typed.line("name"), about=typed.line("about"), kind=typed.get("kind", ""))
        package = await package_of(files)
        await request.app[DB].write(office.save, new, package.form, account(request).name, package.files)
    except Refused as error:
        return await _page(request, typed, error)
    return go(f"{ADDRESS}?done=kept")


@allow("office.templates")
async def delete(request: web.Request) -> web.Response:
    """Delete a template of the office."""
    await request.app[DB].write(office.delete, request.match_info["key"], account(request).name)
    return go(f"{ADDRESS}?done=template_deleted")


async def _page(request: web.Request, typed: Fields, error: Refused | None = None) -> web.Response:
    context: dict[str, Any] = {
        "templates": await request.app[DB].read(office.offered),
        "typed": typed,
        "found": told(error),
        "kinds": {kind: wording("admin.officer")["kind"][kind] for kind in KINDS},
    }
    status = frame.REFUSED if error else 200
    return render(request, "officer/templates.html", section="officer", status=status, **context)
