"""Signing in and out, and the demonstration's one-click entry."""

import asyncio
import math
from datetime import timedelta

from aiohttp import web

from admin.accounts import service, throttle
from admin.accounts.access import COOKIE, remember
from admin.accounts.passwords import fits
from admin.accounts.service import LONGEST_PASSWORD, Role
from admin.fields import fields
from admin.keys import DB, SITE
from admin.pages import go, render
from consultation.wording import wording

DEMO_ROLES: dict[str, Role] = {"officer": "officer", "planner": "planner", "head": "head"}
HOME: dict[str, str] = {"officer": "/admin", "planner": "/admin/planner", "head": "/admin", "admin": "/admin"}


def routes() -> list[web.RouteDef]:
    """The routes of sign-in and sign-out."""
    return [
        web.get("/sign-in", show),
        web.post("/sign-in", sign_in),
        web.post("/sign-out", sign_out),
        web.post("/demo/enter", enter_demo),
    ]


async def show(request: web.Request) -> web.Response:
    """The sign-in form."""
    return _form(request, next_page=_inside(request.query.get("next", "")))


async def sign_in(request: web.Request) -> web.StreamResponse:
    """Check a name and password, slowly after failures, and start a session."""
    form = await fields(request)
    name, password, next_page = form.line("name"), form.get("password", ""), _inside(form.get("next", ""))
    problem = wording("admin.accounts")["problem"]
    wait = await request.app[DB].write(throttle.reserve, name, request.remote or "")
    if wait is not None:
        return _form(request, name, next_page, problem["wait"].format(wait=_in_words(wait)), status=429)
    known_hash = await request.app[DB].read(service.password_hash, name)
    # A very long password costs time to hash: it is not tried, and answered as wrong.
    if not await asyncio.to_thread(fits, password[: LONGEST_PASSWORD + 1], known_hash):
        return _form(request, name, next_page, problem["wrong"], status=403)
    await request.app[DB].write(throttle.forget, name, request.remote or "")
    return await _enter(request, await request.app[DB].write(service.start_session, name), next_page)


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session everywhere and forget the cookie."""
    if token := request.cookies.get(COOKIE):
        await request.app[DB].write(service.end_session, token)
    response = go("/?done=signed_out")
    response.del_cookie(COOKIE)
    return response


async def enter_demo(request: web.Request) -> web.StreamResponse:
    """Enter the demonstration as an officer, a planner or a head; there is no such page in a real installation."""
    role = DEMO_ROLES.get((await fields(request)).get("role", ""))
    if not request.app[SITE].demo or role is None:
        raise web.HTTPNotFound()
    return await _enter(request, await request.app[DB].write(service.enter_demo, role), HOME[role])


async def _enter(request: web.Request, token: str, next_page: str) -> web.StreamResponse:
    found = await request.app[DB].read(service.known, token)
    assert found is not None
    response = go(next_page or HOME[found.account.role])
    remember(request, response, token)
    return response


def _form(
    request: web.Request, name: str = "", next_page: str = "", problem: str = "", status: int = 200
) -> web.Response:
    context = {"name": name, "next_page": next_page, "problem": problem}
    return render(request, "accounts/sign_in.html", section="sign-in", status=status, **context)


def _inside(address: str) -> str:
    """The address when it is a page of ours, else nothing: sign-in never sends anybody to another site."""
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if safe else ""


def _in_words(wait: timedelta) -> str:
    words = wording("admin.accounts")["wait"]
    seconds = wait.total_seconds()
    if seconds < 60:
        return str(words["seconds"].format(n=math.ceil(seconds)))
    return str(words["minutes"].format(n=math.ceil(seconds / 60)))
