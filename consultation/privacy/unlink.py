"""The job `privacy.unlink`: when a consultation's time is over, nobody can tell any more who answered what.

A round is one short transaction that cuts some rows and writes down, in the audit record, how many it destroyed: a job
that is killed has recorded exactly what it did, and goes on when it is claimed again.
"""

import time
from collections.abc import Sequence
from functools import partial

from sqlmodel import Session

from consultation import audit
from consultation.consult import service as consult
from consultation.consult.life import phase
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.store import Ended, Store

ROWS_AT_ONCE = 250
ROUND_SECONDS = 0.25  # after these no further rows are begun: webhooks on SQLite wait for the same writer


def handlers(db: Database, stores: Sequence[Store]) -> dict[str, Handler]:
    """The handler of this job. stores: every store of personal data there is, of every room, in the order to cut."""
    return {UNLINK_JOB: partial(unlink, db, stores)}


async def unlink(db: Database, stores: Sequence[Store], job: Claimed) -> None:
    """Handle `privacy.unlink`. Running it twice destroys nothing more."""
    while not await db.write(cut, int(job.payload["consultation"]), stores):
        pass


def cut(
    session: Session,
    consultation_id: int,
    stores: Sequence[Store],
    limit: int = ROWS_AT_ONCE,
    seconds: float = ROUND_SECONDS,
) -> bool:
    """One round: cut each store in turn, `limit` rows at a time, the next only when the one before has none left.

    True when nothing is left, or when there is no such closed consultation; False when the time was over before.
    """
    row = session.get(Consultation, consultation_id)
    if row is None or phase(row.state) != "after" or (end := consult.end_of(row)) is None:
        return True
    until = time.monotonic() + seconds
    destroyed, complete = {store.name: 0 for store in stores}, True
    for store in stores:
        while complete and (some := store.cut(session, Ended(consultation_id, row.code, end), limit)):
            destroyed[store.name] += some
            complete = time.monotonic() <= until
    after = {**destroyed, "complete": complete}
    audit.record(session, consult.TIMER, "privacy.unlink", f"consultation:{consultation_id}", after=after)
    return complete
