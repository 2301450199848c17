"""One theme set: its board as tiles or as a list, and the stream by which planners see each other's acts."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import live
from admin.accounts.access import account, allow
from admin.keys import DB
from admin.planner import frame
from admin.planner.spread import minimap
from consultation.consult.service import ConsultationView
from consultation.plans import service as plans
from consultation.plans.service import IssueView
from consultation.themes import service as themes
from consultation.themes.learning import service as learning
from consultation.themes.learning.values import LearningView, SampleView
from consultation.themes.quality import shaky
from consultation.themes.values import EditView, ThemeSetView, ThemeView, Visit
from consultation.wording import wording

SORTS = ("people", "more", "shaky")


@dataclass(frozen=True)
class Board:
    """Everything that the board shows, read at one moment. undo, redo: what these would do for this planner.

    checked: the newest random sample that somebody has answered, None before there is one.
    """

    seen: ThemeSetView
    visit: Visit
    undo: EditView | None
    redo: EditView | None
    issues: tuple[IssueView, ...]
    categories: dict[str, str]
    learning: LearningView
    checked: SampleView | None


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """The board; while the set is made its progress, and after a failure why."""
    about, consultation = await frame.find(request)
    if about.state not in frame.READY:
        return frame.show(request, "planner/progress.html", about, consultation, "board")
    board = await request.app[DB].write(_read, about.id, consultation, account(request).name)
    sort = request.query.get("sort", "")
    sort = sort if sort in SORTS else "people"
    return frame.show(
        request, "planner/board.html", board.seen.about, consultation, "board", seen=board.seen, board=board,
        themes=_sorted(board, sort), sort=sort, as_list=request.query.get("view") == "list",
        maps={theme.number: minimap(board.seen, theme) for theme in board.seen.themes},
    )  # fmt: skip


@allow("themes.read")
async def progress(request: web.Request) -> web.StreamResponse:
    """The stream that the progress page follows: `{"stage", "progress", "end"}`."""
    about, _ = await frame.find(request)

    async def snapshot() -> dict[str, Any]:
        now = await request.app[DB].read(themes.progress, about.id)
        stage = now.stage or wording("admin.planner")["state"][now.state]
        return {"stage": stage, "progress": now.share, "end": now.state not in ("queued", "grouping")}

    return await live.follow(request, snapshot, every=0.5)


@allow("themes.read")
async def changes(request: web.Request) -> web.StreamResponse:
    """The stream that every page of a ready set follows: `{"version", "beat", "state", "said"}`.

    said: the acts after version `seen` of the address, by others than this planner, newest first.
    """
    set_id, me = frame.number(request), account(request).name
    await request.app[DB].read(themes.progress, set_id)  # raises NotFound before the stream begins
    seen = frame.asked(request, "seen", 0) or 0

    async def snapshot() -> dict[str, Any]:
        now = await request.app[DB].read(themes.progress, set_id)
        acts = await request.app[DB].read(themes.later, set_id, seen) if now.version > seen else []
        said = [{"what": act.what, "actor": act.actor} for act in acts if act.actor != me]
        return {"version": now.version, "beat": now.beat, "state": now.state, "said": said}

    return await live.follow(request, snapshot, every=1.0)


def _read(session: Session, set_id: int, consultation: ConsultationView, me: str) -> Board:
    seen = themes.view(session, set_id)
    plan = plans.view(session, consultation.plan_id) if consultation.plan_id else None
    undo, redo = themes.turns(session, set_id, me)
    return Board(
        seen=seen,
        visit=themes.visit(session, seen, me),
        undo=undo,
        redo=redo,
        issues=tuple(plan.issues) if plan else (),
        learning=learning.learning(session, set_id),
        checked=next((s for s in learning.samples(session, set_id) if s.estimate.base), None),
        categories=themes.category_names(session, consultation.id, seen.about.guide),
    )


def _sorted(board: Board, sort: str) -> list[ThemeView]:
    """Themes by people; or first those that grew most since the last visit; or first those to read before trusting."""
    found = list(board.seen.themes)
    if sort == "more":
        return sorted(found, key=lambda theme: -abs(_more(board, theme)))
    if sort == "shaky":
        return sorted(found, key=lambda t: (not shaky(t.quality), t.quality.stability if t.quality.stability else 1.0))
    return found


def _more(board: Board, theme: ThemeView) -> int:
    since = board.visit.themes.get(theme.id)
    return since.more if since else 0
