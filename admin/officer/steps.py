"""The steps of a consultation on one page: where it stands, what is next, what is in the way and where to mend it."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.officer.broadcasts import ways_of
from admin.pages import go
from consultation.broadcast import inviting
from consultation.consult import life
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.lifecycle import service as lifecycle
from consultation.lifecycle.service import Rules
from consultation.lifecycle.values import Mover
from consultation.plans import service as plans

Act = Callable[[Session, int, Fields, Mover], str]


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """Where it stands, as the account that asks sees it."""
    return await _page(request)


@allow("consultation.read")
async def act(request: web.Request) -> web.Response:
    """Take a step, take one back, cancel, or store what the consultation is about."""
    sent = await fields(request)
    do = _ACTS.get(sent.get("act", ""))
    if do is None:
        return go(frame.address(frame.number(request), "steps"))
    try:
        done = await request.app[DB].write(do, frame.number(request), sent, mover(request))
    except Refused as error:
        return await _page(request, sent, str(error))
    return go(frame.address(frame.number(request), f"steps?done={done}"))


def mover(request: web.Request) -> Mover:
    """Who asks, as somebody who moves a consultation."""
    asking = account(request)
    return Mover(name=asking.name, grants=asking.grants)


def _move(session: Session, consultation: int, sent: Fields, by: Mover) -> str:
    to = sent.get("to", "")
    if to not in life.ORDER:
        raise web.HTTPBadRequest()
    lifecycle.move(session, consultation, to, by)
    return f"step_{to}"


def _back(session: Session, consultation: int, sent: Fields, by: Mover) -> str:
    lifecycle.take_back(session, consultation, sent.get("reason", ""), by)
    return "step_back"


def _cancel(session: Session, consultation: int, sent: Fields, by: Mover) -> str:
    lifecycle.cancel(session, consultation, sent.get("reason", ""), by)
    return "step_cancelled"


def _rules(session: Session, consultation: int, sent: Fields, by: Mover) -> str:
    lifecycle.set_rules(session, consultation, _given(session, consultation, sent), by)
    return "rules"


def _given(session: Session, consultation: int, sent: Fields) -> Rules:
    """What was chosen; what the page did not offer stays as it is."""
    before = lifecycle.rules(session, consultation)
    level = sent.get("level", "")
    return Rules(
        level=int(level) if level.isdecimal() and len(level) == 1 else before.level,
        sampling=sent.get("sampling", before.sampling),
        plan_id=_chosen(sent, "plan", before.plan_id),
        evaluates_id=_chosen(sent, "evaluates", before.evaluates_id),
    )


def _chosen(sent: Fields, name: str, before: int | None) -> int | None:
    if name not in sent:
        return before
    text = sent.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


_ACTS: dict[str, Act] = {"move": _move, "back": _back, "cancel": _cancel, "rules": _rules}


def seen(session: Session, consultation: int, by: Mover) -> dict[str, Any]:
    """What the page shows at one moment. Raises NotFound."""
    standing = lifecycle.standing(session, consultation, by)
    view = standing.view
    return {
        "standing": standing,
        "evaluates": _one(session, view.evaluates_id),
        "evaluable": lifecycle.evaluable(session, view) if view.kind == "evaluation" else [],
        "evaluations": lifecycle.evaluations(session, consultation),
        "plans": plans.for_cluster(session, view.scheme, view.cluster),
        "old": lifecycle.is_old(view),
    }


def _one(session: Session, consultation: int | None) -> ConsultationView | None:
    return consult.view(session, consultation) if consultation is not None else None


async def _page(request: web.Request, typed: Fields | None = None, problem: str = "") -> web.Response:
    found = await request.app[DB].read(seen, frame.number(request), mover(request))
    found["telling"] = await request.app[DB].read(inviting.telling, frame.number(request), ways_of(request))
    status = frame.REFUSED if problem else 200
    context: dict[str, Any] = {"typed": typed or {}, "problem": problem, "levels": life.LEVELS, **found}
    return frame.show(request, "officer/steps.html", found["standing"].view, "steps", status=status, **context)
