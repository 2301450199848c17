"""Signing in with a password and, where the account has one, a code; signing out; the demonstration's entry."""

import asyncio
import math
from datetime import timedelta
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin.accounts import codes, devices, service, sessions, throttle
from admin.accounts.access import COOKIE, remember
from admin.accounts.passwords import fits
from admin.accounts.service import LONGEST_PASSWORD, AccountView
from admin.address import came_from
from admin.fields import fields
from admin.keys import DB, SETTINGS, SITE, VAULT
from admin.pages import go, render
from consultation.wording import wording

DEMO_ROLES = {
    "officer": "/admin",
    "planner": "/admin/planner",
    "head": "/admin",
    "mon": "/admin/planner/follow-up",
    "dpo": "/admin/privacy",
}
# The first page of an account: of the first right that it has.
HOMES = (("consultation.read", "/admin"), ("office.people", "/admin/people"), ("office.audit", "/admin/audit"))
HOME = "/account"


def routes() -> list[web.RouteDef]:
    """The routes of sign-in and sign-out."""
    return [
        web.get("/sign-in", show),
        web.post("/sign-in", sign_in),
        web.get("/sign-in/code", show_code),
        web.post("/sign-in/code", sign_in_with_code),
        web.post("/sign-out", sign_out),
        web.post("/demo/enter", enter_demo),
    ]


async def show(request: web.Request) -> web.Response:
    """The sign-in form."""
    return form(request, next_page=inside(request.query.get("next", "")))


async def sign_in(request: web.Request) -> web.StreamResponse:
    """Check a name and password, slowly after failures; then a session, or the question for the code."""
    sent = await fields(request)
    name, password, next_page = sent.line("name"), sent.get("password", ""), inside(sent.get("next", ""))
    db, problem = request.app[DB], wording("admin.accounts")["problem"]
    wait = await db.write(throttle.reserve, name, came_from(request))
    if wait is not None:
        return form(request, name, next_page, problem["wait"].format(wait=in_words(wait)), status=429)
    known_hash = await db.read(service.password_hash, name)
    # A very long password costs time to hash: it is not tried, and answered as wrong.
    if not await asyncio.to_thread(fits, password[: LONGEST_PASSWORD + 1], known_hash):
        return form(request, name, next_page, problem["wrong"], status=403)
    await db.write(throttle.forget, name, came_from(request))
    token, half = await db.write(begin, name, device(request))
    if half:
        response = go("/sign-in/code" + (f"?next={quote(next_page, safe='')}" if next_page else ""))
        remember(request, response, token)
        return response
    return await enter(request, token, next_page)


async def show_code(request: web.Request) -> web.StreamResponse:
    """The question for the code, to whoever has just given a right password."""
    if await _half(request) is None:
        return go("/sign-in")
    return _code_form(request, inside(request.query.get("next", "")))


async def sign_in_with_code(request: web.Request) -> web.StreamResponse:
    """Check the code, slowly after failures, and make a whole session of the half one."""
    sent, db, asking = await fields(request), request.app[DB], await _half(request)
    if asking is None:
        return go("/sign-in")
    next_page, problem = inside(sent.get("next", "")), wording("admin.accounts")["problem"]
    counted = f"{throttle.CODES}{asking.id}"
    wait = await db.write(throttle.reserve, counted, came_from(request))
    if wait is not None:
        return _code_form(request, next_page, problem["wait"].format(wait=in_words(wait)), 429)
    if not await db.write(codes.take, request.app[VAULT], asking.id, sent.get("code", "")[:40]):
        return _code_form(request, next_page, problem["code_wrong"], 403)
    await db.write(throttle.forget, counted, came_from(request))
    token = await db.write(_whole, request.cookies.get(COOKIE, ""), asking, device(request))
    return await enter(request, token, next_page)


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session everywhere and forget the cookie."""
    if token := request.cookies.get(COOKIE):
        await request.app[DB].write(sessions.end_session, token)
    response = go("/?done=signed_out")
    response.del_cookie(COOKIE)
    return response


async def enter_demo(request: web.Request) -> web.StreamResponse:
    """Enter the demonstration in one of its roles; there is no such page in a real installation."""
    role = (await fields(request)).get("role", "")
    if not request.app[SITE].demo or role not in DEMO_ROLES:
        raise web.HTTPNotFound()
    return await enter(request, await request.app[DB].write(sessions.enter_demo, role), DEMO_ROLES[role])


async def enter(request: web.Request, token: str, next_page: str = "") -> web.StreamResponse:
    """Go to a page, or to the account's first, with the session's cookie."""
    found = await request.app[DB].read(sessions.known, token)
    assert found is not None
    response = go(next_page or home(found.account))
    remember(request, response, token)
    return response


def home(account: AccountView) -> str:
    """The page that an account begins with."""
    if account.grants.roles == {"STR"}:
        return "/admin/planner"
    return next((page for right, page in HOMES if account.may(right)), HOME)


def form(
    request: web.Request, name: str = "", next_page: str = "", problem: str = "", status: int = 200
) -> web.Response:
    """The sign-in form with what was typed and what is wrong with it."""
    provider = request.app[SETTINGS].oidc_issuer and (
        request.app[SETTINGS].oidc_name or wording("admin.accounts")["provider"]
    )
    context = {"name": name, "next_page": next_page, "problem": problem, "provider": provider}
    return render(request, "accounts/sign_in.html", section="sign-in", status=status, **context)


def device(request: web.Request) -> str:
    """The kind of browser that asks."""
    return devices.named(request.headers.get("User-Agent", ""))


def inside(address: str) -> str:
    """The address when it is a page of ours, else nothing: sign-in never sends anybody to another site."""
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if safe else ""


def in_words(wait: timedelta) -> str:
    """How long to wait."""
    words = wording("admin.accounts")["wait"]
    seconds = wait.total_seconds()
    if seconds < 60:
        return str(words["seconds"].format(n=math.ceil(seconds)))
    return str(words["minutes"].format(n=math.ceil(seconds / 60)))


def begin(session: Session, name: str, device: str) -> tuple[str, bool]:
    """A session of an account whose password was right; half of one where the code has still to come."""
    found = service.by_name(session, name)
    if found is None:
        raise service.problem("wrong")
    half = codes.in_use(session, found.id) is not None
    return sessions.start(session, found, "half" if half else sessions.BY_PASSWORD, device), half


def _whole(session: Session, token: str, account: AccountView, device: str) -> str:
    """A session with a token of its own in place of the half one."""
    sessions.end_session(session, token)
    return sessions.start(session, account, "code", device)


async def _half(request: web.Request) -> AccountView | None:
    token = request.cookies.get(COOKIE)
    return await request.app[DB].read(sessions.half, token) if token else None


def _code_form(request: web.Request, next_page: str, problem: str = "", status: int = 200) -> web.Response:
    context = {"next_page": next_page, "problem": problem}
    return render(request, "accounts/sign_in_code.html", section="sign-in", status=status, **context)
