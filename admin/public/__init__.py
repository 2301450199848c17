"""Pages that anybody may read: the start page, a consultation's public page, its privacy notice."""

from aiohttp import web

from admin.public import consultation, draft, start


def routes() -> list[web.RouteDef]:
    """The routes of the public pages."""
    return [
        web.get("/", start.start),
        web.get("/c/{code}", consultation.show),
        web.get("/c/{code}/draft", draft.show),
        web.get("/c/{code}/privacy", consultation.privacy),
        web.get("/c/{code}/files/{name}", consultation.file),
    ]
