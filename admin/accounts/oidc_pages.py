"""Signing in at the office's provider: to it, and back."""

import structlog
from aiohttp import web
from sqlmodel import Session

from admin.accounts import oidc, provided, sessions
from admin.accounts.oidc import Identity, Provider, Unusable
from admin.accounts.pages import device, enter, form, inside
from admin.keys import DB, PROVIDER, SETTINGS, VAULT
from consultation.wording import wording

log = structlog.get_logger()

START, BACK = "/sign-in/provider", "/sign-in/provider/back"
COOKIE = "prachakhom-attempt"


def routes() -> list[web.RouteDef]:
    """The routes of the provider; there where none is set up they answer 404."""
    return [web.get(START, start), web.get(BACK, back)]


async def start(request: web.Request) -> web.StreamResponse:
    """Send the browser to the provider."""
    provider = _provider(request)
    attempt = oidc.begin(inside(request.query.get("next", "")))
    try:
        to = await provider.address(attempt, _back(request))
    except Unusable as error:
        return _refused(request, "provider_down", error)
    response = web.Response(status=303, headers={"Location": to, "Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE, oidc.sealed(request.app[VAULT], attempt), max_age=int(oidc.LASTS.total_seconds()), path=START,
        httponly=True, samesite="Lax", secure=request.app[SETTINGS].base_url.startswith("https://"),
    )  # fmt: skip
    return response


async def back(request: web.Request) -> web.StreamResponse:
    """Take what the provider sent back: the account that it opens, or why none does."""
    provider, query = _provider(request), request.query
    attempt = oidc.opened(request.app[VAULT], request.cookies.get(COOKIE, ""), query.get("state", ""))
    if attempt is None:
        response = _refused(request, "provider_stale", None)
    elif "error" in query or not query.get("code"):
        response = _refused(request, "provider_refused", None)
    else:
        try:
            who = await provider.identity(attempt, query["code"], _back(request))
        except Unusable as error:
            response = _refused(request, "provider_down", error)
        else:
            token = await request.app[DB].write(_begin, who, device(request))
            nobody = _refused(request, "provider_nobody", None)
            response = await enter(request, token, attempt.next_page) if token else nobody
    response.del_cookie(COOKIE, path=START)
    return response


def _begin(session: Session, who: Identity, device: str) -> str:
    """A session of the account that an identity opens; empty where it opens none."""
    found = provided.account_of(session, who)
    return sessions.start(session, found, "oidc", device) if found is not None else ""


def _provider(request: web.Request) -> Provider:
    found = request.app[PROVIDER]
    if found is None:
        raise web.HTTPNotFound()
    return found


def _back(request: web.Request) -> str:
    return request.app[SETTINGS].base_url.rstrip("/") + BACK


def _refused(request: web.Request, key: str, error: Unusable | None) -> web.StreamResponse:
    if error is not None:
        log.warning("provider unusable", why=str(error))
    return form(request, problem=wording("admin.accounts")["problem"][key], status=502 if error else 403)
