"""The administrator's pages of people: who there is, an invitation by link, roles with their scopes, disabling.

A link is shown in the answer to the act that made it, once: nothing of it is stored that could be shown again.
"""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts import codes, links, people, service, tokens
from admin.accounts.access import account, allow
from admin.accounts.link_pages import address
from admin.accounts.links import Made
from admin.accounts.shutting import shut_out
from admin.clusters import clusters
from admin.fields import Fields, fields, number
from admin.keys import DB, SETTINGS
from admin.pages import go, render
from consultation import rights
from consultation.errors import Refused
from consultation.places.schemes import UnknownPlace, provinces
from consultation.rights import Grant
from consultation.wording import wording

ROOT = "/admin/people"
RIGHT = "office.people"
REFUSED = 409
Act = Callable[[Session, int, Fields, str], Made | None]


def routes() -> list[web.RouteDef]:
    """The routes of the people's pages."""
    one = ROOT + r"/{person:\d{1,18}}"
    return [web.get(ROOT, show), web.post(ROOT, invite), web.get(one, look), web.post(one, act)]


@allow(RIGHT)
async def show(request: web.Request) -> web.Response:
    """Every account with its roles, and the form of an invitation."""
    return await _page(request)


@allow(RIGHT)
async def invite(request: web.Request) -> web.Response:
    """Make an account and show its link."""
    sent = await fields(request)
    try:
        given = _given(sent)
        made = await request.app[DB].write(
            links.invite, sent.get("name", ""), sent.get("email", ""), given, account(request).name
        )
    except Refused as error:
        return await _page(request, str(error), sent)
    return await _one(request, made.account.id, made=made)


@allow(RIGHT)
async def look(request: web.Request) -> web.Response:
    """One account."""
    return await _one(request, _number(request))


@allow(RIGHT)
async def act(request: web.Request) -> web.Response:
    """Give roles, make a link, disable or enable, end sessions, take the second step of a lost telephone away."""
    sent, id = await fields(request), _number(request)
    pressed = sent.get("act", "")
    do = ACTS.get(pressed)
    if do is None:
        raise web.HTTPBadRequest()
    try:
        made = await request.app[DB].write(do, id, sent, account(request).name)
    except Refused as error:
        return await _one(request, id, problem=str(error), typed=sent)
    if made is not None:
        return await _one(request, id, made=made)
    return go(f"{ROOT}/{id}?done=people_{pressed}")


def _roles(session: Session, id: int, sent: Fields, actor: str) -> None:
    service.set_roles(session, id, _given(sent), actor)


def _renew(session: Session, id: int, sent: Fields, actor: str) -> Made:
    return links.renew(session, id, actor)


def _disable(session: Session, id: int, sent: Fields, actor: str) -> None:
    people.disable(session, id, actor)


def _enable(session: Session, id: int, sent: Fields, actor: str) -> None:
    people.enable(session, id, actor)


def _end(session: Session, id: int, sent: Fields, actor: str) -> None:
    service.get(session, id)
    shut_out(session, id, actor)


def _code(session: Session, id: int, sent: Fields, actor: str) -> None:
    codes.stop(session, id, actor)
    shut_out(session, id, actor)


def _token(session: Session, id: int, sent: Fields, actor: str) -> None:
    tokens.end(session, id, number(sent.get("token", "")), actor)


ACTS: dict[str, Act] = {
    "roles": _roles, "link": _renew, "disable": _disable, "enable": _enable, "sessions": _end, "code": _code,
    "token": _token,
}  # fmt: skip


def _given(sent: Fields) -> tuple[Grant, ...]:
    """The roles that a form names: those kept, and those added for one scope. Raises Refused for what is not there."""
    try:
        kept = [grant for text in sent.getall("grant", []) for grant in rights.parsed(text)]
        scope = rights.known_scope(sent.line("scope"))
        added = [Grant(role, scope) for role in sent.getall("role", []) if role in rights.ROLES]
    except (ValueError, UnknownPlace) as error:
        raise service.problem("role", given=str(error), known=", ".join(rights.ROLES)) from None
    return tuple(dict.fromkeys([*kept, *added]))


def _number(request: web.Request) -> int:
    return int(request.match_info["person"])


def _scopes() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a role can be for, in groups: clusters of the schemes, the newest first, and provinces."""
    words = wording("admin.accounts")["scope"]
    return [*clusters(), (words["provinces"], [(each.iso, each.name_th) for each in provinces()])]


def scope_name(scope: str) -> str:
    """A scope in words."""
    words = wording("admin.accounts")["scope"]
    if not scope:
        return str(words["everything"])
    found = next((name for _, group in _scopes() for code, name in group if code == scope), scope)
    return f"{found} ({scope})" if ":" in scope else found


def _common(sent: Fields | None) -> dict[str, Any]:
    return {
        "words": wording("admin.accounts"), "roles": rights.ROLES, "scopes": _scopes(), "scope_name": scope_name,
        "typed": sent if sent is not None else Fields(),
    }  # fmt: skip


async def _page(request: web.Request, problem: str = "", sent: Fields | None = None) -> web.Response:
    found = await request.app[DB].read(people.listing)
    context = _common(sent) | {"people": found, "problem": problem}
    status = REFUSED if problem else 200
    return render(request, "accounts/people.html", section="people", status=status, **context)


async def _one(
    request: web.Request, id: int, *, made: Made | None = None, problem: str = "", typed: Fields | None = None
) -> web.Response:
    person = await request.app[DB].read(people.one, id)
    held = await request.app[DB].read(tokens.listing, id)
    link = address(request.app[SETTINGS].base_url, made.token) if made is not None else ""
    context = _common(typed) | {"person": person, "made": made, "link": link, "problem": problem, "tokens": held}
    status = REFUSED if problem else 200
    response = render(request, "accounts/person.html", section="people", status=status, **context)
    if made is not None:
        response.headers["Cache-Control"] = "no-store"
    return response
