"""Reading one theme's comments, or the ungrouped ones: searched, filtered, chosen; and one comment on its own."""

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB
from admin.pages import render
from admin.planner import frame
from admin.strategy import service as strategy
from admin.wording import wording
from consultation.consult import service as consult
from consultation.themes import service as themes
from consultation.themes.service import Filter
from consultation.traits import service as traits
from consultation.traits.wording import catalogue


@allow("planner")
async def show(request: web.Request) -> web.Response:
    """A theme with its figures and its comments."""
    about, consultation = await frame.ready(request)
    seen = await request.app[DB].read(themes.view, about.id)
    number = frame.number(request, "number")
    theme = seen.theme(number)
    wanted, at = _wanted(request)
    page = await request.app[DB].read(themes.page, about.id, number, wanted, at)
    return frame.show(
        request, "planner/theme.html", seen.about, consultation, "board", seen=seen, theme=theme, page=page,
        wanted=wanted, address=f"{frame.address(about.id)}/themes/{number}",
    )  # fmt: skip


@allow("planner")
async def ungrouped(request: web.Request) -> web.Response:
    """The comments without a theme, each with the reason."""
    about, consultation = await frame.ready(request)
    seen = await request.app[DB].read(themes.view, about.id)
    wanted, at = _wanted(request)
    page = await request.app[DB].read(themes.page, about.id, None, wanted, at)
    return frame.show(
        request, "planner/theme.html", seen.about, consultation, "ungrouped", seen=seen, theme=None, page=page,
        wanted=wanted, address=frame.address(about.id, "ungrouped"),
    )  # fmt: skip


@allow("planner")
async def comment(request: web.Request) -> web.Response:
    """One comment: its text, the facts of its response, its themes and findings."""
    found = await request.app[DB].read(themes.comment, frame.number(request))
    consultation = await request.app[DB].read(consult.view, found.consultation_id)
    known = await request.app[DB].read(traits.of, [found.id])
    used = await request.app[DB].read(strategy.findings_with, [p.theme_id for p in found.placed if p.theme_id])
    return render(
        request, "planner/comment.html", section=frame.SECTION, comment=found, consultation=consultation,
        findings=used, words=wording("admin.planner"), traits=known.get(found.id), names=catalogue(),
        notice=wording("admin.planner")["did"].get(request.query.get("did", ""), ""),
    )  # fmt: skip


def _wanted(request: web.Request) -> tuple[Filter, int]:
    """The filter and page that the address asks for; what cannot be understood is left out."""
    query = request.query
    words, province, sector = (query.get(name, "").replace("\x00", "") for name in ("q", "province", "sector"))
    wanted = Filter(
        words=" ".join(words.split())[:100],
        province=province[:20],
        sector=sector[:20],
        order="newest" if query.get("order") == "newest" else "typical",
    )
    at = query.get("page", "1")
    return wanted, int(at) if at.isascii() and at.isdigit() and len(at) < 9 else 1
