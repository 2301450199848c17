"""Plans: the versions of every cluster, bringing one from Excel, its lines with what people asked, and its two gaps."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from sqlmodel import Session, col, select

from admin import spreadsheet
from admin.accounts.access import account, allow, reach
from admin.fields import Fields, fields
from admin.keys import DB
from admin.pages import render
from admin.planner.frame import done, number, posted_number, says_why
from admin.strategy import frame
from admin.uploads import sent as uploaded
from consultation.consult.reaching import placed
from consultation.errors import Refused
from consultation.findings import gaps, service, tracing
from consultation.findings.values import FindingLink, FindingView
from consultation.places.schemes import CURRENT, Cluster, UnknownPlace, scheme
from consultation.places.schemes import cluster as find_cluster
from consultation.plans import lines as plan_lines
from consultation.plans import service as plans
from consultation.plans import workbook
from consultation.plans.lines import Line
from consultation.plans.models import Plan
from consultation.plans.service import PlanInput, PlanView
from consultation.plans.wording import PACKAGE, refused, say
from consultation.plans.workbook import Fault, Read
from consultation.rights import Reach
from consultation.wording import wording

WRITES, READS = "plans.write", "plans.read"
may_write = allow(WRITES)
may_read = allow(READS)

_PERIOD = re.compile(r"25[0-9]{2}\s*[-–]\s*25[0-9]{2}")


@dataclass(frozen=True)
class Traced:
    """A plan version with what is linked to each line. older: other versions that links can be carried from."""

    plan: PlanView
    lines: tuple[Line, ...]
    asked: dict[str, list[FindingLink]]
    older: tuple[PlanView, ...]


@may_read
async def listing(request: web.Request) -> web.Response:
    """Every plan version, newest first, and the form to bring one."""
    return await _listing(request, given=Fields(), read=None)


@may_read
async def template(request: web.Request) -> web.Response:
    """The workbook to fill in."""
    body = await asyncio.to_thread(workbook.template)
    name = f"{say('workbook', 'file')}.xlsx"
    return spreadsheet.download(body, "plan-template.xlsx", spreadsheet.XLSX, name)


@may_write
async def check(request: web.Request) -> web.Response:
    """Read a workbook and show what it holds, or every fault by row; nothing is stored."""
    given, files = Fields(), dict[str, bytes]()
    name, plan = "", None
    try:
        given, files = await uploaded(request, workbook.LARGEST_FILE + 1024 * 1024)
        if not files:
            raise refused("no_file")
        name, content = next(iter(files.items()))
        read = await asyncio.to_thread(workbook.read, content, name)
        plan = _input(given, read, reach(request, WRITES))
    except Refused as error:
        read = Read((), (Fault(0, "", str(error)),), {})
    checked = "" if read.faults or plan is None else plan.model_dump_json()
    return await _listing(request, given=given, read=read, name=name, plan=plan, checked=checked)


@may_write
@says_why
async def store(request: web.Request) -> web.Response:
    """Store the version that was checked."""
    sent = await fields(request)
    try:
        plan = PlanInput.model_validate_json(sent.get("checked", ""))
    except ValidationError as error:
        raise refused("changed") from error
    if not reach(request, WRITES).sees(plan.scheme, plan.cluster):
        raise refused("no_cluster")
    made = await request.app[DB].write(plans.add, plan, account(request).name)
    return done(f"{frame.PLANS}/{made.id}", "imported")


@may_read
async def show(request: web.Request) -> web.Response:
    """The lines of a version, each with the findings linked to it."""
    found = await request.app[DB].read(_traced, number(request))
    return _show(request, "strategy/plan.html", found=found, plan=found.plan, tab="lines")


@may_read
async def unanswered(request: web.Request) -> web.Response:
    """Which of the people's needs this plan does not answer."""
    plan = await request.app[DB].read(plans.view, number(request))
    found = await request.app[DB].read(gaps.unanswered, plan.id)
    return _show(request, "strategy/unanswered.html", found=found, plan=plan, tab="unanswered")


@may_read
async def unasked(request: web.Request) -> web.Response:
    """Which lines of the plan nobody has asked for."""
    plan = await request.app[DB].read(plans.view, number(request))
    found = await request.app[DB].read(gaps.unasked, plan.id)
    lines = await request.app[DB].read(plan_lines.lines, plan.id)
    return _show(request, "strategy/unasked.html", found=found, plan=plan, tab="unasked", total=len(lines))


@may_read
async def line(request: web.Request) -> web.Response:
    """One line, and back from it to findings, themes and comments."""
    plan = await request.app[DB].read(plans.view, number(request))
    one, found = await request.app[DB].read(_line, request.match_info["kind"], number(request, "line"))
    if one.plan_id != plan.id:
        raise web.HTTPNotFound()
    return _show(request, "strategy/line.html", line=one, findings=found, plan=plan, tab="lines")


@may_write
@says_why
async def carry(request: web.Request) -> web.Response:
    """Link what is linked to an older version to the same lines of this one."""
    sent, newer = await fields(request), number(request)
    older = posted_number(sent, "from")
    await request.app[DB].write(_carry, older, newer, account(request).name)
    return done(f"{frame.PLANS}/{newer}", "carried")


def _show(request: web.Request, page: str, **context: Any) -> web.Response:
    me = account(request)
    common = {"kinds": wording(PACKAGE)["kind"], "writes": me.may(WRITES, context.get("plan")), **frame.said(request)}
    return render(request, page, **(common | context))


async def _listing(request: web.Request, **context: Any) -> web.Response:
    found = await request.app[DB].read(_plans, reach(request, READS))
    clusters = _clusters(reach(request, WRITES))
    return _show(request, "strategy/plans.html", plans=found, clusters=clusters, **context)


def _plans(session: Session, there: Reach) -> list[PlanView]:
    ids = session.exec(select(Plan.id).where(*placed(there, Plan)).order_by(col(Plan.id).desc())).all()
    return [plans.view(session, id or 0) for id in ids]


def _traced(session: Session, plan_id: int) -> Traced:
    plan = plans.view(session, plan_id)
    others = plans.for_cluster(session, plan.scheme, plan.cluster)
    return Traced(
        plan=plan,
        lines=tuple(plan_lines.lines(session, plan_id)),
        asked=tracing.findings_by_line(session, plan_id),
        older=tuple(one for one in others if one.id != plan_id and tracing.findings_by_line(session, one.id)),
    )


def _line(session: Session, kind: str, line_id: int) -> tuple[Line, list[FindingView]]:
    one = plan_lines.line(session, kind, line_id)
    linked = tracing.findings_by_line(session, one.plan_id).get(one.key, [])
    return one, [service.find(session, finding.id) for finding in linked]


def _carry(session: Session, older: int, newer: int, actor: str) -> None:
    one, other = plans.view(session, older), plans.view(session, newer)
    if (one.scheme, one.cluster) != (other.scheme, other.cluster):
        raise refused("plan", id=older)
    tracing.carry(session, older, newer, actor)


def _clusters(there: Reach) -> list[Cluster]:
    return [one for one in scheme(CURRENT).clusters if there.sees(one.scheme, one.number)]


def _input(given: Fields, read: Read, there: Reach) -> PlanInput:
    try:
        place = find_cluster(given.line("cluster"))
    except UnknownPlace as error:
        raise refused("no_cluster") from error
    if not there.sees(place.scheme, place.number):
        raise refused("no_cluster")
    if not given.line("title"):
        raise refused("no_title")
    if not given.line("version"):
        raise refused("no_version")
    if not _PERIOD.fullmatch(given.line("period")):
        raise refused("no_period")
    period = "–".join(part.strip() for part in re.split("[-–]", given.line("period")))
    return PlanInput(
        scheme=place.scheme, cluster=place.number, title=given.line("title"), period=period,
        version=given.line("version"), goal=given.line("goal"), issues=read.issues,
    )  # fmt: skip
