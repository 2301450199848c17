"""The job `privacy.unlink`: when a consultation's time is over, nobody can tell any more who answered what.

A round is one transaction that takes some rows of each store in order and writes down, in the audit record, how many
it destroyed: a job that is killed has recorded exactly what it did, and goes on when it is claimed again.
"""

from collections.abc import Sequence
from functools import partial

from sqlmodel import Session

from consultation import audit
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.store import Ended, Store

ROWS_AT_ONCE = 2000  # of each store in one transaction: webhooks on SQLite wait for the same writer


def handlers(db: Database, stores: Sequence[Store]) -> dict[str, Handler]:
    """The handler of this job. stores: every store of personal data there is, of every room, in the order to cut."""
    return {UNLINK_JOB: partial(unlink, db, stores)}


async def unlink(db: Database, stores: Sequence[Store], job: Claimed) -> None:
    """Handle `privacy.unlink`. Running it twice destroys nothing more."""
    while not await db.write(cut, int(job.payload["consultation"]), stores):
        pass


def cut(session: Session, consultation_id: int, stores: Sequence[Store], limit: int = ROWS_AT_ONCE) -> bool:
    """One round: cut up to `limit` rows of each store, the next only when the one before has none left.

    True when nothing is left, or when there is no such closed consultation.
    """
    row = session.get(Consultation, consultation_id)
    if row is None or row.state != "closed" or (end := consult.end_of(row)) is None:
        return True
    ended, destroyed, complete = Ended(consultation_id, row.code, end), dict[str, int](), False
    for store in stores:
        destroyed[store.name] = store.cut(session, ended, limit)
        if destroyed[store.name] >= limit:
            break
    else:
        complete = True
    after = {**destroyed, "complete": complete}
    audit.record(session, consult.TIMER, "privacy.unlink", f"consultation:{consultation_id}", after=after)
    return complete
