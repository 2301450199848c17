"""What is told to me, and where: an officer's own page for linked chats, choices and mail."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB, SETTINGS, VAULT
from admin.pages import go, render
from admin.telling import mail, work
from admin.telling.news import PAGE
from consultation import audit
from consultation.consult.links import begin_chat
from consultation.errors import Refused
from consultation.officers import service as officers
from consultation.officers.codes import LIFE
from consultation.officers.service import Choice
from consultation.officers.wording import refused
from consultation.vault import Vault
from consultation.wording import wording

_REFUSED = 409


def routes() -> list[web.RouteDef]:
    """The routes of this page."""
    return [
        web.get(PAGE, show),
        web.post(PAGE, choose),
        web.post(f"{PAGE}/code", code),
        web.post(f"{PAGE}/unlink", unlink),
        web.post(f"{PAGE}/test", test),
    ]


@allow("own.account")
async def show(request: web.Request) -> web.Response:
    """What I am told, and in which chats."""
    return await _page(request)


@allow("own.account")
async def choose(request: web.Request) -> web.Response:
    """Keep what I want to be told, and where mail goes."""
    typed = await fields(request)
    choice, address = _choice(typed.getall("what", [])), typed.line("mail")
    me = account(request)
    try:
        if address and not mail.configured(request.app[SETTINGS]):
            raise refused("no_mail")
        await request.app[DB].write(officers.choose, request.app[VAULT], me.id, choice, address, me.name)
    except Refused as error:
        return await _page(request, choice=choice, address=address, problem=str(error))
    return go(f"{PAGE}?done=telling_saved")


@allow("own.account")
async def code(request: web.Request) -> web.Response:
    """Show a new code, once: it is in no address and only its hash is kept."""
    try:
        made = await request.app[DB].write(_issue, request.app[VAULT], account(request).id, account(request).name)
    except Refused as error:
        return await _page(request, problem=str(error))
    return await _page(request, code=made)


@allow("own.account")
async def unlink(request: web.Request) -> web.Response:
    """Let one of my chats go."""
    given = (await fields(request)).get("chat", "")
    me = account(request)
    if given.isascii() and given.isdecimal() and len(given) < 19:  # digits of what a database numbers
        await request.app[DB].write(officers.unlink, me.id, int(given), me.name)
    return go(f"{PAGE}?done=telling_unlinked")


@allow("own.account")
async def test(request: web.Request) -> web.Response:
    """Send a trial to my chats and my mail."""
    await request.app[DB].write(_try, account(request).id, account(request).name)
    return go(f"{PAGE}?done=telling_tested")


def _issue(session: Session, vault: Vault, id: int, name: str) -> str:
    made = officers.issue(session, vault, id)
    audit.record(session, name, "officer.code", f"account:{id}", after={"code": "new"})
    return made


def _try(session: Session, id: int, name: str) -> None:
    work.test(session, id)
    audit.record(session, name, "officer.test", f"account:{id}", after={"sent": "test"})


async def _page(
    request: web.Request,
    *,
    code: str = "",
    choice: Choice | None = None,
    address: str | None = None,
    problem: str = "",
) -> web.Response:
    told = await request.app[DB].read(officers.of_account, request.app[VAULT], account(request).id)
    settings = request.app[SETTINGS]
    connected = [one for one in settings.accounts if one.connected]
    context: dict[str, Any] = {
        "told": told,
        "choice": choice if choice is not None else told.choice,
        "address": address if address is not None else told.mail,
        "mails": mail.configured(settings),
        "channels": wording("admin.telling")["channel"],
        "bots": [(one.channel, one.name, begin_chat(one, code)) for one in connected],
        "several": len({one.channel for one in connected}) < len(connected),
        "code": code,
        "minutes": round(LIFE.total_seconds() / 60),
        "reminders": settings.reminders,
        "problem": problem,
    }
    status = _REFUSED if problem else 200
    return render(request, "telling/mine.html", section="telling", status=status, **context)


def _choice(given: list[str]) -> Choice:
    return Choice(due="due" in given, soon="soon" in given, decisions="decisions" in given)
