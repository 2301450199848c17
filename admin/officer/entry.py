"""Papers, telephone calls and interviews typed in by staff: the whole form on one page, one after the other."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.officer import entry_form, frame
from admin.pages import go
from consultation.entry import facts, service, within
from consultation.entry.facts import COLUMNS
from consultation.entry.service import EntryView, Faulty
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
    sent = await fields(request)
    written, blank_ok = entry_form.cells(sent), "blank_ok" in sent
    if sent.get("act") == "look":
        return await _page(request, written, blank_ok=blank_ok)
    number, who = frame.number(request), account(request).name
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
    view, written = await request.app[DB].read(service.cells_of, frame.number(request), receipt)
    return await _page(request, written, view=view)


@allow("answers.enter")
async def change(request: web.Request) -> web.Response:
    """Store what was changed of a paper, or take it out; both want a reason."""
    sent, receipt, number = await fields(request), request.match_info["receipt"], frame.number(request)
    written, who, db = entry_form.cells(sent), account(request).name, request.app[DB]
    provinces = await _provinces(request)
    await db.read(within.must_hold, provinces, number, receipt)
    view, _ = await db.read(service.cells_of, number, receipt)
    told = {"reason": sent.get("reason", ""), "seen": sent.get("seen", "")}
    blank_ok = "blank_ok" in sent
    try:
        if sent.get("act") == "look":
            return await _page(request, written, view=view, blank_ok=blank_ok, told=told)
        if sent.get("act") == "remove":
            await db.write(service.remove, number, receipt, who, **told)
            return go(frame.address(number, "entry?done=entry_removed"))
        await db.write(within.entered, provinces, _change(receipt, written, who, told, blank_ok=blank_ok), number)
    except Refused as error:
        return await _page(request, written, view=view, blank_ok=blank_ok, error=error, told=told)
    return go(frame.address(number, f"entry/{receipt}?done=entry_changed"))


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
    found: dict[str, Any] = {"closed": "", "fields": [], "faults": {}, "strays": []}
    try:
        receipt = view.receipt if view else ""
        form, entry, faults = await db.read(service.look, number, written, receipt=receipt, blank_ok=blank_ok)
        told_of = faults if isinstance(error, Faulty) else ()
        shown = entry_form.fields(entry.sheet, written, told_of)
        found |= {
            "fields": shown,
            "faults": {fault.key: fault.text for fault in told_of},
            "strays": entry_form.strays(form, shown, told_of),
        }
    except Refused as why:
        found["closed"] = str(why)
    context = {
        **found,
        **_named(await db.read(service.meetings, number)),
        "cells": written,
        "entry": view,
        "blank_ok": blank_ok,
        "saved": request.query.get(SAVED, "") if error is None and view is None else "",
        "latest": await db.read(within.latest, await _provinces(request), number, request.query.get("find", "")),
        "sought": request.query.get("find", ""),
        "totals": await db.read(service.totals, number),
        "reason": (told or {}).get("reason", ""),
        "problem": str(error) if error else "",
    }
    return frame.show(request, "officer/entry.html", of, "entry", status=frame.REFUSED if error else 200, **context)


def _named(meetings: Mapping[str, str]) -> dict[str, Any]:
    """What the facts of a paper are called."""
    return {
        "lists": entry_form.facts() | {facts.MEETING: meetings},
        "labels": {key: facts.column_name(key) for key in COLUMNS},
        "notes": {key: facts.column_note(key) for key in COLUMNS},
    }
