"""Who is asking, and may they: sessions looked up, and every route's right asked for before its page is made.

    @allow("consultation.prepare")
    async def create(request): ...      # account(request) is there, and may do this where the address leads

The acts are those of `consultation.rights`. An address with a number in it belongs to a consultation, and the act has
to be allowed in its cluster (`admin.accounts.scoping`): 403 to whom the act is never allowed, 404 for what is in a
cluster that the account does not reach, 403 for what it may read and not do. Without a session: to the sign-in page
(GET), or 401. A route below /admin that names no right answers nobody.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from admin.accounts import scoping, sessions
from admin.accounts.service import AccountView
from admin.keys import ACCOUNT, DB, SETTINGS
from consultation import rights
from consultation.rights import Reach

COOKIE = "prachakhom"
READ, OWN = "consultation.read", "own.account"
OPEN_PATHS = ("/static/", "/webhook/", "/healthz", "/readyz", "/metrics")  # never ask who is there
GUARDED = ("/admin", "/account")
ENROL = "/account/code"  # where the second step is set up

H = TypeVar("H", bound=Handler)


@web.middleware
async def know_account(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Look up the session of the request's cookie before the page is made."""
    token = request.cookies.get(COOKIE)
    request[ACCOUNT] = None
    if token and not request.path.startswith(OPEN_PATHS):
        found = await request.app[DB].read(sessions.known, token)
        request[ACCOUNT] = found.account if found else None
        if found and found.stale:
            await request.app[DB].write(sessions.touch, token)
    return await handler(request)


def allow(act: str) -> Callable[[H], H]:
    """Say which right a route asks for. `guard` asks for it."""
    assert act in rights.rights(), f"{act} is no right: see consultation/rights.py"

    def mark(handler: H) -> H:
        handler.act = act  # type: ignore[attr-defined]
        return handler

    return mark


def act_of(handler: Any) -> str:
    """The right that a route asks for; "" where it names none."""
    return str(getattr(handler, "act", ""))


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request through only where its account has the right that its route names."""
    act = act_of(request.match_info.handler)
    if act:
        await _ask(request, act)
    elif request.path.startswith(GUARDED) and request.match_info.http_exception is None:
        raise web.HTTPForbidden()
    return await handler(request)


async def _ask(request: web.Request, act: str) -> None:
    present = request[ACCOUNT]
    if present is None:
        raise _sign_in_first(request)
    if present.must_enrol and act != OWN:
        raise web.HTTPSeeOther(ENROL)
    if not present.may(act):
        raise web.HTTPForbidden()
    if scoping.names_something(request):
        await _within(request, act, scoping.asked(request))


async def _within(request: web.Request, act: str, named: scoping.Asked) -> None:
    present, where = account(request), await request.app[DB].read(scoping.place, named)
    if where is None:
        raise web.HTTPNotFound()
    if not present.grants.may(act, where):
        raise web.HTTPForbidden() if present.grants.may(READ, where) else web.HTTPNotFound()


def account(request: web.Request) -> AccountView:
    """The account asking. Only behind `allow`."""
    present = request[ACCOUNT]
    assert present is not None, "the page lacks @allow"
    return present


def reach(request: web.Request, act: str = READ) -> Reach:
    """Where the account asking may do something: what lists show."""
    return account(request).grants.reach(act)


async def must(request: web.Request, act: str, consultation: int) -> None:
    """Ask for a right in the cluster of a consultation that a form names. Raises 404, or 403, as for an address."""
    await _within(request, act, scoping.Asked(scoping.ONE, consultation, ()))


def remember(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Put a session's token into the browser's cookie: no script sees it, no other site sends it along."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(sessions.LONGEST_SESSION.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.app[SETTINGS].base_url.startswith("https://"),
    )


def _sign_in_first(request: web.Request) -> web.HTTPException:
    if request.method in ("GET", "HEAD"):
        return web.HTTPSeeOther(f"/sign-in?next={quote(request.rel_url.path_qs, safe='')}")
    return web.HTTPUnauthorized()
