"""Teaching the machine: what it learnt, letting it learn again, and the comments it wants to be told about next."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import live
from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.planner import frame
from consultation.errors import Refused
from consultation.themes import service as themes
from consultation.themes.learning import service as learning
from consultation.themes.learning.values import LearningView, Queue
from consultation.themes.values import EditView, ThemeSetView
from consultation.wording import wording

AHEAD = 20  # comments of the queue that one may skip over


@dataclass(frozen=True)
class Teaching:
    """What the page shows, read at one moment. undo: the last act of this planner that can be taken back."""

    state: LearningView
    queue: Queue
    seen: ThemeSetView
    undo: EditView | None


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """What was learnt, and one comment of the queue; `at` skips some."""
    about, consultation = await frame.ready(request)
    found = await request.app[DB].read(_read, about.id, account(request).name)
    at = min(frame.asked(request, "at", 0) or 0, max(len(found.queue.comments) - 1, 0))
    return frame.show(
        request, "planner/learn.html", about, consultation, "learn", teaching=found, learning=found.state, at=at,
        queue=found.queue, seen=found.seen,
    )  # fmt: skip


@allow("themes.read")
async def progress(request: web.Request) -> web.StreamResponse:
    """The stream that the page follows while the machine learns: `{"stage", "progress", "end"}`."""
    set_id = frame.number(request)
    await request.app[DB].read(themes.progress, set_id)  # raises NotFound before the stream begins

    async def snapshot() -> dict[str, Any]:
        now = (await request.app[DB].read(learning.learning, set_id)).running
        return {"stage": now.stage if now else "", "progress": now.progress if now else 1.0, "end": now is None}

    return await live.follow(request, snapshot, every=0.5)


@allow("themes.work")
@frame.says_why
async def decide(request: web.Request) -> web.Response:
    """Keep where a person says that a comment belongs, and go to the next."""
    set_id, sent = frame.number(request), await fields(request)
    to = sent.get("other", "") if sent.get("to") == "other" else sent.get("to", "")
    if not to:
        raise Refused(wording("admin.planner")["problem"]["where_right"])
    number = None if to == "none" else frame.posted_number({"to": to}, "to")
    given = (frame.posted_number(sent, "place"), number, account(request).name, frame.posted_number(sent, "version"))
    await request.app[DB].write(learning.decide, set_id, *given)
    return frame.done(frame.address(set_id, "learn"), "answered")


def _read(session: Session, set_id: int, me: str) -> Teaching:
    undo, _ = themes.turns(session, set_id, me)
    return Teaching(
        learning.learning(session, set_id), learning.queue(session, set_id, AHEAD), themes.view(session, set_id), undo
    )
