"""The register of requests: what waits, one typed in by an officer, taken on, answered, refused, the list as a file."""

from datetime import date
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import spreadsheet
from admin.accounts.access import account, allow
from admin.dates import day as thai_day
from admin.fields import Fields, fields
from admin.keys import DB, VAULT
from admin.privacy import frame
from consultation import audit_reading
from consultation.audit_reading import Sought
from consultation.errors import Refused, refused
from consultation.law import due
from consultation.privacy.requests import service
from consultation.privacy.requests.models import KINDS, ORIGINS, STATES
from consultation.privacy.requests.values import Asked, Private, RequestView
from consultation.privacy.requests.wording import PACKAGE
from consultation.vault import Vault
from consultation.wording import wording

OWN = {  # what the chat does by itself: the act of the audit record, and the kind of right that was used
    "privacy.access": "access", "response.correct": "correction", "privacy.forget": "erasure",
    "consent.withdraw": "withdrawal",
}  # fmt: skip


@allow(frame.READ)
async def show(request: web.Request) -> web.Response:
    """The register; `?state=&kind=` choose from it."""
    state, kind = _asked(request)
    found = await request.app[DB].read(_listed, state, kind)
    context: dict[str, Any] = {
        "states": ("open", *STATES), "kinds": KINDS, "state": state, "kind": kind, "today": due.today(),
        "of": wording(PACKAGE),
    }  # fmt: skip
    return frame.show(request, "requests.html", "requests", **found, **context)


@allow(frame.READ)
async def sheet(request: web.Request) -> web.Response:
    """The register as a workbook, without a word of who asked."""
    listed = await request.app[DB].read(service.listing, *_asked(request))
    of, words = wording(PACKAGE), wording(frame.PACKAGE)["request"]
    rows: list[spreadsheet.Row] = [words["columns"]]
    for one in listed:
        days: list[spreadsheet.Cell] = [thai_day(one.received_on), thai_day(one.due_on)]
        closed = thai_day(due.day_of(one.closed_at)) if one.closed_at else ""
        told = [of["kind"][one.kind], of["origin"][one.origin], *days, of["state"][one.state]]
        rows.append([one.ref, *told, one.handler, closed, one.section])
    return await spreadsheet.answer([(words["sheet"], rows)], "xlsx", "rights-requests", words["file"])


@allow(frame.REQUESTS)
async def new(request: web.Request) -> web.Response:
    """The form of a request that came by letter, telephone, at the counter or by mail."""
    return _form(request, Fields({"received_on": due.today().isoformat()}))


@allow(frame.REQUESTS)
async def take_in(request: web.Request) -> web.Response:
    """Keep such a request."""
    sent = await fields(request)
    try:
        made = await request.app[DB].write(service.take_in, request.app[VAULT], _typed(sent), account(request).name)
    except Refused as error:
        return _form(request, sent, str(error))
    return frame.done(f"/requests/{made.id}", "taken_in")


@allow(frame.READ)
async def look(request: web.Request) -> web.Response:
    """One request; who asks and what only for who may work on it."""
    return await _one(request)


@allow(frame.REQUESTS)
async def act(request: web.Request) -> web.Response:
    """Take a request on, answer it, refuse it."""
    sent, id = await fields(request), frame.number(request)
    try:
        await request.app[DB].write(_act, request.app[VAULT], id, sent, account(request).name)
    except Refused as error:
        return await _one(request, str(error), sent)
    return frame.done(f"/requests/{id}", sent.get("act", ""))


def _act(session: Session, vault: Vault, id: int, sent: Fields, actor: str) -> None:
    given = sent.get("version", "")
    version = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
    text, way = sent.get("text", ""), sent.get("way", "")
    match sent.get("act"):
        case "answer":
            service.answer(session, vault, id, version, text, way, actor)
        case "refuse":
            service.refuse(session, vault, id, version, text, sent.line("section"), way, actor)
        case _:
            service.begin(session, id, version, actor)


def _typed(sent: Fields) -> Asked:
    given = sent.line("received_on")
    try:
        received = date.fromisoformat(given)
    except ValueError as error:
        raise refused("request_day", given=given[:20]) from error
    texts = {name: sent.get(name, "") for name in ("kind", "origin", "name", "reach", "said", "proof")}
    return Asked(received_on=received, **texts)


def _form(request: web.Request, typed: Fields, problem: str = "") -> web.Response:
    origins = [origin for origin in ORIGINS if origin != "chat"]
    context = {"kinds": KINDS, "origins": origins, "typed": typed, "of": wording(PACKAGE), "today": due.today()}
    return frame.show(request, "request_form.html", "requests", problem=problem, **context)


async def _one(request: web.Request, problem: str = "", typed: Fields | None = None) -> web.Response:
    may = account(request).may(frame.REQUESTS)
    found = await request.app[DB].read(_whole, request.app[VAULT], frame.number(request), may)
    context: dict[str, Any] = {
        "typed": typed or Fields(), "today": due.today(), "of": wording(PACKAGE), "origins": ORIGINS[1:],
    }  # fmt: skip
    return frame.show(request, "request.html", "requests", problem=problem, **found, **context)


def _whole(session: Session, vault: Vault, id: int, may: bool) -> dict[str, Any]:
    one: RequestView = service.one(session, id)
    private = service.private(session, vault, id) if may else Private()
    history = audit_reading.page(session, Sought(subject=f"request:{id}"))
    return {"one": one, "private": private, "history": history}


def _listed(session: Session, state: str, kind: str) -> dict[str, Any]:
    own = {of: audit_reading.count(session, Sought(actor=service.CITIZEN, act=act)) for act, of in OWN.items()}
    return {"rows": service.listing(session, state, kind), "own": own}


def _asked(request: web.Request) -> tuple[str, str]:
    state, kind = request.query.get("state", ""), request.query.get("kind", "")
    return state if state in ("open", *STATES) else "", kind if kind in KINDS else ""
