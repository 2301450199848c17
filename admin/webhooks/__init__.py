"""Webhooks out: sending to other programs, and the administrator's pages of endpoints and their log."""

from aiohttp import web


def routes() -> list[web.RouteDef]:
    """The routes of the pages."""
    from admin.webhooks import pages

    return pages.routes()
