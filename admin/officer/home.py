"""The officer's first page: what is due, what is open, what waits, what is wrong; then every consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web
from sqlmodel import Session, select

from admin.accounts.access import account, allow, reach
from admin.fields import fields
from admin.keys import DB
from admin.metrics import waiting as set_aside_rows
from admin.officer import frame
from admin.officer.running import running
from admin.officer.steps import mover
from admin.pages import go, render
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.life import KINDS, STATES
from consultation.consult.models import Consultation
from consultation.law import clocks, due, reminders
from consultation.law.clocks import Clock
from consultation.law.models import HearingTest
from consultation.law.wording import both_eras
from consultation.lifecycle import waiting
from consultation.opinion import views
from consultation.outbox import quota, review
from consultation.privacy import watch
from consultation.responses import service as responses
from consultation.rights import Reach
from consultation.wording import wording

A_PAGE = 20
SOON = 7  # days
SORTS = ("state", "new", "due", "title")
_ORDER = {"open": 0, "announced": 1, "approved": 2, "draft": 3}  # then what is over
_OVER = 9
_NEVER = date.max


@dataclass(frozen=True)
class Asked:
    """Which consultations are asked for: words of the title, a state, a kind, the order, the page from 1."""

    words: str = ""
    state: str = ""
    kind: str = ""
    sort: str = "state"
    page: int = 1


@allow("consultation.read")
async def home(request: web.Request) -> web.Response:
    """What an officer has to know this morning; `?q=&state=&kind=&sort=&page=` choose from all consultations."""
    db, asked, there = request.app[DB], _asked(request), reach(request)
    context: dict[str, Any] = {
        "stuck": await db.read(set_aside),
        "quotas": [one for one in await db.read(quota.all_known) if one.warning],
        **await db.read(_due, there),
        "privacy": await db.read(watch.urgent, due.today()) if account(request).may(watch.RIGHT) else None,
        "now_at": clock.now(),
        "decisions": await db.read(waiting.decisions, mover(request)),
        "open": await db.read(running, there),
        **await db.read(_chosen, asked, there),
        "asked": asked,
        "states": STATES,
        "kinds": KINDS,
        "sorts": SORTS,
        "words": wording("admin.officer"),
    }
    return render(request, "officer/home.html", section="officer", **context)


@allow("reminder.see")
async def seen(request: web.Request) -> web.Response:
    """Note that a reminder was seen."""
    given = (await fields(request)).get("reminder", "")
    if given.isascii() and given.isdecimal() and len(given) < 19:  # digits of what a database numbers
        await request.app[DB].write(reminders.seen, int(given), account(request).name, reach(request))
    return go("/admin")


@allow("consultation.read")
async def enter(request: web.Request) -> web.Response:
    """The page of a consultation that matters in its state."""
    view = await frame.find(request)
    return go(
        frame.address(view.id, "questions" if view.state == "draft" else "steps" if view.phase == "before" else "live")
    )


def set_aside(session: Session) -> dict[str, int]:
    """What could not be done and waits for a person, by table and state; only what there is."""
    found = {f"{table}_{state}": n for table, state, n in set_aside_rows(session)}
    return {name: n for name, n in found.items() if n and name in wording("admin.officer")["stuck"]}


def to_moderate(session: Session, consultations: Sequence[int]) -> dict[int, int]:
    """How many statements of citizens wait to be read, by consultation."""
    return {id: views.waiting(session, id) for id in consultations}


def _due(session: Session, there: Reach) -> dict[str, Any]:
    """What the clocks say today, what waits for somebody's decision, and the titles of all consultations."""
    today = due.today()
    every = clocks.every(session, today, there)
    undone = [clock for clock in every if clock.done is None]
    titles = titles_within(session, there)
    asked = session.exec(select(HearingTest).where(HearingTest.exemption == "asked"))
    exempt = [test for test in asked if test.consultation_id in titles]
    told = reminders.unseen(session, every)
    reminded = {clock.key for _, clock in told}
    held_up = waiting.held_up(session, there)  # says more than the clock of the same beginning
    undone = [clock for clock in undone if clock.key not in {f"opens:{one.id}" for one in held_up}]
    undecided = review.waiting(session)
    return {
        "today": today,
        "both_eras": both_eras,
        "titles": titles,
        "overdue": [clock for clock in undone if clock.overdue(today)],
        "now": [clock for clock in undone if clock.due == today],
        "soon": [clock for clock in undone if 0 < clock.left(today) <= SOON and clock.key not in reminded],
        "told": told,
        "held_up": held_up,
        "exempt": exempt,
        "named": [(id, titles[id], n) for id, n in undecided.items() if id in titles],
    }


def titles_within(session: Session, there: Reach) -> dict[int, str]:
    """The titles of the consultations that somebody may read, by number."""
    rows = session.exec(select(Consultation.id, Consultation.title, Consultation.scheme, Consultation.cluster))
    return {id or 0: title for id, title, scheme, cluster in rows if there.sees(scheme, cluster)}


def _chosen(session: Session, asked: Asked, there: Reach) -> dict[str, Any]:
    rows = [
        row for row in session.exec(select(Consultation)) if _fits(row, asked) and there.sees(row.scheme, row.cluster)
    ]
    results = _results(session, rows) if asked.sort == "due" else {}
    rows.sort(key=lambda row: _order(row, asked.sort, results))
    last = max(1, -(-len(rows) // A_PAGE))
    page = min(asked.page, last)
    shown = [consult.view(session, row.id or 0) for row in rows[(page - 1) * A_PAGE : page * A_PAGE]]
    submitted = responses.submitted(session, [view.id for view in shown])
    return {
        "rows": [(view, submitted.get(view.id, 0)) for view in shown],
        "statements": to_moderate(session, [view.id for view in shown if view.votes]),
        "found": len(rows),
        "page": page,
        "last": last,
    }


def _fits(row: Consultation, asked: Asked) -> bool:
    words = asked.words.casefold().split()
    title = f"{row.title} {row.code}".casefold()
    chosen = asked.state in ("", row.state) and asked.kind in ("", row.kind)
    return chosen and all(word in title for word in words)


def _results(session: Session, rows: Sequence[Consultation]) -> dict[int, Clock]:
    found = clocks.clocks(session, rows, due.today())
    return {clock.consultation_id or 0: clock for clock in found if clock.key.startswith("results:")}


def _order(row: Consultation, sort: str, results: dict[int, Clock]) -> tuple[Any, ...]:
    newest = -(row.id or 0)
    if sort == "new":
        return (newest,)
    if sort == "title":
        return (row.title.casefold(), newest)
    if sort == "due":
        clock = results.get(row.id or 0)
        return (clock is None or clock.done is not None, clock.due if clock else _NEVER, newest)
    return (_ORDER.get(row.state, _OVER), newest)


def _asked(request: web.Request) -> Asked:
    query = request.query
    page = int(given) if (given := query.get("page", "")).isascii() and given.isdecimal() and len(given) < 7 else 1
    sort = query.get("sort", "")
    return Asked(
        words=query.get("q", "")[:100],
        state=query.get("state", "") if query.get("state") in STATES else "",
        kind=query.get("kind", "") if query.get("kind") in KINDS else "",
        sort=sort if sort in SORTS else "state",
        page=max(1, page),
    )
