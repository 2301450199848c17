"""What a link of an invitation or a reset leads to: a password is set, and its holder is signed in.

The page tells nothing of an account to whoever has no working link, and is kept nowhere.
"""

import asyncio

from aiohttp import web
from sqlmodel import Session

from admin.accounts import links, service
from admin.accounts.access import remember
from admin.accounts.pages import begin, device, enter
from admin.accounts.passwords import hashed
from admin.fields import fields
from admin.keys import DB
from admin.pages import go, render
from consultation.errors import Refused
from consultation.wording import wording

ROOT = "/welcome"
GONE = 410


def routes() -> list[web.RouteDef]:
    """The routes of links."""
    one = ROOT + r"/{token:[A-Za-z0-9_-]{20,80}}"
    return [web.get(one, show), web.post(one, accept)]


def address(base_url: str, token: str) -> str:
    """The link to send to somebody."""
    return f"{base_url.rstrip('/')}{ROOT}/{token}"


async def show(request: web.Request) -> web.Response:
    """The form in which a password is set."""
    return await _page(request)


async def accept(request: web.Request) -> web.StreamResponse:
    """Set the password and sign in: with the code, where the account has a second step."""
    sent, db, token = await fields(request), request.app[DB], request.match_info["token"]
    password = sent.get("new", "")
    if await db.read(links.standing, token) is None:
        return await _page(request)
    try:
        service.check_password(password)
        if password != sent.get("again", ""):
            raise service.problem("again")
        made = await asyncio.to_thread(hashed, password)
        fresh, half = await db.write(_accept, token, password, made, device(request))
    except Refused as error:
        return await _page(request, str(error))
    if half:
        response = go("/sign-in/code")
        remember(request, response, fresh)
        return response
    return await enter(request, fresh)


def _accept(session: Session, token: str, password: str, new_hash: str, device: str) -> tuple[str, bool]:
    return begin(session, links.use(session, token, password, new_hash).name, device)


async def _page(request: web.Request, problem: str = "") -> web.Response:
    standing = await request.app[DB].read(links.standing, request.match_info["token"])
    context = {"standing": standing, "problem": problem, "words": wording("admin.accounts")}
    status = GONE if standing is None else 409 if problem else 200
    response = render(request, "accounts/welcome.html", section="sign-in", status=status, **context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
