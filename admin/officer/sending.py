"""What became of what was said to citizens: counts, and the decision about what failed or may not have arrived."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go
from consultation.consult import service as consult
from consultation.outbox import review

ACTS = {"resend": review.RESENT, "leave": review.LEFT}


@allow("sending.read")
async def show(request: web.Request) -> web.Response:
    """The counts by lane, and what waits for a decision."""
    given = request.query.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    found = await request.app[DB].read(seen, frame.number(request), before)
    done = request.query.get("done", "")
    count = request.query.get("n", "0")
    found |= {"done": done if done in ACTS else "", "n": int(count) if count.isdecimal() and len(count) < 9 else 0}
    return frame.show(request, "officer/sending.html", found.pop("view"), "live", **found)


@allow("sending.decide")
async def act(request: web.Request) -> web.Response:
    """Send what was chosen again, knowingly, or leave it; both are written in the audit record."""
    sent = await fields(request)
    pressed = sent.get("act", "")
    chosen = [int(one) for one in sent.getall("turn", []) if one.isdecimal() and len(one) < 19]
    where = frame.address(frame.number(request), "sending")
    if pressed not in ACTS or not chosen:
        return go(where)
    actor = account(request).name
    n = await request.app[DB].write(review.decide, frame.number(request), chosen, ACTS[pressed], actor)
    return go(f"{where}?done={pressed}&n={n}")


def seen(session: Session, consultation: int, before: int | None) -> dict[str, Any]:
    """What the page shows. Raises NotFound."""
    view = consult.view(session, consultation)
    items = review.undecided(session, consultation, before)
    more = items[-1].id if len(items) == review.A_PAGE else None
    return {"view": view, "sending": table(session, consultation), "items": items, "more": more}


def table(session: Session, consultation: int) -> dict[str, dict[str, int]]:
    """By lane: how many are sent, waiting, failed, blocked, unknown."""
    found: dict[str, dict[str, int]] = {}
    for count in review.counts(session, consultation):
        state = "waiting" if count.state in ("queued", "sending") else count.state
        name = "blocked" if count.reason == "blocked" else state
        lane = found.setdefault(count.lane, dict.fromkeys(("sent", "waiting", "failed", "blocked", "unknown"), 0))
        lane[name] += count.n
    return found
