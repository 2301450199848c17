"""What every request and answer passes: same-origin writes only, a strict content policy, errors as Thai pages.

Writes from other sites are told by `Sec-Fetch-Site`, which browsers set and pages cannot, else by `Origin`; no token
is needed then (the way of Go 1.25's CrossOriginProtection and of Datasette). Requests with neither come from programs,
which carry no cookie of ours unasked. Webhooks prove themselves by signature instead.
"""

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from admin.api.problems import problem
from admin.keys import SETTINGS
from admin.pages import render
from consultation.errors import NotFound, Refused
from consultation.wording import wording

log = structlog.get_logger()

LARGEST_BODY = 1024 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# No inline script or style anywhere; nothing from another host; nobody may put our pages into a frame.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FOR_EVER = "public, max-age=31536000, immutable"
NOT_FOR_PEOPLE = ("/api/", "/webhook/", "/metrics", "/healthz", "/readyz", "/static/")


@web.middleware
async def same_origin_writes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a write that another site's page makes in our user's browser."""
    if request.method not in SAFE_METHODS and not request.path.startswith("/webhook/") and _from_elsewhere(request):
        raise web.HTTPForbidden(reason="Cross-Origin Write")
    return await handler(request)


@web.middleware
async def thai_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show errors to people as a page in Thai, and log what nobody expected. Programs get theirs unchanged."""
    try:
        return await handler(request)
    except NotFound as error:
        return _page(request, 404, str(error))
    except Refused as error:
        return _page(request, 409, str(error))
    except web.HTTPException as error:
        if error.status >= 400 and request.path.startswith("/api/"):
            return problem(error.status)
        if error.status < 400 or request.path.startswith(NOT_FOR_PEOPLE):
            raise
        return _page(request, error.status, crossed=error.reason == "Cross-Origin Write")
    except ConnectionResetError:
        raise
    except Exception:
        log.exception("page failed", method=request.method, path=request.path)
        if request.path.startswith(NOT_FOR_PEOPLE):
            raise web.HTTPInternalServerError() from None
        return _page(request, 500)


async def guard_answer(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer, streams too (a signal of the application: on_response_prepare)."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.app[SETTINGS].base_url.startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", FOR_EVER if "v" in request.query else "no-cache")
    elif request.path.startswith("/admin"):
        response.headers.setdefault("Cache-Control", "private, no-cache")


def _from_elsewhere(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    ours = {request.host, URL(request.app[SETTINGS].base_url).authority}
    return origin == "null" or URL(origin).authority not in ours


def _page(request: web.Request, status: int, message: str = "", *, crossed: bool = False) -> web.Response:
    words = wording("admin")["error"]
    key = "cross" if crossed else str(status) if f"title_{status}" in words else "other"
    if request.path.startswith(NOT_FOR_PEOPLE):
        return web.json_response({"error": message or words[f"text_{key}"]}, status=status)
    context = {"code": status, "title": words[f"title_{key}"], "message": message or words[f"text_{key}"]}
    return render(request, "error.html", status=status, **context)
