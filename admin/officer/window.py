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
from admin.officer.steps import mover
from admin.pages import go
from consultation.consult import life
from consultation.consult import service as consult
from consultation.errors import Refused
from consultation.forms import service as forms
from consultation.lifecycle import service as lifecycle
from consultation.lifecycle.values import Mover
from consultation.responses import service as responses
from consultation.wording import wording


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The window and what can be done with it now."""
    return await _page(request)


@allow("consultation.open")
async def set_window(request: web.Request) -> web.Response:
    """Store the window; with the button "open" also open at once."""
    sent = await fields(request)
    actor, consultation, db = account(request).name, frame.number(request), request.app[DB]
    try:
        opens, closes = _moment(request, sent, "opens_at"), _moment(request, sent, "closes_at")
        if sent.get("act") == "open":
            await db.write(open_until, consultation, closes, mover(request))
            return go(frame.address(consultation, "launch?done=opened"))
        await db.write(consult.set_window, consultation, opens, closes, actor)
    except Refused as error:
        return await _page(request, sent, str(error))
    return go(frame.address(consultation, "window?done=window"))


@allow("consultation.open")
async def confirm_close(request: web.Request) -> web.Response:
    """What closing means, before it is done."""
    view = await frame.find(request)
    figures = await request.app[DB].read(responses.figures, view.id)
    return frame.show(request, "officer/close.html", view, "live", figures=figures)


@allow("consultation.open")
async def close(request: web.Request) -> web.Response:
    """Close now."""
    consultation = frame.number(request)
    try:
        await request.app[DB].write(lifecycle.move, consultation, "closed", mover(request))
    except Refused as error:
        return await _page(request, problem=str(error))
    return go(frame.address(consultation, "live?done=closed"))


def open_until(session: Session, consultation: int, closes_at: datetime | None, by: Mover) -> None:
    """Open now, to be closed at a time; both or nothing. Raises Refused."""
    view = consult.view(session, consultation)
    # The opening is now: a time typed for later would only be in the way. What was approved is opened as it was.
    if view.state != "approved" or closes_at != view.closes_at:
        consult.set_window(session, consultation, None, closes_at, by.name)
    lifecycle.move(session, consultation, "open", by)


def _may_open(kind: str, state: str, request: web.Request) -> bool:
    """Whether opening is the next step from here: where nobody has to approve or to be told first."""
    return "open" in {each.state for each in life.following(kind, state, request.app[SETTINGS].approval)}


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
        "opens": view.state in ("draft", "approved") and _may_open(view.kind, view.state, request),
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/window.html", view, "window", status=status, problem=problem, **context)
