"""Who may enter and do what: accounts with roles, sign-in that is not guessed at speed, sessions that can be ended."""

from aiohttp import web


def routes() -> list[web.RouteDef]:
    """The routes of signing in, of the own account, of people and of the audit record."""
    from admin.accounts import audit_pages, link_pages, oidc_pages, own_pages, pages, people_pages, token_pages

    parts = (pages, oidc_pages, link_pages, own_pages, token_pages, people_pages, audit_pages)
    return [route for part in parts for route in part.routes()]
