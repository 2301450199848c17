"""Papers, telephone calls and interviews typed in by staff: the whole form on one page, one after the other."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields
from admin.keys import DB, VAULT
from admin.officer import entry_form, frame
from admin.pages import go
from admin.uploads import TooLarge, received
from consultation.attachments.service import SCAN
from consultation.entry import facts, scans, service, views, within
from consultation.entry.cells import MARK
from consultation.entry.facts import COLUMNS
from consultation.entry.service import Faulty
from consultation.entry.views import EntryView
from consultation.errors import Refused
from consultation.rights import Place

SAVED = "saved"
Work = Callable[[Session, int], EntryView]


@allow("answers.enter")
async def show(request: web.Request) -> web.Response:
    """An empty paper, with what the one before it left; those entered last."""
    known = await request.app[DB].read(service.form_of, frame.number(request))
    asked = {*COLUMNS, *(question.name for question in known.questions)}
    return await _page(request, {key: value for key, value in request.query.items() if key in asked})


@allow("answers.enter")
async def act(request: web.Request) -> web.Response:
    """Store the paper, or only show what is asked by the answers so far (`look`)."""
    number, who = frame.number(request), account(request).name
    sent, written, problem = await _sent(request)
    blank_ok = "blank_ok" in sent
    if sent.get("act") == "look" or problem:
        return await _page(request, written, blank_ok=blank_ok, error=problem)
    try:
        made = await request.app[DB].write(
            within.entered, await _provinces(request), _enter(written, who, blank_ok=blank_ok), number
        )
    except Refused as error:
        return await _page(request, written, blank_ok=blank_ok, error=error)
    form = await request.app[DB].read(service.form_of, number)
    asked = {SAVED: made.receipt, **entry_form.kept(form, written)}
    return go(f"{frame.address(number, 'entry')}?{urlencode(asked)}")


@allow("answers.enter")
async def look(request: web.Request) -> web.Response:
    """A second look at a paper that was entered."""
    receipt = request.match_info["receipt"]
    await request.app[DB].read(within.must_hold, await _provinces(request), frame.number(request), receipt)
    view, written = await request.app[DB].read(views.cells_of, frame.number(request), receipt)
    return await _page(request, written, view=view)


@allow("answers.enter")
async def change(request: web.Request) -> web.Response:
    """Store what was changed of a paper, or take it out; both want a reason."""
    receipt, number = request.match_info["receipt"], frame.number(request)
    who, db = account(request).name, request.app[DB]
    provinces = await _provinces(request)
    await db.read(within.must_hold, provinces, number, receipt)
    view, _ = await db.read(views.cells_of, number, receipt)
    sent, written, problem = await _sent(request)
    told = {"reason": sent.get("reason", ""), "seen": sent.get("seen", "")}
    blank_ok = "blank_ok" in sent
    try:
        if sent.get("act") == "look" or problem:
            return await _page(request, written, view=view, blank_ok=blank_ok, told=told, error=problem)
        if sent.get("act") == "remove":
            await db.write(service.remove, number, receipt, who, **told)
            return go(frame.address(number, "entry?done=entry_removed"))
        await db.write(within.entered, provinces, _change(receipt, written, who, told, blank_ok=blank_ok), number)
    except Refused as error:
        return await _page(request, written, view=view, blank_ok=blank_ok, error=error, told=told)
    return go(frame.address(number, f"entry/{receipt}?done=entry_changed"))


async def _sent(request: web.Request) -> tuple[Fields, dict[str, str], Refused | None]:
    """What was typed, the cells of the paper with the files that came along, and why one of these is not taken.

    The files are kept at once: whatever else is wrong with the paper, they need not be chosen again.
    """
    try:
        sent, files = await received(request, scans.LARGEST_SENT)
    except TooLarge as error:
        return error.fields, entry_form.cells(error.fields), error
    written, number = entry_form.cells(sent), frame.number(request)
    for file in files:
        key = file.field.removeprefix(entry_form.PHOTO)
        try:
            content = await scans.made(request.app[VAULT], file.name, file.content, photo=file.field != SCAN)
        except Refused as error:
            return sent, written, error
        reference = await request.app[DB].write(scans.add, number, content)
        mark = "" if file.field == SCAN else MARK
        written[key] = f"{written.get(key) or mark} {reference}".replace(f"{MARK} ", MARK).strip()
    return sent, written, None


def _enter(written: dict[str, str], who: str, *, blank_ok: bool) -> Work:
    return lambda session, number: service.enter(session, number, written, who, blank_ok=blank_ok)


def _change(receipt: str, written: dict[str, str], who: str, told: dict[str, str], *, blank_ok: bool) -> Work:
    reason, seen = told["reason"], told["seen"]
    return lambda session, number: service.change(
        session, number, receipt, written, who, reason=reason, seen=seen, blank_ok=blank_ok
    )


async def _provinces(request: web.Request) -> within.Provinces:
    """The provinces whose papers the account may enter here; None for all."""
    of = await frame.find(request)
    return account(request).grants.provinces("answers.enter", Place(of.scheme, of.cluster))


async def _page(
    request: web.Request,
    written: Mapping[str, str],
    *,
    view: EntryView | None = None,
    blank_ok: bool = False,
    error: Refused | None = None,
    told: Mapping[str, str] | None = None,
) -> web.Response:
    db, number = request.app[DB], frame.number(request)
    of = await frame.find(request)
    context = {
        **await _asked(request, written, view.receipt if view else "", blank_ok=blank_ok, error=error),
        **_named(await db.read(views.meetings, number)),
        "cells": written,
        "scans": scans,
        "SCAN": SCAN,
        "entry": view,
        "blank_ok": blank_ok,
        "saved": request.query.get(SAVED, "") if error is None and view is None else "",
        "latest": await db.read(within.latest, await _provinces(request), number, request.query.get("find", "")),
        "sought": request.query.get("find", ""),
        "totals": await db.read(views.totals, number),
        "reason": (told or {}).get("reason", ""),
        "problem": str(error) if error else "",
    }
    return frame.show(request, "officer/entry.html", of, "entry", status=frame.REFUSED if error else 200, **context)


async def _asked(
    request: web.Request, written: Mapping[str, str], receipt: str, *, blank_ok: bool, error: Refused | None
) -> dict[str, Any]:
    """The questions with what was written and what is wrong with it; why not, where no paper is taken (`closed`)."""
    db, number = request.app[DB], frame.number(request)
    found: dict[str, Any] = {"closed": "", "fields": [], "faults": {}, "strays": []}
    try:
        form, entry, faults = await db.read(service.look, number, written, receipt=receipt, blank_ok=blank_ok)
        told_of = faults if isinstance(error, Faulty) else ()
        shown = entry_form.fields(entry.sheet, written, told_of)
        return found | {
            "fields": shown,
            "faults": {fault.key: fault.text for fault in told_of},
            "strays": entry_form.strays(form, shown, told_of),
            "photographed": entry_form.photographed(form),
            "pictures": await db.read(views.pictures, number, written, receipt),
            "consents": await db.read(views.consents, number, receipt) if receipt else [],
        }
    except Refused as why:
        return found | {"closed": str(why)}


def _named(meetings: Mapping[str, str]) -> dict[str, Any]:
    """What the facts of a paper are called."""
    return {
        "lists": entry_form.facts() | {facts.MEETING: meetings},
        "labels": {key: facts.column_name(key) for key in COLUMNS},
        "notes": {key: facts.column_note(key) for key in COLUMNS},
    }
