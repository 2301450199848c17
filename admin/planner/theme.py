"""Reading comments: of one theme, of a whole set, or of those in no theme; and one comment on its own."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.keys import DB
from admin.pages import render
from admin.planner import filtering, frame
from admin.planner.filtering import Asked
from consultation.consult import service as consult
from consultation.findings import service as findings
from consultation.findings.wording import PACKAGE as FINDINGS
from consultation.themes import service as themes
from consultation.themes.service import Scope
from consultation.themes.values import EditView, Page, ThemeSetView
from consultation.traits import service as traits
from consultation.traits.wording import catalogue
from consultation.wording import wording


@dataclass(frozen=True)
class Found:
    """A page of comments with what stands around it, read at one moment. undo, redo: for this planner."""

    seen: ThemeSetView
    page: Page
    searchable: bool
    undo: EditView | None
    redo: EditView | None


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """A theme with its figures and its comments."""
    number = frame.number(request, "number")
    return await _show(request, number, f"themes/{number}", "board")


@allow("themes.read")
async def everything(request: web.Request) -> web.Response:
    """All comments of a set, whatever their theme."""
    return await _show(request, "all", "comments", "comments")


@allow("themes.read")
async def ungrouped(request: web.Request) -> web.Response:
    """The comments without a theme, each with the reason."""
    return await _show(request, None, "ungrouped", "ungrouped")


@allow("answers.read")
async def comment(request: web.Request) -> web.Response:
    """One comment: its text, the facts of its response, its themes and findings."""
    found = await request.app[DB].read(themes.comment, frame.number(request))
    consultation = await request.app[DB].read(consult.view, found.consultation_id)
    known = await request.app[DB].read(traits.of, [found.id])
    themes_of = [place.theme_id for place in found.placed if place.theme_id]
    used = await request.app[DB].read(findings.findings_with, themes_of, found.id)
    others = await request.app[DB].read(findings.listed, found.consultation_id)
    return render(
        request, "planner/comment.html", section=frame.SECTION, comment=found, consultation=consultation,
        findings=used, others=[one for one in others if one not in used],
        roles=wording(FINDINGS)["role"], words=wording("admin.planner"), traits=known.get(found.id), names=catalogue(),
        notice=wording("admin.planner")["did"].get(request.query.get("did", ""), ""),
    )  # fmt: skip


async def _show(request: web.Request, scope: Scope, page: str, tab: str) -> web.Response:
    about, consultation = await frame.ready(request)
    asked = filtering.asked(request)
    found = await request.app[DB].read(_find, about.id, scope, asked, account(request).name)
    theme = found.seen.theme(scope) if isinstance(scope, int) else None
    return frame.show(
        request, "planner/theme.html", found.seen.about, consultation, tab, seen=found.seen, theme=theme, scope=scope,
        page=found.page, found=found, asked=asked, wanted=asked.wanted, address=frame.address(about.id, page),
        traits=catalogue(),
    )  # fmt: skip


def _find(session: Session, set_id: int, scope: Scope, asked: Asked, me: str) -> Found:
    page = themes.page(session, set_id, scope, asked.wanted, asked.after, asked.before)
    undo, redo = themes.turns(session, set_id, me)
    return Found(themes.view(session, set_id), page, themes.complete(session, set_id), undo, redo)
