"""Health for those who watch us: /healthz (the process lives) and /readyz (what is sent to it would be stored)."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.probe import Probe

PROBE = web.AppKey("probe", Probe)


def add(app: web.Application, try_it: Callable[[], Awaitable[object]]) -> None:
    """Add the routes of health. try_it: raises when an event could not be stored."""
    app[PROBE] = Probe(try_it)
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])


async def healthz(_: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """The database takes what is sent; 503 when it is gone, locked, full or read-only, and 200 once it is back."""
    if error := await request.app[PROBE]():
        return web.json_response({"status": "unavailable", "database": error}, status=503)
    return web.json_response({"status": "ok", "database": "ok"})
