"""What somebody does with the own account: the password, the second step, the browsers that are signed in.

`PARTS` are the cards of the account's page; a part that is kept elsewhere adds its template there.
"""

import asyncio
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import qr
from admin.accounts import codes, service, sessions, throttle, tokens
from admin.accounts.access import COOKIE, OWN, account, allow
from admin.accounts.pages import in_words
from admin.accounts.passwords import fits, hashed
from admin.accounts.service import LONGEST_PASSWORD, AccountView
from admin.accounts.shutting import shut_out
from admin.address import came_from
from admin.fields import fields, number
from admin.keys import DB, VAULT
from admin.pages import go, render
from consultation.errors import Refused
from consultation.wording import wording

ROOT = "/account"
REFUSED = 409
PARTS = [
    "accounts/part_roles.html",
    "accounts/part_password.html",
    "accounts/part_code.html",
    "accounts/part_devices.html",
    "accounts/part_tokens.html",
]


def routes() -> list[web.RouteDef]:
    """The routes of the own account."""
    return [
        web.get(ROOT, show),
        web.post(f"{ROOT}/password", change_password),
        web.get(f"{ROOT}/code", show_code),
        web.post(f"{ROOT}/code", act_on_code),
        web.get(f"{ROOT}/devices", show_devices),
        web.post(f"{ROOT}/devices", end_devices),
    ]


@allow(OWN)
async def show(request: web.Request) -> web.Response:
    """The account that asks: its roles, and what it may change of itself."""
    return await _page(request)


@allow(OWN)
async def change_password(request: web.Request) -> web.Response:
    """Set another password, with the one that is; every other browser is signed out, every token ends."""
    sent, me, db = await fields(request), account(request), request.app[DB]
    old, new = sent.get("old", "")[: LONGEST_PASSWORD + 1], sent.get("new", "")
    try:
        await must_wait_for_nothing(request)
        known = await db.read(service.password_hash, me.name)
        if known and not await asyncio.to_thread(fits, old, known):
            raise service.problem("old_wrong")
        service.check_password(new)
        if new != sent.get("again", ""):
            raise service.problem("again")
        made = await asyncio.to_thread(hashed, new)
        await db.write(_changed, me, new, made, request.cookies.get(COOKIE, ""))
    except Refused as error:
        return await _page(request, str(error))
    await db.write(throttle.forget, me.name, came_from(request))
    return go(f"{ROOT}?done=password_changed")


@allow(OWN)
async def show_code(request: web.Request) -> web.Response:
    """The second step: how to set it up, or that it is, with how many recovery codes are left."""
    return await _code_page(request)


@allow(OWN)
async def act_on_code(request: web.Request) -> web.Response:
    """Confirm the second step with a first code; make other recovery codes, or take it away, with a code of today."""
    sent, me, db = await fields(request), account(request), request.app[DB]
    act, code = sent.get("act", ""), sent.get("code", "")[:40]
    try:
        await must_wait_for_nothing(request, f"{throttle.CODES}{me.id}")
        if act == "confirm":
            made = await db.write(_confirm, request, me, code)
        elif act == "stop":
            await db.write(_stop, request, me, code)
            made = []
        else:
            made = await db.write(_renew, request, me, code)
    except Refused as error:
        return await _code_page(request, str(error))
    await db.write(throttle.forget, f"{throttle.CODES}{me.id}", came_from(request))
    if not made:
        return go(f"{ROOT}?done=code_stopped")
    # Shown this once, in the answer to the act: the address has nothing to come back to.
    response = render(request, "accounts/recovery.html", section="account", codes=made, words=wording("admin.accounts"))
    response.headers["Cache-Control"] = "no-store"
    return response


@allow(OWN)
async def show_devices(request: web.Request) -> web.Response:
    """The browsers in which the account is signed in."""
    token = request.cookies.get(COOKIE, "")
    found = await request.app[DB].read(sessions.listing, account(request).id, token)
    words = wording("admin.accounts")
    return render(request, "accounts/devices.html", section="account", devices=found, words=words)


@allow(OWN)
async def end_devices(request: web.Request) -> web.Response:
    """End one session of the account, or all but the one that asks."""
    sent, me, db = await fields(request), account(request), request.app[DB]
    which = sent.get("device", "")
    if which == "others":
        await db.write(sessions.end_others, me.id, me.name, request.cookies.get(COOKIE, ""))
    elif number(which):
        await db.write(sessions.end_one, me.id, number(which), me.name)
    return go(f"{ROOT}/devices?done=device_ended")


async def must_wait_for_nothing(request: web.Request, counted: str = "") -> None:
    """Count one try of a secret of the account that asks. Raises Refused after too many."""
    wait = await request.app[DB].write(throttle.reserve, counted or account(request).name, came_from(request))
    if wait is not None:
        raise service.problem("wait", wait=in_words(wait))


def _changed(session: Session, me: AccountView, password: str, new_hash: str, token: str) -> None:
    service.set_password(session, me.id, password, new_hash, me.name)
    shut_out(session, me.id, me.name, token)


def _confirm(session: Session, request: web.Request, me: AccountView, code: str) -> list[str]:
    made = codes.confirm(session, request.app[VAULT], me.id, code)
    sessions.complete(session, request.cookies.get(COOKIE, ""))
    sessions.end_others(session, me.id, me.name, request.cookies.get(COOKIE, ""))
    return made


def _renew(session: Session, request: web.Request, me: AccountView, code: str) -> list[str]:
    _must_be(session, request, me, code)
    return codes.renew(session, request.app[VAULT], me.id, me.name)


def _stop(session: Session, request: web.Request, me: AccountView, code: str) -> None:
    _must_be(session, request, me, code)
    codes.stop(session, me.id, me.name)


def _must_be(session: Session, request: web.Request, me: AccountView, code: str) -> None:
    if not codes.take(session, request.app[VAULT], me.id, code):
        raise service.problem("code_wrong")


def _seen(session: Session, me: AccountView, token: str) -> dict[str, Any]:
    return {
        "code_since": codes.in_use(session, me.id),
        "recovery_left": codes.left(session, me.id),
        "has_password": bool(service.get(session, me.id).password_hash),
        "devices": sessions.listing(session, me.id, token),
        "tokens": [each for each in tokens.listing(session, me.id) if each.works],
    }


async def _page(request: web.Request, problem: str = "") -> web.Response:
    me, token = account(request), request.cookies.get(COOKIE, "")
    seen = await request.app[DB].read(_seen, me, token)
    context = seen | {"problem": problem, "words": wording("admin.accounts"), "parts": PARTS}
    return render(request, "accounts/own.html", section="account", status=REFUSED if problem else 200, **context)


async def _code_page(request: web.Request, problem: str = "") -> web.Response:
    me, db = account(request), request.app[DB]
    since = await db.read(codes.in_use, me.id)
    context: dict[str, Any] = {"since": since, "problem": problem, "words": wording("admin.accounts")}
    if since is None:
        secret = await db.write(codes.begin, request.app[VAULT], me.id)
        context |= {"secret": secret, "picture": qr.svg(codes.address(secret, me.name))}
    else:
        context["left"] = await db.read(codes.left, me.id)
    response = render(request, "accounts/code.html", section="account", status=REFUSED if problem else 200, **context)
    response.headers["Cache-Control"] = "no-store"
    return response
