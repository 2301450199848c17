"""The order of findings: criteria and weights, one's own points, everybody's places and where planners differ."""

from aiohttp import web

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.planner.frame import done, number, says_why
from admin.strategy import frame
from consultation.consult import service as consult
from consultation.findings import ranks
from consultation.findings.ranks import Criterion
from consultation.findings.wording import refused

may_read = allow("strategy.read")
may_rank = allow("strategy.write")

BLANK_ROWS = 2


@may_read
async def show(request: web.Request) -> web.Response:
    """The findings in order, with the form for one's own points."""
    view = await request.app[DB].read(consult.view, number(request))
    found = await request.app[DB].read(ranks.order, view.id)
    me = account(request)
    return frame.show(
        request, "strategy/ranking.html", view, "ranking", found=found, me=me.name, points=ranks.POINTS,
        writes=me.may("strategy.write", view), stored=all(one.id for one in found.criteria), blanks=BLANK_ROWS,
    )  # fmt: skip


@may_rank
@says_why
async def give(request: web.Request) -> web.Response:
    """Keep one's own points."""
    sent = await fields(request)
    given = {}
    for name, value in sent.items():
        kind, _, rest = name.partition("-")
        finding, _, criterion = rest.partition("-")
        if kind == "p" and value:
            given[_number(finding), _number(criterion)] = _number(value)
    await request.app[DB].write(ranks.give, number(request), given, account(request).name)
    return done(frame.address(number(request), "ranking"), "ranked")


@may_rank
@says_why
async def criteria(request: web.Request) -> web.Response:
    """Set the criteria and what they weigh."""
    given = _criteria(await fields(request))
    await request.app[DB].write(ranks.set_criteria, number(request), given, account(request).name)
    return done(frame.address(number(request), "ranking"), "criteria")


def _criteria(sent: Fields) -> list[Criterion]:
    rows = zip(sent.getall("name", []), sent.getall("about", []), sent.getall("weight", []), strict=False)
    return [
        Criterion(id=0, name=name, about=about, weight=int(weight) if weight.isascii() and weight.isdigit() else 0)
        for name, about, weight in rows
        if name.strip()
    ]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise refused("points")
    return int(text)
