"""Invitation codes of representatives: a list in, letters out, what became of each code, revoking and replacing."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin import dates
from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB, SETTINGS, VAULT
from admin.letters.letters import Letter, Sheet, archive, table
from admin.officer import frame
from admin.officer.form_file import TYPES
from admin.pages import go
from admin.uploads import sent
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.forms.workbook import LARGEST_FILE
from consultation.invitations import service, views
from consultation.invitations.file import rows
from consultation.invitations.listed import Fault, Listed, read, sector_name
from consultation.invitations.models import SECTORS
from consultation.invitations.service import Made
from consultation.places.schemes import cluster
from consultation.responses.service import place_name
from consultation.wording import wording

PAGE = 100


@allow("invitations.read")
async def show(request: web.Request) -> web.Response:
    """How far each sector has come, the box for a list, and every code with what became of it."""
    return await _page(request)


@allow("invitations.make")
async def make(request: web.Request) -> web.Response:
    """Make codes for a list and hand the letters over; a list with faults makes none."""
    view = await frame.find(request)
    typed = Fields()
    try:
        typed, files = await sent(request, LARGEST_FILE)
        listed, faults = await _listed(request, view, files, typed)
        if faults:
            return await _page(request, typed=typed, faults=faults)
        until = _until(request, typed)
        made = await request.app[DB].write(
            service.make, request.app[VAULT], view.id, listed, until, account(request).name
        )
    except Refused as error:
        return await _page(request, problem=str(error), typed=typed)
    return await _archive(request, view, made, until)


@allow("invitations.make")
async def act(request: web.Request) -> web.Response:
    """Revoke the codes that were chosen, or replace them and hand the new letters over."""
    view, posted = await frame.find(request), await fields(request)
    chosen = [int(one) for one in posted.getall("number", []) if one.isdecimal() and len(one) < 7]
    db, actor = request.app[DB], account(request).name
    try:
        if not chosen:
            raise Refused(wording("admin.officer")["invitation"]["none_chosen"])
        if posted.get("act") == "replace":
            made = await db.write(service.replace, request.app[VAULT], view.id, chosen, actor)
            return await _archive(request, view, made, await db.read(_expiry, view.id, made[0].number))
        await db.write(service.revoke, view.id, chosen, actor)
    except Refused as error:
        return await _page(request, problem=str(error))
    return go(frame.address(view.id, "invitations?done=invitations_revoked") + "#codes")


@allow("invitations.make")
async def example(request: web.Request) -> web.Response:
    """A list of sample organisations, to be filled in."""
    words, catalogue = wording("admin.officer")["invitation"], wording("admin.officer")["letter"]["heads"]
    samples = [(name, sector) for name, sector in zip(words["example"], "LPC", strict=True)]
    heads = (catalogue[1], catalogue[2], catalogue[3], words["count"])
    body = await asyncio.to_thread(table, (heads, *((name, sector_name(sector), "", "1") for name, sector in samples)))
    way = f"attachment; filename=\"organisations.xlsx\"; filename*=UTF-8''{quote(words['example_file'])}.xlsx"
    return web.Response(body=body, headers={"Content-Type": TYPES[".xlsx"], "Content-Disposition": way})


async def _listed(
    request: web.Request, view: ConsultationView, files: dict[str, bytes], typed: Fields
) -> tuple[list[Listed], list[Fault]]:
    known = await request.app[DB].read(views.organisations, view.id)
    isos = sorted(cluster(view.scheme, view.cluster).isos)
    for name, content in files.items():
        table = await asyncio.to_thread(rows, content, name)
        return read(table, isos, known)
    if not typed.line("organisation"):
        raise Refused(wording("admin.officer")["invitation"]["no_file"])
    heads = ("organisation", "sector", "province", "count")
    return read([(0, heads), (0, [typed.line(head) for head in heads])], isos, known)


def _until(request: web.Request, typed: Fields) -> datetime | None:
    """The end of the day that was chosen."""
    given = typed.line("until")
    if not given:
        return None
    try:
        day = datetime.fromisoformat(given)
    except ValueError as error:
        raise Refused(wording("admin.officer")["problem"]["moment"].format(given=given)) from error
    return day.replace(hour=23, minute=59, second=59, tzinfo=request.app[SETTINGS].zone)


def _expiry(session: Session, consultation: int, number: int) -> datetime | None:
    return next((one.expires_at for one in views.shown(session, consultation) if one.number == number), None)


async def _archive(
    request: web.Request, view: ConsultationView, made: Sequence[Made], until: datetime | None
) -> web.Response:
    """The letters and the list as one download; the codes are in it and nowhere else."""
    words, settings = wording("admin.officer")["letter"], request.app[SETTINGS]
    last = min((at for at in (until, view.closes_at) if at is not None), default=None)
    base = settings.base_url.rstrip("/")
    sheet = Sheet(
        view.title,
        view.cluster_name,
        words["until"].format(date=dates.long_date(last, settings.zone)) if last else words["open_end"],
        {key: text for key, text in words.items() if isinstance(text, str)},
        tuple(words["heads"]),
    )
    letters = [
        Letter(
            str(one.number),
            one.organisation,
            sector_name(one.sector),
            place_name(one.province) if one.province else "",
            one.code,
            f"{base}/c/{view.code}?invite={one.code}",
        )
        for one in made
    ]
    body = await asyncio.to_thread(archive, sheet, letters)
    name = quote(f"{words['file']} {made[0].number}-{made[-1].number}.zip")
    way = f"attachment; filename=\"invitations.zip\"; filename*=UTF-8''{name}"
    headers = {"Content-Type": "application/zip", "Content-Disposition": way, "Cache-Control": "no-store"}
    return web.Response(body=body, headers=headers)


async def _page(
    request: web.Request, *, problem: str = "", typed: Fields | None = None, faults: Sequence[Fault] = ()
) -> web.Response:
    view = await frame.find(request)
    found = await request.app[DB].read(_seen, view.id)
    state = request.query.get("state", "")
    state = state if state in views.STATES else ""
    listed = [one for one in found["every"] if not state or one.state == state]
    pages = max(1, -(-len(listed) // PAGE))
    given = request.query.get("page", "1")
    page = min(max(int(given) if given.isdecimal() and len(given) < 6 else 1, 1), pages)
    context: dict[str, Any] = {
        **found,
        "listed": listed[(page - 1) * PAGE : page * PAGE],
        "only": state,
        "page": page,
        "pages": pages,
        "typed": typed or Fields(),
        "faults": faults,
        "sectors": {key: sector_name(key) for key in SECTORS},
        "provinces": [one.name_th for one in cluster(view.scheme, view.cluster).provinces],
    }
    status = frame.REFUSED if problem or faults else 200
    return frame.show(
        request, "officer/invitations.html", view, "invitations", status=status, problem=problem, **context
    )


def _seen(session: Session, consultation: int) -> dict[str, Any]:
    every = views.shown(session, consultation)
    counts = {state: sum(one.state == state for one in every) for state in views.STATES}
    lines = views.by_sector(session, consultation)
    return {"every": every, "counts": counts, "lines": lines}
