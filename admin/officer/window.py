"""When a consultation is open: set the window, open now, close with a page that says what will happen."""

from datetime import datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.dates import from_field
from admin.fields import Fields, fields
from admin.keys import DB, SETTINGS
from admin.officer import frame
from admin.officer.languages import states
from admin.pages import go
from admin.wording import wording
from consultation.consult import service as consult
from consultation.errors import Refused
from consultation.forms import service as forms
from consultation.responses import service as responses


@allow("officer")
async def show(request: web.Request) -> web.Response:
    """The window and what can be done with it now."""
    return await _page(request)


@allow("officer")
async def set_window(request: web.Request) -> web.Response:
    """Store the window; with the button "open" also open at once."""
    sent = await fields(request)
    actor, consultation, db = account(request).name, frame.number(request), request.app[DB]
    try:
        opens, closes = _moment(request, sent, "opens_at"), _moment(request, sent, "closes_at")
        if sent.get("act") == "open":
            await db.write(open_until, consultation, closes, actor)
            return go(frame.address(consultation, "launch?done=opened"))
        await db.write(consult.set_window, consultation, opens, closes, actor)
    except Refused as error:
        return await _page(request, sent, str(error))
    return go(frame.address(consultation, "window?done=window"))


@allow("officer")
async def confirm_close(request: web.Request) -> web.Response:
    """What closing means, before it is done."""
    view = await frame.find(request)
    figures = await request.app[DB].read(responses.figures, view.id)
    return frame.show(request, "officer/close.html", view, "live", figures=figures)


@allow("officer")
async def close(request: web.Request) -> web.Response:
    """Close now."""
    consultation = frame.number(request)
    try:
        await request.app[DB].write(consult.close, consultation, account(request).name)
    except Refused as error:
        return await _page(request, problem=str(error))
    return go(frame.address(consultation, "live?done=closed"))


def open_until(session: Session, consultation: int, closes_at: datetime | None, actor: str) -> None:
    """Open now, to be closed at a time; both or nothing. Raises Refused."""
    # The opening is now: a time typed for later would only be in the way.
    consult.set_window(session, consultation, None, closes_at, actor)
    consult.open_now(session, consultation, actor)


def _moment(request: web.Request, sent: Fields, name: str) -> datetime | None:
    try:
        return from_field(sent.get(name, ""), request.app[SETTINGS].zone)
    except ValueError:
        raise Refused(wording("admin.officer")["problem"]["moment"].format(given=sent.get(name, ""))) from None


async def _page(request: web.Request, typed: Fields | None = None, problem: str = "") -> web.Response:
    view = await frame.find(request)
    context: dict[str, Any] = {
        "typed": typed or {},
        "tongues": states(await request.app[DB].read(forms.current, view.id)),
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/window.html", view, "window", status=status, problem=problem, **context)
