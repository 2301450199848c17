"""Who may read the API: a signed-in browser, or a program with HTTP Basic and an account's name and password."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import BasicAuth, web
from sqlmodel import Session, col, select

from admin.accounts import service, throttle
from admin.accounts.models import Account
from admin.accounts.passwords import fits
from admin.accounts.service import LONGEST_PASSWORD
from admin.api.problems import Handler, problem
from admin.keys import ACCOUNT, DB

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Prachakhom", charset="UTF-8"'}


def for_roles(roles: tuple[str, ...], handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Handler:
    """Let only accounts of these roles (and admins) read; 401 without one, 403 with another, 429 after failures."""

    @wraps(handler)
    async def checked(request: web.Request) -> web.StreamResponse:
        present = request.get(ACCOUNT)
        role = present.role if present is not None else await _basic(request)
        if isinstance(role, web.Response):
            return role
        return await handler(request) if role in (*roles, "admin") else problem(403)

    return checked


async def _basic(request: web.Request) -> str | web.Response:
    """The role of the account that the request names, or the answer that refuses it."""
    try:
        given = BasicAuth.decode(request.headers.get("Authorization", ""), encoding="utf8")
    except ValueError:
        return problem(401, headers=CHALLENGE)
    db, address = request.app[DB], request.remote or ""
    wait = await db.write(throttle.reserve, given.login, address)
    if wait is not None:
        return problem(429, headers={"Retry-After": str(int(wait.total_seconds()) + 1)})
    known_hash = await db.read(service.password_hash, given.login)
    if not await asyncio.to_thread(fits, given.password[: LONGEST_PASSWORD + 1], known_hash):
        return problem(401, headers=CHALLENGE)
    await db.write(throttle.forget, given.login, address)
    return await db.read(_role, given.login)


def _role(session: Session, name: str) -> str:
    found = select(Account.role).where(Account.name == name.strip(), col(Account.disabled_at).is_(None))
    return session.exec(found).first() or ""
