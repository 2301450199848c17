"""The feed's secret address of an account: made, shown, renewed, asked for by programs that hold no session."""

from typing import Any

from aiohttp import web
from sqlmodel import Session, select

from admin.accounts import service
from admin.accounts.access import READ, account, allow
from admin.accounts.models import Account
from admin.keys import DB, SETTINGS, VAULT
from admin.officer.calendar import ics
from admin.officer.calendar.models import CalendarFeed
from admin.officer.home import titles_within
from admin.pages import go
from consultation import audit, clock, ids
from consultation.law import clocks, due
from consultation.law.clocks import Clock
from consultation.privacy import watch
from consultation.vault import Vault


@allow("consultation.read")
async def renew(request: web.Request) -> web.Response:
    """Make the account's address, or another in its place: the old one tells nothing any more."""
    await request.app[DB].write(make, request.app[VAULT], account(request).id, account(request).name)
    return go("/admin/calendar?done=feed#feed")


async def feed(request: web.Request) -> web.Response:
    """The feed of whoever holds the address. Raises 404 for one that is not, or not any more."""
    found = await request.app[DB].read(_seen, request.app[VAULT], request.match_info["token"])
    if found is None:
        raise web.HTTPNotFound()
    body = ics.calendar(*found, request.app[SETTINGS], clock.now())
    headers = {"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-store"}
    headers["Content-Disposition"] = 'inline; filename="prachakhom.ics"'
    return web.Response(body=body, headers=headers)


def make(session: Session, vault: Vault, account_id: int, actor: str) -> str:
    """Give an account a new token, and return it."""
    row = session.exec(select(CalendarFeed).where(CalendarFeed.account_id == account_id)).first()
    token, renewed = ids.token(), row is not None
    values: dict[str, Any] = {
        "found_by": _found_by(vault, token),
        "sealed": vault.seal(token.encode()),
        "made_at": clock.now(),
    }
    if row is None:
        row = CalendarFeed(account_id=account_id, **values)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    told: dict[str, Any] = {"before": {"feed": renewed}, "after": {"feed": True, "address": "new"}}
    audit.record(session, actor, "calendar.renew" if renewed else "calendar.make", f"account:{account_id}", **told)
    return token


def known(session: Session, vault: Vault, account_id: int) -> str:
    """The token of an account; empty when it has none."""
    row = session.exec(select(CalendarFeed).where(CalendarFeed.account_id == account_id)).first()
    return vault.open(row.sealed).decode() if row is not None else ""


def _seen(session: Session, vault: Vault, token: str) -> tuple[list[Clock], dict[int, str]] | None:
    query = select(Account).join(CalendarFeed, CalendarFeed.account_id == Account.id)  # type: ignore[arg-type]
    holder = session.exec(query.where(CalendarFeed.found_by == _found_by(vault, token))).first()
    if holder is None or holder.disabled_at is not None:
        return None
    grants = service.view(session, holder).grants
    there, own = grants.reach(READ), watch.clocks(session) if grants.may(watch.RIGHT) else []
    return [*clocks.every(session, due.today(), there), *own], titles_within(session, there)


def _found_by(vault: Vault, token: str) -> str:
    return vault.lookup("calendar", token)
