"""The administrator's pages of webhooks out: endpoints, their log, another secret, redelivery by a button."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.accounts.people_pages import scope_name
from admin.clusters import clusters
from admin.fields import Fields, fields, number
from admin.keys import DB, VAULT
from admin.pages import go, render
from consultation import rights
from consultation.errors import Refused
from consultation.places.schemes import UnknownPlace
from consultation.vault import Vault
from consultation.webhooks import service
from consultation.webhooks.models import EVENTS
from consultation.webhooks.service import EndpointInput
from consultation.wording import wording

ROOT = "/admin/webhooks"
RIGHT = "office.webhooks"
REFUSED = 409
Act = Callable[[Session, Vault, int, Fields, str], str]  # gives the secret to be shown, or ""


def routes() -> list[web.RouteDef]:
    """The routes of webhooks out."""
    one = ROOT + r"/{endpoint:\d{1,18}}"
    return [web.get(ROOT, show), web.post(ROOT, add), web.get(one, look), web.post(one, act)]


@allow(RIGHT)
async def show(request: web.Request) -> web.Response:
    """Every endpoint, and the form of a new one."""
    return await _page(request)


@allow(RIGHT)
async def add(request: web.Request) -> web.Response:
    """Subscribe an endpoint, and show its secret once."""
    sent = await fields(request)
    try:
        made, secret = await request.app[DB].write(
            service.subscribe, request.app[VAULT], _given(sent), account(request).name
        )
    except Refused as error:
        return await _page(request, str(error), sent)
    return await _one(request, made.id, secret=secret)


@allow(RIGHT)
async def look(request: web.Request) -> web.Response:
    """One endpoint and the log of its deliveries."""
    return await _one(request, _number(request))


@allow(RIGHT)
async def act(request: web.Request) -> web.Response:
    """End an endpoint, give it another secret, try it out, or send a delivery again."""
    sent, id = await fields(request), _number(request)
    pressed = sent.get("act", "")
    do = ACTS.get(pressed)
    if do is None:
        raise web.HTTPBadRequest()
    try:
        secret = await request.app[DB].write(do, request.app[VAULT], id, sent, account(request).name)
    except Refused as error:
        return await _one(request, id, problem=str(error))
    if secret:
        return await _one(request, id, secret=secret)
    return go(f"{ROOT}?done=webhook_ended" if pressed == "end" else f"{ROOT}/{id}?done=webhook_{pressed}")


def _end(session: Session, vault: Vault, id: int, sent: Fields, actor: str) -> str:
    service.end(session, id, actor)
    return ""


def _rotate(session: Session, vault: Vault, id: int, sent: Fields, actor: str) -> str:
    return service.rotate(session, vault, id, actor)


def _trial(session: Session, vault: Vault, id: int, sent: Fields, actor: str) -> str:
    service.try_out(session, id, actor)
    return ""


def _again(session: Session, vault: Vault, id: int, sent: Fields, actor: str) -> str:
    service.send_again(session, id, number(sent.get("delivery", "")), actor)
    return ""


ACTS: dict[str, Act] = {"end": _end, "secret": _rotate, "trial": _trial, "again": _again}


def _given(sent: Fields) -> EndpointInput:
    """What a form says of an endpoint. Raises Refused for a cluster that there is not."""
    try:
        scope = rights.known_scope(sent.line("scope"))
    except UnknownPlace as error:
        raise Refused(str(error.args[0])) from None
    return EndpointInput(
        url=sent.line("url"), about=sent.get("about", ""), scope=scope, events=tuple(sent.getall("event", []))
    )


def _number(request: web.Request) -> int:
    return int(request.match_info["endpoint"])


def _common(problem: str) -> dict[str, Any]:
    return {"words": wording("admin.webhooks"), "scope_name": scope_name, "problem": problem, "events": EVENTS}


async def _page(request: web.Request, problem: str = "", sent: Fields | None = None) -> web.Response:
    found = await request.app[DB].read(service.listing)
    context = _common(problem) | {
        "endpoints": found,
        "clusters": clusters(),
        "typed": sent if sent is not None else Fields([("event", each) for each in EVENTS]),
    }
    status = REFUSED if problem else 200
    return render(request, "webhooks/endpoints.html", section="webhooks", status=status, **context)


async def _one(request: web.Request, id: int, *, secret: str = "", problem: str = "") -> web.Response:
    endpoint = await request.app[DB].read(service.find, id)
    log = await request.app[DB].read(service.log, id)
    context = _common(problem) | {"endpoint": endpoint, "log": log, "secret": secret}
    status = REFUSED if problem else 200
    response = render(request, "webhooks/endpoint.html", section="webhooks", status=status, **context)
    if secret:
        response.headers["Cache-Control"] = "no-store"
    return response
