"""Which handler does which kind of job. A kind that is not here is not claimed by this program."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from consultation.consult import service as consult
from consultation.consult.service import CLOSE_JOB, OPEN_JOB, ConsultationView
from consultation.db import Database
from consultation.errors import NotFound
from consultation.jobs import Claimed, Handler
from consultation.themes import work

ACTOR = "timer"


def handlers(db: Database) -> Mapping[str, Handler]:
    """Every kind of job with what does it."""
    timers = {OPEN_JOB: _timed(db, consult.open_now, "draft"), CLOSE_JOB: _timed(db, consult.close, "open")}
    return {**timers, **work.handlers(db)}


def _timed(db: Database, act: Callable[[Session, int, str], ConsultationView], due_in: str) -> Handler:
    """An act on a consultation at its time; nothing to do when somebody did it by hand meanwhile."""

    def act_if_due(session: Session, consultation: int) -> None:
        try:
            state = consult.view(session, consultation).state
        except NotFound:
            return
        if state == due_in:
            act(session, consultation, ACTOR)

    async def handle(job: Claimed) -> None:
        await db.write(act_if_due, int(job.payload["consultation"]))

    return handle
