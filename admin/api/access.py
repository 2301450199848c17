"""Who may read the API: a signed-in browser, or a program with a token, or with an account's name and password.

An account with a second step, or whose role wants one, does not read with its password alone: give programs an account
of their own with few rights.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import BasicAuth, web
from sqlmodel import Session

from admin.accounts import scoping, service, throttle, tokens
from admin.accounts.access import READ
from admin.accounts.models import Account
from admin.accounts.passwords import fits
from admin.accounts.service import LONGEST_PASSWORD, AccountView
from admin.address import came_from
from admin.api.problems import Handler, problem
from admin.keys import ACCOUNT, DB, VAULT
from consultation.settings import settings

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Prachakhom", charset="UTF-8", Bearer realm="Prachakhom"'}
BEARER = "bearer "


def for_right(right: str, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Handler:
    """Let only accounts with this right read, where the address leads.

    401 without an account, 403 without the right, 404 for what is out of its reach, 429 after failures or beyond a
    token's rate. A token that is given is what counts, whoever is signed in.
    """

    @wraps(handler)
    async def checked(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization", "").lower().startswith(BEARER):
            present = await _bearer(request)
        else:
            present = request.get(ACCOUNT) or await _basic(request)
        if isinstance(present, web.Response):
            return present
        if not present.may(right) or present.must_enrol:
            return problem(403)
        if scoping.names_something(request):
            where = await request.app[DB].read(scoping.place, scoping.asked(request))
            if where is None or not present.grants.may(right, where):
                return problem(403 if where is not None and present.grants.may(READ, where) else 404)
        request[ACCOUNT] = present
        return await handler(request)

    return checked


async def _bearer(request: web.Request) -> AccountView | web.Response:
    """The account that a token speaks for, with no more than its rights, or the answer that refuses it."""
    secret = request.headers["Authorization"][len(BEARER) :].strip()
    found = await request.app[DB].write(tokens.caller, request.app[VAULT], secret)
    if found is None:
        return problem(401, headers=CHALLENGE)
    if found.wait:
        return problem(429, headers={"Retry-After": str(math.ceil(found.wait.total_seconds()) or 1)})
    return found.account


async def _basic(request: web.Request) -> AccountView | web.Response:
    """The account that the request names, or the answer that refuses it."""
    try:
        given = BasicAuth.decode(request.headers.get("Authorization", ""), encoding="utf8")
    except ValueError:
        return problem(401, headers=CHALLENGE)
    db, address = request.app[DB], came_from(request)
    wait = await db.write(throttle.reserve, given.login, address)
    if wait is not None:
        return problem(429, headers={"Retry-After": str(int(wait.total_seconds()) + 1)})
    known_hash = await db.read(service.password_hash, given.login)
    if not await asyncio.to_thread(fits, given.password[: LONGEST_PASSWORD + 1], known_hash):
        return problem(401, headers=CHALLENGE)
    await db.write(throttle.forget, given.login, address)
    return await db.read(_with_password_alone, given.login) or problem(401, headers=CHALLENGE)


def _with_password_alone(session: Session, name: str) -> AccountView | None:
    """The account of a name that may enter with nothing but its password."""
    found = service.by_name(session, name)
    if found is None or found.grants.roles & settings().code_for:
        return None
    return found if session.get_one(Account, found.id).code_since is None else None
