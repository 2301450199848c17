"""Pages that anybody may read: the start page, a consultation's public page, its privacy notice."""

from aiohttp import web

from admin.public import check_in, consultation, draft, embed, feed, follow_up, hall, open_data, start


def routes() -> list[web.RouteDef]:
    """The routes of the public pages."""
    return [
        web.get("/", start.start),
        web.get("/c/{code}", consultation.show),
        web.get(r"/c/{code}/results/{version:\d{1,6}}", consultation.version),
        web.get("/c/{code}/draft", draft.show),
        web.get("/c/{code}/follow-up", follow_up.show),
        web.get("/c/{code}/data", open_data.show),
        web.get("/c/{code}/data/{name}", open_data.file),
        web.get("/c/{code}/embed", embed.show),
        web.get("/c/{code}/feed.atom", feed.of_consultation),
        web.get(r"/feeds/{scheme:\w{1,12}}/{number:\d{1,3}}.atom", feed.of_cluster),
        web.get("/c/{code}/privacy", consultation.privacy),
        web.get("/c/{code}/files/{name}", consultation.file),
        web.get("/m/{code}", check_in.show),
        web.post("/m/{code}", check_in.act),
        web.get("/hall/{token}", hall.show),
        web.get("/hall/{token}/events", hall.events),
    ]
