"""Errors of the API as application/problem+json (RFC 9457)."""

from collections.abc import Awaitable, Callable
from functools import wraps
from http import HTTPStatus

import structlog
from aiohttp import web

from consultation.errors import NotFound, Refused
from consultation.themes.values import Value

log = structlog.get_logger()

MEDIA = "application/problem+json"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Asked(Exception):
    """What was asked for is not as the description says; the message says what is wrong with it."""


class Gone(Exception):
    """It was there, and is not any more."""


class Problem(Value):
    """What went wrong. detail: in Thai where the product knows more than the status says."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


def problem(status: int, detail: str = "", headers: dict[str, str] | None = None) -> web.Response:
    """An answer that says what went wrong."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return web.Response(text=body.model_dump_json(), status=status, content_type=MEDIA, headers=headers)


def as_problems(handler: Handler) -> Handler:
    """Answer every error of a handler as a problem."""

    @wraps(handler)
    async def tried(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Asked as error:
            return problem(400, str(error))
        except Gone as error:
            return problem(410, str(error))
        except NotFound as error:
            return problem(404, str(error))
        except Refused as error:
            return problem(409, str(error))
        except web.HTTPException as error:
            return problem(error.status)
        except Exception:
            log.exception("api failed", path=request.path)
            return problem(500)

    return tried


async def nothing_here(request: web.Request) -> web.Response:
    """There is no such address, or it does not take this method."""
    allowed = [method for method in ("GET", "HEAD", "POST") if await _takes(request, method)]
    return problem(405, headers={"Allow": ", ".join(allowed)}) if allowed else problem(404)


async def _takes(request: web.Request, method: str) -> bool:
    known = await request.app.router.resolve(request.clone(method=method))
    return known.handler is not nothing_here and known.http_exception is None
