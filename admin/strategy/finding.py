"""One finding on its own page: who is behind it, its lines of the plan, what was decided, what will be done."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.planner.frame import done, number, posted_number, posted_numbers, says_why
from admin.strategy import frame
from consultation.commitments import service as commitments
from consultation.commitments.service import CommitmentView
from consultation.commitments.wording import PACKAGE as COMMITMENTS
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.findings import deciding, gathering, minority, service, tracing
from consultation.findings.deciding import DispositionInput
from consultation.findings.gathering import Closed, Newer
from consultation.findings.models import DECISIONS
from consultation.findings.values import DispositionView, Dissent, FindingView
from consultation.plans import lines as plan_lines
from consultation.plans.lines import Line
from consultation.plans.models import Plan
from consultation.replies import heard
from consultation.replies.values import Tally
from consultation.wording import wording

may_write = allow("strategy.write")
may_read = allow("strategy.read")
may_sign = allow("strategy.sign")


@dataclass(frozen=True)
class Version:
    """A plan version with its lines, and which of them this finding is linked to."""

    plan: Plan
    lines: tuple[Line, ...]
    linked: frozenset[str]


@dataclass(frozen=True)
class Found:
    """Everything on the page, read at one moment."""

    consultation: ConsultationView
    finding: FindingView
    versions: tuple[Version, ...]
    dissent: tuple[Dissent, ...]
    closed: tuple[Closed, ...]
    newer: tuple[Newer, ...]
    history: tuple[DispositionView, ...]
    promises: tuple[CommitmentView, ...]
    tallies: dict[int, Tally]


@may_read
async def show(request: web.Request) -> web.Response:
    """The page of a finding."""
    found = await request.app[DB].read(_find, number(request), number(request, "finding"))
    return frame.show(
        request, "strategy/finding.html", found.consultation, "desk", found=found, finding=found.finding,
        me=account(request), decisions=DECISIONS, promises=wording(COMMITMENTS), today=commitments.today(),
    )  # fmt: skip


@may_write
@says_why
async def link(request: web.Request) -> web.Response:
    """Link it to lines of a plan version: exactly those that were chosen."""
    sent = await fields(request)
    await request.app[DB].write(
        _link, number(request, "finding"), posted_number(sent, "plan"), sent.getall("line", []), account(request).name
    )
    return _back(request, "lines")


@may_write
@says_why
async def pick(request: web.Request) -> web.Response:
    """Add comments by their references."""
    sent = await fields(request)
    ids = gathering.refs(sent.line("refs"))
    finding = posted_number(sent, "finding") if "finding" in sent else number(request, "finding")
    await request.app[DB].read(_find, number(request), finding)  # of this consultation, or not found
    await request.app[DB].write(gathering.pick, finding, ids, sent.line("role"), account(request).name)
    return done(f"{frame.finding_address(number(request), finding)}#comments", "picked")


@may_write
@says_why
async def drop(request: web.Request) -> web.Response:
    """Take out a comment that was added by hand."""
    sent = await fields(request)
    await request.app[DB].write(
        gathering.drop, number(request, "finding"), posted_number(sent, "comment"), account(request).name
    )
    return _back(request, "dropped")


@may_write
@says_why
async def answers(request: web.Request) -> web.Response:
    """Say which choices of closed questions speak for it."""
    sent = await fields(request)
    chosen = {(one.partition("=")[0], one.partition("=")[2]) for one in sent.getall("answer", [])}
    await request.app[DB].write(gathering.set_answers, number(request, "finding"), chosen, account(request).name)
    return _back(request, "answers")


@may_write
@says_why
async def follow(request: web.Request) -> web.Response:
    """Let it rest on themes of the newest set."""
    sent = await fields(request)
    await request.app[DB].write(
        gathering.follow, number(request, "finding"), posted_numbers(sent, "theme"), account(request).name
    )
    return _back(request, "followed")


@may_write
@says_why
async def decide(request: web.Request) -> web.Response:
    """Decide on it."""
    given = _decision(await fields(request))
    await request.app[DB].write(deciding.decide, number(request, "finding"), given, account(request).name)
    return _back(request, "decided", "#decision")


@may_sign
@says_why
async def sign(request: web.Request) -> web.Response:
    """Sign the disposition, or send it back with a reason."""
    sent, me = await fields(request), account(request)
    disposition = posted_number(sent, "disposition")
    if sent.line("act") == "return":
        await request.app[DB].write(
            deciding.send_back, number(request, "finding"), disposition, sent.line("why"), me.name
        )
        return _back(request, "returned", "#decision")
    await request.app[DB].write(deciding.sign, number(request, "finding"), disposition, me.name)
    return _back(request, "signed", "#decision")


def _back(request: web.Request, did: str, where: str = "") -> web.Response:
    return done(frame.finding_address(number(request), number(request, "finding")) + where, did)


def _decision(sent: Fields) -> DispositionInput:
    plan = sent.line("plan")
    lines = tuple(sent.getall("line", []))
    return DispositionInput(
        decision=sent.line("decision"),
        reason=sent.get("reason", ""),
        agency=sent.get("agency", ""),
        plan_id=posted_number(sent, "plan") if plan else None,
        lines=lines,
    )


def _link(session: Session, finding_id: int, plan_id: int, lines: list[str], actor: str) -> None:
    row = deciding.held(session, finding_id)
    tracing.set_lines(session, row, plan_id, lines, actor)
    service.touch(session, row, actor)


def _find(session: Session, consultation_id: int, finding_id: int) -> Found:
    finding = service.find(session, finding_id)
    if finding.consultation_id != consultation_id:
        raise web.HTTPNotFound()
    linked = {line.key for line in finding.lines}
    versions = []
    for plan in tracing.versions(session, consultation_id):
        lines = tuple(plan_lines.lines(session, plan.id or 0))
        versions.append(Version(Plan(**plan.model_dump()), lines, frozenset(linked & {line.key for line in lines})))
    promises = commitments.of_finding(session, finding_id)
    return Found(
        consultation=consult.view(session, consultation_id),
        finding=finding,
        versions=tuple(versions),
        dissent=tuple(minority.suggested(session, finding)),
        closed=tuple(gathering.closed(session, finding_id)),
        newer=tuple(gathering.newer(session, finding_id)),
        history=tuple(deciding.history(session, finding_id)),
        promises=tuple(promises),
        tallies={one.id: heard.tally(session, one.id) for one in promises},
    )
