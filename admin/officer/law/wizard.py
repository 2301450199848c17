"""The wizard of the regulation B.E. 2548, a few words a screen: every step is kept as it is and can be gone on with."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go
from consultation.consult.models import Consultation
from consultation.errors import Refused
from consultation.law import concerns, due, hearing, impacts, window
from consultation.law.hearing import Judged
from consultation.law.rules import rules
from consultation.law.typed import needed_day, typed_day
from consultation.law.wording import both_eras
from consultation.settings import settings
from consultation.wording import wording

# Who may approve an exemption that somebody else asked for.
# The screens in order; the eight facts are told on two.
STEPS = ("test", "facts", "more", "methods", "impact", "exemption", "larger")
_OF_STEP = {"more": "facts"}  # whose completeness a screen shows
_FIRST_FACTS = 4


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """What is there and what is missing; with `?step=`, one screen of the wizard."""
    return await _page(request, request.query.get("step", ""))


@allow("consultation.prepare")
async def keep(request: web.Request) -> web.Response:
    """Keep one screen, and go to the next, or to the overview with the button "later"."""
    sent, id = await fields(request), frame.number(request)
    step = sent.get("step", "")
    kept = _KEEP.get(step)
    if kept is None:
        raise web.HTTPBadRequest()
    try:
        await request.app[DB].write(kept, id, sent, account(request).name)
    except Refused as error:
        return await _page(request, step, sent, str(error))
    after = STEPS[STEPS.index(step) + 1] if sent.get("act") == "next" and step not in ("impact", "exemption") else ""
    return go(frame.address(id, f"law?done=saved{'&step=' + after if after else ''}"))


@allow("consultation.exempt")
async def decide(request: web.Request) -> web.Response:
    """Approve an exemption, or send it back."""
    sent, id = await fields(request), frame.number(request)
    approve = sent.get("act") == "approve"
    try:
        await request.app[DB].write(
            hearing.decide_exemption, id, approve, sent.get("answer", ""), account(request).name
        )
    except Refused as error:
        return await _page(request, "exemption", sent, str(error))
    return go(frame.address(id, "law?done=saved"))


@allow("consultation.prepare")
async def impact(request: web.Request) -> web.Response:
    """Record that an impact proved larger, that measures were announced, or what came of them."""
    sent, id = await fields(request), frame.number(request)
    try:
        await request.app[DB].write(_impact, id, sent, account(request).name)
    except Refused as error:
        return await _page(request, "larger", sent, str(error))
    return go(frame.address(id, "law?done=saved&step=larger"))


def _test(session: Session, id: int, sent: Fields, actor: str) -> None:
    answers = {key: sent[f"test-{key}"] == "yes" for ask in rules().test if sent.get(f"test-{(key := ask.key)}")}
    on = typed_day(sent.get("decided_on", ""))
    judged = Judged(answers=answers, reason=sent.get("reason", ""), by=sent.line("decided_by"), on=on)
    hearing.judge(session, id, judged, actor)


def _facts(session: Session, id: int, sent: Fields, actor: str) -> None:
    told = {fact.key: sent[f"fact-{fact.key}"] for fact in rules().facts if f"fact-{fact.key}" in sent}
    hearing.tell_facts(session, id, told, actor)


def _methods(session: Session, id: int, sent: Fields, actor: str) -> None:
    hearing.choose_methods(session, id, sent.getall("method", []), sent.get("details", ""), actor)


def _weigh(session: Session, id: int, sent: Fields, actor: str) -> None:
    hearing.weigh(session, id, sent.get("level", ""), sent.get("reason", ""), actor)


def _exempt(session: Session, id: int, sent: Fields, actor: str) -> None:
    hearing.ask_exemption(session, id, sent.get("reason", ""), actor)


_KEEP: dict[str, Callable[[Session, int, Fields, str], None]] = {
    "test": _test, "facts": _facts, "more": _facts, "methods": _methods, "impact": _weigh, "exemption": _exempt,
}  # fmt: skip


def _impact(session: Session, id: int, sent: Fields, actor: str) -> None:
    which = int(given) if (given := sent.get("impact", "")).isdecimal() and len(given) < 19 else 0
    day = wording("admin.officer.law")["day"]
    match sent.get("act"):
        case "announced":
            on = needed_day(sent.get("on", ""), day["announced"])
            impacts.announced(session, id, which, sent.get("measures", ""), on, actor)
        case "followed":
            on = needed_day(sent.get("on", ""), day["followed"])
            impacts.followed(session, id, which, sent.get("outcome", ""), on, actor)
        case _:
            on = needed_day(sent.get("on", ""), day["found"])
            impacts.found(session, id, on, sent.get("what", ""), sent.get("measures", ""), actor)


def _seen(session: Session, id: int) -> dict[str, Any]:
    row = session.get_one(Consultation, id)
    first, posted = window.earliest(session, row)
    counted = due.results(session, row)
    return {
        "test": hearing.find(session, id),
        "impacts": impacts.of_many(session, [id]),
        "earliest": both_eras(first),
        "posted": posted,
        "results": both_eras(counted.day) if counted else "",
        "old": concerns.reused(row),
    }


async def _page(request: web.Request, step: str, typed: Fields | None = None, problem: str = "") -> web.Response:
    view = await frame.find(request)
    seen = await request.app[DB].read(_seen, view.id)
    lacking = hearing.missing(seen["test"])
    first = next((each for each in STEPS if _OF_STEP.get(each, each) in lacking), "")
    context = seen | {
        "rules": rules(),
        "screens": _screens(lacking),
        "step": step if step in STEPS else "",
        "lacking": lacking,
        "go_on": first,
        "facts": rules().facts[:_FIRST_FACTS] if step == "facts" else rules().facts[_FIRST_FACTS:],
        "not_met": hearing.not_met(seen["test"]),
        "days": settings().notice_days,
        "typed": typed if typed is not None else Fields(),
        "again": typed is not None,
        "today": due.today(),
        "me": account(request).name,
        "may_approve": account(request).may("consultation.exempt", view),
        "told": wording("admin.officer.law"),
        "told_methods": [(name, list(of)) for name, of in groupby(rules().methods, lambda method: method.group)],
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/law/wizard.html", view, "law", status=status, problem=problem, **context)


def _screens(lacking: dict[str, list[str]]) -> list[tuple[str, bool]]:
    """The screens of what has to be complete, each with whether it is."""
    return [(step, _OF_STEP.get(step, step) not in lacking) for step in STEPS if step not in ("exemption", "larger")]
