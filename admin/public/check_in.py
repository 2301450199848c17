"""Checking in at a meeting by its QR code: one tap, one device once, nothing asked that tells who it is."""

import re
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.address import came_from
from admin.fields import Fields, fields
from admin.keys import DB, SETTINGS, VAULT
from admin.pages import go, render
from admin.public.speech import speech
from consultation import ids
from consultation.consult import service as consult
from consultation.consult.links import Links, links
from consultation.consult.service import ConsultationView
from consultation.errors import Refused, not_found
from consultation.forms.form import in_language
from consultation.meetings import attendance, doors
from consultation.meetings.attendance import Came
from consultation.meetings.doors import Door
from consultation.meetings.models import SECTORS, Meeting
from consultation.places.schemes import cluster
from consultation.places.translated import names
from consultation.talk.wording import marked
from consultation.wording import wording

COOKIE = "prachakhom_device"
KEPT_FOR = 3 * 24 * 3600  # seconds: as long as the longest meeting, and no longer
_DEVICE = re.compile(r"[A-Za-z0-9_-]{43}")
# Ordinary people first: they are most of a hall, and the least used to lists of offices.
_ORDER = ("N", *(sector for sector in SECTORS if sector != "N"))


async def show(request: web.Request) -> web.Response:
    """Who one comes for, to be tapped; after that, how to answer."""
    return await _page(request)


async def act(request: web.Request) -> web.Response:
    """Count this device. Sent twice, or again when the signal is back, it is counted once."""
    sent, device = await fields(request), _device(request)
    if device is None:
        return await _page(request, sent, no_cookie=True)
    vault, told = request.app[VAULT], (sent.line("sector"), sent.line("province"), sent.line("organisation"))

    def count(session: Session) -> Came:
        meeting = _door(session, request.match_info["code"]).meeting
        if told[1] not in ("", *_isos(session, meeting)):
            raise web.HTTPBadRequest
        mark = vault.lookup("attendance", str(meeting.id), device)
        origin = vault.lookup("attendance-origin", str(meeting.id), came_from(request))
        return attendance.check_in(session, meeting, mark, *told, origin=origin, amend=sent.line("amend") == "1")

    try:
        found = await request.app[DB].write(count)
    except Refused as error:
        return await _page(request, sent, str(error))
    said = "new" if found.new else "changed" if found.changed else "again"
    language = speech(request, request.app[SETTINGS].zone).query.replace("?", "&")
    return go(f"/m/{doors.read(request.match_info['code'])[0]}?{said}{language}")  # type: ignore[index]


def _device(request: web.Request) -> str | None:
    given = request.cookies.get(COOKIE, "")
    return given if _DEVICE.fullmatch(given) else None


def _door(session: Session, code: str) -> Door:
    """The meeting of a code. Raises NotFound."""
    found = doors.find(session, code, called_off=True)
    if found is None:
        raise not_found("meeting_not_found", id=code)
    return found


def _isos(session: Session, meeting: Meeting) -> tuple[str, ...]:
    view = consult.view(session, meeting.consultation_id)
    return tuple(place.iso for place in cluster(view.scheme, view.cluster).provinces)


async def _page(
    request: web.Request, typed: Fields | None = None, problem: str = "", *, no_cookie: bool = False
) -> web.Response:
    device, vault = _device(request), request.app[VAULT]

    def read(session: Session) -> tuple[dict[str, Any], str, ConsultationView, Came | None]:
        meeting = _door(session, request.match_info["code"]).meeting
        mark = vault.lookup("attendance", str(meeting.id), device or "")
        came = attendance.came(session, meeting, mark) if device else None
        view = consult.view(session, meeting.consultation_id)
        return meeting.model_dump(), attendance.phase_of(meeting), view, came

    meeting, phase, view, came = await request.app[DB].read(read)
    spoken = speech(request, request.app[SETTINGS].zone)
    every = cluster(view.scheme, view.cluster).provinces
    own = [place for place in every if place.iso in meeting["provinces"].split()]
    context: dict[str, Any] = {
        "speech": spoken,
        "ui": spoken.words,
        "meeting": meeting,
        "title": meeting["title"] if view.public else wording("admin.public")["meeting_unnamed"],
        "phase": phase,
        "view": view,
        "came": came,
        "typed": typed or Fields(),
        "problem": marked(problem, spoken.language) if problem else "",
        "no_cookie": no_cookie,
        "said": next((key for key in ("new", "changed", "again") if key in request.query), ""),
        "sectors": [(sector, spoken.words["sector"][sector]) for sector in _ORDER],
        "provinces": [(place.iso, in_language(names(place), spoken.language)) for place in own or every],
        "ways": _ways(request, view, meeting["code"] + doors.COUNTED),
    }
    status = 409 if problem else 403 if no_cookie else 200
    answer = render(request, "public/check_in.html", section="sign-in", status=status, **context)
    answer.headers["Cache-Control"] = "no-store"
    if device is None:
        secure = request.app[SETTINGS].base_url.startswith("https://")
        answer.set_cookie(
            COOKIE, ids.token(), path="/m", max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=secure
        )
    return answer


def _ways(request: web.Request, view: ConsultationView, door: str) -> list[tuple[str, str]]:
    """How to answer from here, as one who has been counted."""
    found: Links = links(view.model_copy(update={"code": door}), request.app[SETTINGS])
    here = f"/chat/{view.code}?at={door}"
    return [(key, link) for key, link in (("line", found.line), ("telegram", found.telegram), ("chat", here)) if link]
