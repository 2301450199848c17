"""The meetings of a consultation: the list with what is missing, and the form by which one is made or changed."""

from datetime import datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.dates import for_field, from_field
from admin.fields import Fields, fields
from admin.keys import DB, SETTINGS
from admin.officer import frame
from admin.pages import go
from consultation.consult import life
from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.meetings import service, views
from consultation.meetings.concerns import concerns
from consultation.meetings.models import MODES, SECTORS
from consultation.meetings.values import MeetingInput, MeetingView
from consultation.meetings.wording import catalogue, refused, sector_name
from consultation.places.schemes import cluster
from consultation.plans import service as plans
from consultation.settings import settings
from consultation.wording import wording

_ONE_LINE = ("title", "place", "link", "chair", "area", "plan_version")


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """All meetings, and what stands in the way of the next step or is missing."""
    view = await frame.find(request)

    def read(session: Session) -> tuple[list[MeetingView], list[Concern]]:
        row = session.get_one(Consultation, view.id)
        return views.listing(session, view.id), concerns(session, row, _next(view))

    meetings, said = await request.app[DB].read(read)
    together = await request.app[DB].read(views.summary, view.id)
    return frame.show(
        request, "officer/meetings.html", view, "meetings", meetings=meetings, concerns=said, together=together
    )


@allow("meeting.run")
async def new(request: web.Request) -> web.Response:
    """The form of a new meeting."""
    view = await frame.find(request)
    return await _form(request, view, Fields({"mode": "onsite", "plan_version": await _plan(request, view)}))


@allow("meeting.run")
async def create(request: web.Request) -> web.Response:
    """Store a new meeting."""
    view, sent = await frame.find(request), await fields(request)
    try:
        made = await request.app[DB].write(service.create, view.id, _input(request, sent), account(request).name)
    except Refused as error:
        return await _form(request, view, sent, problem=str(error))
    return go(frame.address(view.id, f"meetings/{made}?done=meeting_made"))


@allow("meeting.run")
async def edit(request: web.Request) -> web.Response:
    """The form of a meeting that is there."""
    view = await frame.find(request)
    return await _form(request, view, _typed(request, await find(request)), meeting=number(request))


@allow("meeting.run")
async def save(request: web.Request) -> web.Response:
    """Store what was changed."""
    view, sent, meeting = await frame.find(request), await fields(request), await find(request)
    try:
        await request.app[DB].write(service.edit, meeting.id, _input(request, sent), account(request).name)
    except Refused as error:
        return await _form(request, view, sent, meeting=meeting.id, problem=str(error))
    return go(frame.address(view.id, f"meetings/{meeting.id}?done=meeting_saved"))


def number(request: web.Request) -> int:
    """The meeting's number in the address. Raises 404 for one beyond what a database numbers."""
    given = int(request.match_info["meeting"])
    if given >= 2**63:
        raise web.HTTPNotFound()
    return given


async def find(request: web.Request) -> MeetingView:
    """The meeting that the address names, of the consultation that it names. Raises NotFound."""

    def read(session: Session) -> MeetingView:
        service.of_consultation(session, frame.number(request), number(request))
        return views.view(session, number(request))

    return await request.app[DB].read(read)


def whole(text: str, problem: str, **values: Any) -> int:
    """A whole number that was typed, in either digits. Raises Refused, with `problem`, for anything else."""
    plain = text.strip().replace(",", "")
    if not plain.isdecimal() or len(plain) > 9:
        raise refused(problem, given=text.strip(), **values)
    return int(plain)


def _input(request: web.Request, sent: Fields) -> MeetingInput:
    counts = {sector: sent.line(f"invited_{sector}") for sector in SECTORS}
    return MeetingInput(
        **{name: sent.line(name) for name in _ONE_LINE},
        starts_at=_moment(request, sent, "starts_at"),
        ends_at=_moment(request, sent, "ends_at"),
        mode=sent.line("mode") or "onsite",
        agenda=sent.get("agenda", ""),
        provinces=tuple(sent.getall("province", [])),
        invited={
            sector: whole(text, "invited", sector=sector_name(sector), most=service.MOST_INVITED)
            for sector, text in counts.items()
            if text
        },
        held="held" in sent,
    )


def _moment(request: web.Request, sent: Fields, name: str) -> datetime | None:
    try:
        return from_field(sent.get(name, ""), request.app[SETTINGS].zone)
    except ValueError:
        raise Refused(wording("admin.officer")["problem"]["moment"].format(given=sent.get(name, ""))) from None


def _typed(request: web.Request, of: MeetingView) -> Fields:
    """The fields of the form as a stored meeting fills them."""
    zone = request.app[SETTINGS].zone
    typed = Fields({name: getattr(of, name) for name in (*_ONE_LINE, "mode", "agenda")})
    typed["starts_at"], typed["ends_at"] = for_field(of.starts_at, zone), for_field(of.ends_at, zone)
    for iso in of.provinces:
        typed.add("province", iso)
    for line in of.sectors:
        typed[f"invited_{line.sector}"] = str(line.invited) if line.invited else ""
    return typed


async def _plan(request: web.Request, view: ConsultationView) -> str:
    """How the plan that a consultation is about is called, with its version."""
    if view.plan_id is None:
        return ""
    plan = await request.app[DB].read(plans.view, view.plan_id)
    return f"{plan.title} {plan.period} {plan.version}"


async def _form(
    request: web.Request, view: ConsultationView, typed: Fields, *, meeting: int | None = None, problem: str = ""
) -> web.Response:
    context: dict[str, Any] = {
        "typed": typed,
        "meeting": meeting,
        "chosen": typed.getall("province", []),
        "modes": [(mode, catalogue()["mode"][mode]) for mode in MODES],
        "sectors": [(sector, sector_name(sector)) for sector in SECTORS],
        "demanded": views.demanded(view.kind),
        "provinces": cluster(view.scheme, view.cluster).provinces,
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/meeting_form.html", view, "meetings", status=status, problem=problem, **context)


def _next(view: ConsultationView) -> str:
    """The state that the consultation has to reach next; its own when its way is at an end."""
    ahead = life.following(view.kind, view.state, settings().approval)
    return ahead[-1].state if ahead else view.state
