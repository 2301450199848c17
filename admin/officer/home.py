"""The officer's first page: every consultation with its state, dates and counts."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import allow
from admin.keys import DB
from admin.metrics import waiting
from admin.officer import frame
from admin.pages import go, render
from admin.wording import wording
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.opinion import views
from consultation.outbox import quota, review
from consultation.responses import service as responses
from consultation.responses.service import Figures

ORDER = {"open": 0, "before": 1, "after": 2}


@allow("officer", "planner")
async def home(request: web.Request) -> web.Response:
    """All consultations, the open ones first."""
    rows, stuck = await request.app[DB].read(overview), await request.app[DB].read(set_aside)
    quotas = [one for one in await request.app[DB].read(quota.all_known) if one.warning]
    undecided = await request.app[DB].read(review.waiting)
    named = [(view, undecided[view.id]) for view, _ in rows if view.id in undecided]
    context: dict[str, Any] = {"rows": rows, "stuck": stuck, "quotas": quotas, "named": named}
    context["statements"] = await request.app[DB].read(to_moderate, [view.id for view, _ in rows if view.votes])
    context["words"] = wording("admin.officer")
    return render(request, "officer/home.html", section="officer", **context)


@allow("officer", "planner")
async def enter(request: web.Request) -> web.Response:
    """The page of a consultation that matters in its state."""
    view = await frame.find(request)
    return go(
        frame.address(view.id, "questions" if view.state == "draft" else "steps" if view.phase == "before" else "live")
    )


def set_aside(session: Session) -> dict[str, int]:
    """What could not be done and waits for a person, by table and state; only what there is."""
    found = {f"{table}_{state}": n for table, state, n in waiting(session)}
    return {name: n for name, n in found.items() if n and name in wording("admin.officer")["stuck"]}


def to_moderate(session: Session, consultations: Sequence[int]) -> dict[int, int]:
    """How many statements of citizens wait to be read, by consultation."""
    return {id: views.waiting(session, id) for id in consultations}


def overview(session: Session) -> list[tuple[ConsultationView, Figures]]:
    """Each consultation with its figures: open, then to come, then over; newest first within each."""
    found = sorted(consult.listing(session), key=lambda view: ORDER[view.phase])
    return [(view, responses.figures(session, view.id)) for view in found]
