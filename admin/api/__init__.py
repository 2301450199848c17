"""The JSON API under /api/v1: consultations and everything in them, exports; described by /api/v1/openapi.json."""

from aiohttp import web


def routes() -> list[web.RouteDef]:
    """The routes of the API; anything else under /api/ is answered as a problem."""
    from admin.api import endpoints, openapi, problems

    found = [
        (web.post if endpoint.order else web.get)(endpoint.path, endpoint.handler) for endpoint in endpoints.ENDPOINTS
    ]
    return [*found, web.get(openapi.PATH, openapi.show), web.route("*", "/api/{rest:.*}", problems.nothing_here)]
