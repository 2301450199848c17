"""Who is asking, and may they: the session's middleware and the `allow` decorator.

    @allow("officer")
    async def home(request): ...      # account(request) is there

An admin may do what every role may; a head may read what officers read. Without a session: to the sign-in page (GET),
or 401.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from admin.accounts import service
from admin.accounts.service import AccountView
from admin.keys import ACCOUNT, DB, SETTINGS

COOKIE = "prachakhom"
OPEN_PATHS = ("/static/", "/webhook/", "/healthz", "/readyz", "/metrics")  # never ask who is there


@web.middleware
async def know_account(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Look up the session of the request's cookie before the page is made."""
    token = request.cookies.get(COOKIE)
    request[ACCOUNT] = None
    if token and not request.path.startswith(OPEN_PATHS):
        found = await request.app[DB].read(service.known, token)
        request[ACCOUNT] = found.account if found else None
        if found and found.stale:
            await request.app[DB].write(service.touch, token)
    return await handler(request)


def allow(*roles: str) -> Callable[[Handler], Handler]:
    """Let only accounts of these roles (and admins) reach a page."""

    def around(handler: Handler) -> Handler:
        @wraps(handler)
        async def checked(request: web.Request) -> web.StreamResponse:
            present = request.get(ACCOUNT)
            if present is None:
                raise _sign_in_first(request)
            reads = request.method in ("GET", "HEAD") and "officer" in roles
            if present.role not in (*roles, "admin", *(("head",) if reads else ())):
                raise web.HTTPForbidden()
            return await handler(request)

        return checked

    return around


def account(request: web.Request) -> AccountView:
    """The account asking. Only behind `allow`."""
    present = request[ACCOUNT]
    assert present is not None, "the page lacks @allow"
    return present


def remember(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Put a session's token into the browser's cookie: no script sees it, no other site sends it along."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(service.LONGEST_SESSION.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.app[SETTINGS].base_url.startswith("https://"),
    )


def _sign_in_first(request: web.Request) -> web.HTTPException:
    if request.method in ("GET", "HEAD"):
        return web.HTTPSeeOther(f"/sign-in?next={quote(request.rel_url.path_qs, safe='')}")
    return web.HTTPUnauthorized()
