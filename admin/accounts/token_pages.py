"""Tokens of the API on the page of the own account: made, shown once, ended."""

from typing import Any

from aiohttp import web

from admin.accounts import service, tokens
from admin.accounts.access import OWN, account, allow
from admin.accounts.own_pages import REFUSED
from admin.accounts.people_pages import scope_name
from admin.clusters import clusters
from admin.fields import Fields, fields, number
from admin.keys import DB, VAULT
from admin.pages import go, render
from consultation import rights
from consultation.errors import Refused
from consultation.places.schemes import UnknownPlace
from consultation.rights import Grant
from consultation.wording import wording

ROOT = "/account/tokens"
ENROL = "/account/code"


def routes() -> list[web.RouteDef]:
    """The routes of the own account's tokens."""
    return [web.get(ROOT, show), web.post(ROOT, act)]


@allow(OWN)
async def show(request: web.Request) -> web.Response:
    """The tokens of the account that asks, and the form of a new one."""
    return await _page(request)


@allow(OWN)
async def act(request: web.Request) -> web.Response:
    """Make a token and show it once, or end one. Who has to set up the second step first makes none."""
    sent, me, db = await fields(request), account(request), request.app[DB]
    if sent.get("act") == "end":
        await db.write(tokens.end, me.id, number(sent.get("token", "")), me.name)
        return go(f"{ROOT}?done=token_ended")
    if me.must_enrol:
        return go(ENROL)
    try:
        given, days = _given(sent), number(sent.get("days", ""))
        _, secret = await db.write(tokens.make, request.app[VAULT], me, sent.get("name", ""), given, days)
    except Refused as error:
        return await _page(request, str(error), sent)
    return await _page(request, secret=secret)


def _given(sent: Fields) -> tuple[Grant, ...]:
    """The chosen roles; those for everything narrowed to the cluster that was chosen. Raises Refused."""
    try:
        chosen = [grant for text in sent.getall("grant", []) for grant in rights.parsed(text)]
        scope = rights.known_scope(sent.line("scope"))
    except (ValueError, UnknownPlace) as error:
        raise service.problem("role", given=str(error), known=", ".join(rights.ROLES)) from None
    return tuple(dict.fromkeys(Grant(each.role, each.scope or scope) for each in chosen))


async def _page(request: web.Request, problem: str = "", sent: Fields | None = None, secret: str = "") -> web.Response:
    found = await request.app[DB].read(tokens.listing, account(request).id)
    context: dict[str, Any] = {
        "tokens": found,
        "secret": secret,
        "days": tokens.DAYS,
        "clusters": clusters(),
        "typed": sent if sent is not None else Fields(),
        "problem": problem,
        "words": wording("admin.accounts"),
        "scope_name": scope_name,
    }
    response = render(request, "accounts/tokens.html", section="account", status=REFUSED if problem else 200, **context)
    if secret:
        response.headers["Cache-Control"] = "no-store"
    return response
