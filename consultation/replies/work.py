"""The job `replies.send`: put a round into the outbox some people at a time; killed, it goes on after the last."""

from functools import partial

from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.replies.service import SEND_JOB, put_some


def handlers(db: Database) -> dict[str, Handler]:
    """The handler of this job by its kind."""
    return {SEND_JOB: partial(send, db)}


async def send(db: Database, job: Claimed) -> None:
    """Handle `replies.send`. Running it twice tells nobody twice."""
    while await db.write(put_some, int(job.payload["round"])):
        pass
