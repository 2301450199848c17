"""One meeting: who was invited and who came, counting at the desk, organisations, minutes, the sign for the wall."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB, SETTINGS, VAULT
from admin.officer import frame
from admin.officer.meetings import find, number, whole
from admin.pages import go
from admin.qr import svg
from admin.uploads import sent as uploaded
from consultation.consult.links import links
from consultation.errors import Refused, not_found
from consultation.law import proofs
from consultation.meetings import attendance, bursts, screen, service
from consultation.meetings.models import HallScreen
from consultation.meetings.values import MeetingView
from consultation.meetings.wording import refused

Act = Callable[[Session, MeetingView, Fields, str], str]


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The meeting as it stands."""
    return await _page(request)


@allow("meeting.run")
async def act(request: web.Request) -> web.Response:
    """Count, take a count back, invite, call off, open or close the screen: by the button that was pressed."""
    meeting, typed, actor = await find(request), await fields(request), account(request).name
    if typed.get("act") == "issue":
        return await _opened(request, meeting.id, actor)
    doing = _ACTS.get(typed.get("act", ""))
    if doing is None:
        raise web.HTTPBadRequest()
    try:
        done = await request.app[DB].write(doing, meeting, typed, actor)
    except Refused as error:
        return await _page(request, typed, str(error))
    at = typed.get("at", "")
    return go(f"{meeting.id}?done={done}" + (f"#{at}" if at in ("desk", "organisations", "screen") else ""))


@allow("meeting.run")
async def keep_minutes(request: web.Request) -> web.Response:
    """Keep the file of the minutes."""
    meeting = await find(request)
    try:
        _, files = await uploaded(request, proofs.LARGEST + 64 * 1024)
        if not files:
            raise refused("paper_empty")
        [(name, content), *_] = files.items()
        kept = await proofs.keep(request.app[DB], request.app[VAULT], name, content)
        await request.app[DB].write(service.keep_minutes, meeting.id, name, kept, account(request).name)
    except Refused as error:
        return await _page(request, problem=str(error))
    return go(frame.address(meeting.consultation_id, f"meetings/{meeting.id}?done=meeting_minutes"))


@allow("consultation.read")
async def minutes(request: web.Request) -> web.Response:
    """The file of the minutes, to keep."""
    meeting = await find(request)
    if meeting.minutes_id is None:
        raise not_found("file_not_found", name=meeting.title)
    name, content = await request.app[DB].read(proofs.take, request.app[VAULT], meeting.minutes_id)
    answer = web.Response(body=content, content_type=proofs.kind_of(content))
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer


@allow("meeting.run")
async def poster(request: web.Request) -> web.Response:
    """The sign for the door and the wall of the hall, to print."""
    meeting, view = await find(request), await frame.find(request)
    base = request.app[SETTINGS].base_url.rstrip("/")
    found = links(view.model_copy(update={"code": meeting.code}), request.app[SETTINGS])
    context: dict[str, Any] = {
        "meeting": meeting,
        "svg": svg,
        "address": f"{base}/m/{meeting.code}",
        "chats": [(name, link) for name, link in (("LINE", found.line), ("Telegram", found.telegram)) if link],
    }
    return frame.show(request, "officer/meeting_poster.html", view, "meetings", **context)


async def _opened(request: web.Request, meeting_id: int, actor: str) -> web.Response:
    """Open the screen. The answer itself has the secret address: it stands in no address bar and no log."""
    try:
        token = await request.app[DB].write(screen.issue, meeting_id, actor)
    except Refused as error:
        return await _page(request, problem=str(error))
    answer = await _page(request, token=token)
    answer.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return answer


def _count(session: Session, meeting: MeetingView, typed: Fields, actor: str) -> str:
    n = whole(typed.line("n") or "1", "count", most=attendance.MOST_AT_ONCE)
    row = service.get(session, meeting.id)
    form = typed.line("form") + typed.line("sector")  # two sectors pressed on one page are two counts
    attendance.count(session, row, typed.line("sector"), n, form, actor)
    return "meeting_counted"


def _undo(session: Session, meeting: MeetingView, typed: Fields, actor: str) -> str:
    attendance.undo(session, service.get(session, meeting.id), typed.line("sector"), actor)
    return "meeting_uncounted"


def _invite(session: Session, meeting: MeetingView, typed: Fields, actor: str) -> str:
    service.invite(session, meeting.id, typed.line("sector"), typed.get("names", "").splitlines(), actor)
    return "meeting_invited"


def _uninvite(session: Session, meeting: MeetingView, typed: Fields, actor: str) -> str:
    given = typed.line("organisation")
    service.uninvite(session, meeting.id, int(given) if given.isdecimal() and len(given) < 19 else 0, actor)
    return "meeting_uninvited"


def _cancel(session: Session, meeting: MeetingView, typed: Fields, actor: str) -> str:
    service.cancel(session, meeting.id, typed.get("why", ""), actor)
    return "meeting_cancelled"


def _revoke(session: Session, meeting: MeetingView, typed: Fields, actor: str) -> str:
    screen.revoke(session, meeting.id, actor)
    return "meeting_screen_closed"


_ACTS: dict[str, Act] = {
    "count": _count,
    "undo": _undo,
    "invite": _invite,
    "uninvite": _uninvite,
    "cancel": _cancel,
    "revoke": _revoke,
}


async def _page(
    request: web.Request, typed: Fields | None = None, problem: str = "", *, token: str = ""
) -> web.Response:
    """The meeting. token: of a screen that has just been opened; its address is shown this once."""
    view, meeting = await frame.find(request), await find(request)
    hall: HallScreen = await request.app[DB].read(screen.of, number(request))
    found = await request.app[DB].read(bursts.found, number(request))
    base = request.app[SETTINGS].base_url.rstrip("/")
    context: dict[str, Any] = {
        "meeting": meeting,
        "typed": typed or Fields(),
        "form": secrets.token_hex(8),
        "here": f"{base}/m/{meeting.code}",
        "hall": f"{base}/hall/{token}" if token else "",
        "screened": hall.token_hash is not None,
        "bursts": found,
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/meeting.html", view, "meetings", status=status, problem=problem, **context)
