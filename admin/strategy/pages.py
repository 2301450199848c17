"""The findings desk: write findings from signed-off themes, link them to the plan, take the documents."""

import asyncio
from urllib.parse import quote

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.pages import render
from admin.planner import frame
from admin.strategy.area_needs import area_needs
from admin.strategy.documents import FORMS
from admin.strategy.frame import ROOT, tabs
from admin.strategy.wording import in_document
from consultation.findings import service
from consultation.findings.evidence import MOST_QUOTES, candidates
from consultation.findings.service import FindingInput
from consultation.findings.values import FindingView
from consultation.findings.wording import PACKAGE
from consultation.lifecycle.service import is_old
from consultation.themes.values import MemberView
from consultation.wording import wording

CANDIDATES = 12


@allow("strategy.read")
async def show(request: web.Request) -> web.Response:
    """The desk of one consultation."""
    desk = await request.app[DB].read(service.desk, frame.number(request))
    words = wording(PACKAGE)
    return render(
        request, "strategy/desk.html", section=frame.SECTION, desk=desk, words=words, candidates=_candidates,
        tabs=tabs(desk.consultation.id), writes=account(request).may("strategy.write", desk.consultation),
        most_quotes=MOST_QUOTES, old=is_old(desk.consultation),
        notice=words["did"].get(request.query.get("did", ""), ""),
    )  # fmt: skip


@allow("strategy.write")
@frame.says_why
async def add(request: web.Request) -> web.Response:
    """Make a finding of the chosen themes."""
    consultation, sent = frame.number(request), await fields(request)
    made = await request.app[DB].write(
        service.add, consultation, frame.posted_numbers(sent, "theme"), _input(sent), account(request).name
    )
    return frame.done(f"{ROOT}/{consultation}#f{made.number}", "added")


@allow("strategy.write")
@frame.says_why
async def save(request: web.Request) -> web.Response:
    """Change a finding."""
    consultation, sent = frame.number(request), await fields(request)
    version = frame.posted_number(sent, "version")
    made = await request.app[DB].write(
        service.save, frame.number(request, "finding"), _input(sent), account(request).name, version
    )
    return frame.done(f"{ROOT}/{consultation}#f{made.number}", "saved")


@allow("strategy.write")
@frame.says_why
async def withdraw(request: web.Request) -> web.Response:
    """Take a finding out."""
    consultation, sent = frame.number(request), await fields(request)
    version = frame.posted_number(sent, "version")
    await request.app[DB].write(service.withdraw, frame.number(request, "finding"), account(request).name, version)
    return frame.done(f"{ROOT}/{consultation}", "withdrawn")


@allow("strategy.read")
@frame.says_why
async def document(request: web.Request) -> web.Response:
    """The document as DOCX, PDF or JSON, made now."""
    kind = request.match_info["kind"]
    form = FORMS[kind]
    doc = await request.app[DB].read(area_needs, frame.number(request))
    body = await asyncio.to_thread(form.render, doc)
    name = quote(f"{in_document('file', code=doc.code)}.{kind}")
    way = f"attachment; filename=\"area-needs-{doc.code}.{kind}\"; filename*=UTF-8''{name}"
    return web.Response(body=body, headers={"Content-Type": form.content_type, "Content-Disposition": way})


def _candidates(finding: FindingView) -> list[MemberView]:
    """Comments that the planner may choose to quote: those quoted now, then the most telling."""
    chosen = {member.id for member in finding.quotes}
    others = [member for member in candidates(finding.members) if member.id not in chosen]
    return [*finding.quotes, *others[: max(0, CANDIDATES - len(chosen))]]


def _input(sent: Fields) -> FindingInput:
    issue = sent.get("issue", "")
    return FindingInput(
        statement=sent.get("statement", ""),
        kind=sent.get("kind", ""),
        swot=sent.get("swot", ""),
        issue_id=frame.posted_number(sent, "issue") if issue else None,
        note=sent.get("note", ""),
        quotes=_quotes(sent),
    )


def _quotes(sent: Fields) -> tuple[int, ...] | None:
    """The quotes that the planner wants; None for the machine's choice, which a changed selection overrules."""
    chosen, shown = frame.posted_numbers(sent, "quote"), frame.posted_numbers(sent, "shown")
    return None if sent.get("auto") and set(chosen) == set(shown) else tuple(chosen)
