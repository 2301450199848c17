"""The result of a consultation: written, published, corrected as a new version, and the answer of the office."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.officer.steps import mover
from admin.pages import go
from consultation.consult import life
from consultation.errors import Refused
from consultation.lifecycle import results
from consultation.lifecycle import service as lifecycle
from consultation.lifecycle.values import Mover, ResultInput
from consultation.settings import settings

PARTS = ("summary", "limits", "answer", "why")


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """What is written so far, what is missing, and every version that was published."""
    return await _page(request)


@allow("result.write")
async def act(request: web.Request) -> web.Response:
    """Keep what is written, and with the other buttons also publish it, answer with it, or drop it."""
    sent = await fields(request)
    try:
        done = await request.app[DB].write(carry_out, frame.number(request), sent, mover(request))
    except Refused as error:
        # What was typed is in the page that answers; nothing of it is lost.
        return await _page(request, sent, str(error))
    return go(frame.address(frame.number(request), f"publish?done={done}"))


def carry_out(session: Session, consultation: int, sent: Fields, by: Mover) -> str:
    """One act; the key of what was done. All of it or nothing. Raises Refused."""
    pressed = sent.get("act", "")
    if pressed == "discard":
        results.discard(session, consultation, by.name)
        return "result_discarded"
    given = ResultInput(**{part: sent.get(part, "") for part in PARTS})
    if given != results.start_from(session, consultation):
        results.save(session, consultation, given, by.name)
    if pressed in ("published", "answered"):
        lifecycle.move(session, consultation, pressed, by)
        return f"step_{pressed}"
    if pressed == "correct":
        results.correct(session, consultation, by, settings().approval)
        return "result_corrected"
    return "result_saved"


def seen(session: Session, consultation: int, by: Mover) -> dict[str, Any]:
    """What the page shows at one moment. Raises NotFound."""
    standing = lifecycle.standing(session, consultation, by)
    stage = life.stage(standing.view.kind, "published", settings().approval)
    return {
        "standing": standing,
        "written": results.start_from(session, consultation),
        "draft": results.draft(session, consultation),
        "versions": results.published(session, consultation),
        "may_correct": stage is not None and by.may_step(stage, standing.view),
        "writable": standing.view.state in results.WRITABLE,
        "longest": results.LONGEST,
        "old": lifecycle.is_old(standing.view),
    }


async def _page(request: web.Request, typed: Fields | None = None, problem: str = "") -> web.Response:
    found = await request.app[DB].read(seen, frame.number(request), mover(request))
    status = frame.REFUSED if problem else 200
    context: dict[str, Any] = {"typed": typed or {}, "problem": problem, **found}
    return frame.show(request, "officer/publish.html", found["standing"].view, "publish", status=status, **context)
