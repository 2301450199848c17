"""What goes elsewhere: findings of one province by province, and complaints with whom they were passed on to."""

from collections.abc import Iterator
from datetime import datetime

from aiohttp import web

from admin import spreadsheet
from admin.accounts.access import account, allow
from admin.dates import short_date
from admin.fields import fields
from admin.keys import DB
from admin.planner.frame import done, number, posted_number, says_why
from admin.strategy import frame
from admin.strategy.wording import PACKAGE, in_document
from consultation.consult import service as consult
from consultation.findings import local
from consultation.findings.local import Local
from consultation.findings.wording import kind_name
from consultation.settings import settings
from consultation.wording import wording

may_read = allow("strategy.read")
may_pass_on = allow("strategy.refer")


@may_read
async def show(request: web.Request) -> web.Response:
    """Both lists."""
    view = await request.app[DB].read(consult.view, number(request))
    found = await request.app[DB].read(local.local, view.id)
    passed_at = {one.comment.id: _day(one.passed.at) for one in found.complaints if one.passed}
    return frame.show(request, "strategy/local.html", view, "local", found=found, passed_at=passed_at)


@may_read
async def sheet(request: web.Request) -> web.Response:
    """One of the lists as a workbook, to be sent along."""
    view = await request.app[DB].read(consult.view, number(request))
    found = await request.app[DB].read(local.local, view.id)
    which = request.match_info["which"]
    rows = [tuple(wording(PACKAGE)["columns"][which].values())]
    rows += _of_provinces(found) if which == "provinces" else _of_complaints(found)
    name = wording(PACKAGE)["file"][which].format(code=view.code)
    return await spreadsheet.answer([(which, rows)], "xlsx", f"{which}-{view.code}", name)


@may_pass_on
@says_why
async def pass_on(request: web.Request) -> web.Response:
    """Keep that a complaint was passed on."""
    sent = await fields(request)
    comment, to, reference = posted_number(sent, "comment"), sent.get("to", ""), sent.get("reference", "")
    await request.app[DB].write(local.pass_on, number(request), comment, to, reference, account(request).name)
    return done(f"{frame.address(number(request), 'local')}#c{comment}", "referred")


def _of_provinces(found: Local) -> Iterator[tuple[str, ...]]:
    for province in found.provinces:
        for one in province.findings:
            decided = one.disposition.name if one.disposition else ""
            agency = one.disposition.agency if one.disposition else ""
            quotes = "\n".join(member.said for member in one.quotes)
            refs = " ".join(member.ref for member in one.members)
            yield (province.name, one.ref, one.statement, kind_name(one.kind), str(one.people), decided, agency,
                   quotes, refs)  # fmt: skip


def _of_complaints(found: Local) -> Iterator[tuple[str, ...]]:
    for one in found.complaints:
        said, passed = one.comment, one.passed
        where = said.province_name or in_document("unknown_place")
        yield (
            said.ref, wording(PACKAGE)["complaint"][said.kind], said.text, where, said.district_name,
            short_date(said.created_at, settings().zone), passed.to if passed else "",
            passed.reference if passed else "", _day(passed.at) if passed else "",
        )  # fmt: skip


def _day(moment: str) -> str:
    return short_date(datetime.fromisoformat(moment), settings().zone)
