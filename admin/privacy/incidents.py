"""Breaches: the list with its clocks, the form, closing, and the drafts of letters."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlmodel import Session

from admin import dates, spreadsheet
from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB, SETTINGS, SITE
from admin.privacy import frame, letters
from admin.reports.announce import FORMS
from consultation import audit_reading, clock
from consultation.audit_reading import Sought
from consultation.errors import Refused, refused
from consultation.privacy.incidents import service
from consultation.privacy.incidents.models import RISKS
from consultation.privacy.incidents.values import Given, IncidentView
from consultation.wording import wording

MOMENTS = ("aware_at", "happened_at", "office_told_at", "people_told_at")
TEXTS = ("title", "cause", "kinds", "whose", "risk", "assessment", "measures", "remedy", "not_told_why")


@allow(frame.READ)
async def show(request: web.Request) -> web.Response:
    """Every breach, the most urgent first."""
    found = await request.app[DB].read(service.every)
    return frame.show(request, "incidents.html", "incidents", rows=found, now_at=clock.now())


@allow(frame.INCIDENTS)
async def new(request: web.Request) -> web.Response:
    """The form of a new breach: known since now, unless it is changed."""
    return _form(request, Fields({"aware_at": dates.for_field(clock.now(), _zone(request)), "risk": "unknown"}))


@allow(frame.INCIDENTS)
async def note(request: web.Request) -> web.Response:
    """Keep a new breach."""
    sent = await fields(request)
    try:
        made = await request.app[DB].write(service.note, _typed(sent, _zone(request)), account(request).name)
    except Refused as error:
        return _form(request, sent, problem=str(error))
    return frame.done(f"/incidents/{made.id}", "noted")


@allow(frame.READ)
async def look(request: web.Request) -> web.Response:
    """One breach: its clock, its form, its letters, and every change."""
    return await _one(request)


@allow(frame.INCIDENTS)
async def act(request: web.Request) -> web.Response:
    """Change, close or reopen a breach."""
    sent, id, zone = await fields(request), frame.number(request), _zone(request)
    given = sent.get("version", "")
    version = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
    try:
        await request.app[DB].write(_act, id, version, sent, account(request).name, zone)
    except Refused as error:
        return await _one(request, str(error), sent if sent.get("act") == "change" else None)
    return frame.done(f"/incidents/{id}", sent.get("act", ""))


@allow(frame.READ)
async def letter(request: web.Request) -> web.Response:
    """The draft of a letter, made now: to the Office of the committee, or to the people."""
    which, form = request.match_info["which"], FORMS[request.match_info["form"]]
    one = await request.app[DB].read(service.one, frame.number(request))
    site = request.app[SITE]
    made = letters.LETTERS[which](one, site.controller, site.dpo_contact, clock.now(), sample=site.demo)
    body = await asyncio.to_thread(form.render, made)
    name = wording(frame.PACKAGE)["letter"][which]["file"].format(ref=one.ref)
    return spreadsheet.download(body, f"{one.ref}-{which}.{form.suffix}", form.content_type, f"{name}.{form.suffix}")


def _act(session: Session, id: int, version: int, sent: Fields, actor: str, zone: ZoneInfo) -> None:
    plain: dict[str, Callable[[Session, int, int, str], IncidentView]] = {
        "close": service.close, "reopen": service.reopen,
    }  # fmt: skip
    if (act := plain.get(sent.get("act", ""))) is not None:
        act(session, id, version, actor)
    else:
        service.change(session, id, version, _typed(sent, zone), actor)


def _typed(sent: Fields, zone: ZoneInfo) -> Given:
    moments = {name: _moment(sent.get(name, ""), zone) for name in MOMENTS}
    if moments["aware_at"] is None:
        raise refused("incident_aware")
    people = sent.line("people").replace(",", "")
    if people and not (people.isdecimal() and len(people) < 12):
        raise refused("incident_number")
    texts = {name: sent.get(name, "") for name in TEXTS}
    return Given.model_validate({**texts, **moments, "people": int(people) if people else None})


def _moment(given: str, zone: ZoneInfo) -> datetime | None:
    try:
        return dates.from_field(given, zone)
    except (ValueError, OverflowError) as error:
        raise refused("incident_moment", given=given[:20]) from error


def _form(request: web.Request, typed: Fields, problem: str = "") -> web.Response:
    return frame.show(request, "incident_form.html", "incidents", problem=problem, typed=typed, risks=RISKS)


async def _one(request: web.Request, problem: str = "", typed: Fields | None = None) -> web.Response:
    found = await request.app[DB].read(_whole, frame.number(request))
    shown = typed if typed is not None else _shown(found["one"], _zone(request))
    context: dict[str, Any] = {"typed": shown, "risks": RISKS, "now_at": clock.now()}
    return frame.show(request, "incident.html", "incidents", problem=problem, **found, **context)


def _whole(session: Session, id: int) -> dict[str, Any]:
    history = audit_reading.page(session, Sought(subject=f"incident:{id}"))
    return {"one": service.one(session, id), "history": history}


def _shown(one: IncidentView, zone: ZoneInfo) -> Fields:
    told = {name: getattr(one, name) for name in TEXTS}
    told |= {name: dates.for_field(getattr(one, name), zone) for name in MOMENTS}
    return Fields({**told, "people": "" if one.people is None else str(one.people)})


def _zone(request: web.Request) -> ZoneInfo:
    return request.app[SETTINGS].zone
